package ledgergen

// The model behind the optional tables. A Truth states these numbers with what came of them.

// causes are why customers leave, with their shares; neglect comes first.
var causes = []struct {
	reason string
	share  float64
}{
	{"unappreciated", 0.36}, {"better_value", 0.20}, {"dissatisfied", 0.15}, {"competitor", 0.12}, {"friend_advice", 0.06},
	{"moved", 0.05}, {"died", 0.02}, {"other", 0.04},
}

const (
	causeNeglect      = 0
	causeDissatisfied = 2
	recordedShare     = 0.35 // of those who leave, the reason is recorded
	neglectedLost     = 0.20 // of those who leave for another cause are neglected too
	advocateShare     = 0.05 // of the customers
	advocateReferrals = 0.60 // of the referrals come from them
)

// neglectedKept is the share by tier of those who stay and are neglected all the same.
var neglectedKept = [tierCount]float64{0.25, 0.40, 0.15}

// hunters is how many of the managers win new customers rather than keep those who are there.
const (
	hunters        = 3
	hunterWins     = 0.80 // of the accounts that arrive within the span
	hunterKeeps    = 0.10 // of the others
	unmanagedShare = 0.06 // of the customers have no manager
	unknownPersona = 0.10
)

// The way of a prospect: stages with the chance to reach the next one, alone and when recommended, and the mean days spent in each.
const (
	stageCount   = 4
	lastStage    = stageCount - 1
	referShare   = 0.080 // of the average customers who arrive are recommended
	referSize    = 0.40  // by how many deviations of size recommended customers exceed the others
	listedShare  = 0.180 // of those who arrive were on the list of prospects without being recommended
	dealShare    = 0.60  // of the prospects that come to the last stage have an opportunity
	thankedShare = 0.60  // of the referrals are answered with thanks
	viaContact   = 0.25  // of the referrals are made by a contact and not in the name of a customer
	rewardCents  = 7500  // for a referral that becomes a customer
)

var stages = [stageCount]struct {
	name            string
	alone, referred float64
	days            float64
}{
	{"awareness", 0.85, 0.95, 25}, {"research", 0.80, 0.90, 35}, {"comparison", 0.75, 0.90, 35}, {"purchase", 0.60, 0.75, 90},
}

// dealStages are the stages of opportunities with the chance to win what is decided in them.
var dealStages = [...]struct {
	name string
	won  float64
}{{"qualified", 0.25}, {"proposal", 0.50}, {"negotiation", 0.75}}

// The mix of stages in which opportunities of a group are decided. The mean chance of the first two is that of the last stage of a
// prospect.
var (
	mixAlone    = [len(dealStages)]float64{0.10, 0.40, 0.50}
	mixReferred = [len(dealStages)]float64{0, 0, 1}
	mixCustomer = [len(dealStages)]float64{0.30, 0.40, 0.30}
)

const (
	dealDays  = 40   // mean days to decide on an opportunity of a customer
	renewDays = 40   // days before the end of a contract in which its renewal is discussed
	staleDeal = 0.06 // of those are never decided
	crmMonths = 24   // touches and opportunities of customers are on file for so many months
)

// dealsPerCustomer is the mean number of opportunities of a customer by tier within crmMonths.
var dealsPerCustomer = [tierCount]float64{0.60, 0.40, 0.15}

// channels are how customers are touched: the chance of an answer, the minutes it takes and what one costs.
var channels = [...]struct {
	channel, class string
	answered       float64
	minutes        int
	cents          int64
}{
	{"phone", "personal", 0.55, 12, 900}, {"visit", "personal", 0.85, 75, 6000}, {"e-mail", "personal", 0.35, 6, 450},
	{"event", "personal", 0.60, 40, 3000}, {"e-mail", "bulk", 0.05, 0, 3}, {"e-mail", "automated", 0.10, 0, 1},
	{"survey", "automated", answerShare, 0, 1},
}

const (
	byPhone = iota
	byVisit
	byMail
	byEvent
	byBulk
	byAutomat
	bySurvey
)

const (
	positiveShare = 0.55 // of the answers
	laterShare    = 0.25
	newsletters   = 8    // within crmMonths
	offerShare    = 0.08 // of the customers in the last tier got one more mailing shortly after a newsletter
	welcomeShare  = 0.70 // of the first orders are followed up within two weeks
	winBackShare  = 0.40 // of those who left are asked to return
	askShare      = 0.15 // of those who stay are asked for a recommendation
	optOutShare   = 0.08 // of the contacts want no bulk mail
)

// targetDays is the longest wanted time between two personal touches; 0 where none is wanted.
var targetDays = [tierCount]int{30, 60, 0}

// Complaints and satisfaction.
const (
	complaintsPerOrder = 0.02
	complaintsLeaving  = 0.10 // of who leaves dissatisfied
	resolveDays        = 9
	answerShare        = 0.40 // of the surveys
	surveyDays         = 3    // from the question to the answer
	contentFrom        = 7    // the least score of who counts as content
	scoreBase          = 8.4
	scoreComplaint     = -2.5 // after a complaint in the year before
	scoreNeglect       = -1.2
	scoreLate          = -1.0 // when over one invoice in eight of the year came late
	scoreAdvocate      = 1.2
	scoreSpread        = 0.9
)

// serviceCents is the mean cost to serve a customer for a year, by tier.
var serviceCents = [tierCount]float64{60_000, 25_000, 4_000}

const (
	frameworkShare = 0.40 // of the customers in the first tier have a contract without a product
	targetGrowth   = 108  // hundredths of the month a year before
)
