package ledgergen

import "math"

const prospectsHeader = "prospect_id,name,customer_id,source,stage,owner,created_date,converted_date,estimated_annual_revenue,currency"

// never is a day that does not come.
const never = math.MaxInt32

// prospect is one way through the stages.
type prospect struct {
	number   int64
	customer int32                 // index on file of the customer it became; 0 while it is none
	kin      int32                 // the customer it resembles
	referred bool                  // recommended
	wins     bool                  // becomes a customer, perhaps after the span
	entered  [stageCount + 1]int32 // the day each stage is entered, at last the day of the decision; never where it does not come so far
	reached  int                   // the last stage of its way
	random   random
}

func (p *prospect) created() int32 { return p.entered[0] }

// decided is the day on which its way ends, with an order or without.
func (p *prospect) decided() int32 { return p.entered[p.reached+1] }

// stageOn returns the stage in which it is on a day.
func (p *prospect) stageOn(day int32) int {
	s := 0
	for s < p.reached && p.entered[s+1] <= day {
		s++
	}
	return s
}

// eachProspect visits all prospects that are known at the end of the span. A part of the customers who arrive were prospects; each has as
// many companions that fail as the chances want. Who will buy only after the span follows those who bought early in it, one span later,
// so that the list is as full at its end as before.
func (b *Business) eachProspect(visit func(*prospect)) {
	span := b.to - b.from + 1
	var number int64
	show := func(p *prospect) {
		if p.created() <= b.to {
			number++
			p.number = number
			visit(p)
		}
	}
	for i := int32(1); int(i) < b.ledger.cfg.Customers; i++ {
		p := &b.history.customers[i]
		if b.ledger.customers[i+1].start <= 0 || p.first == 0 {
			continue
		}
		r := b.random(streamProspects, i)
		own := newRandom(b.ledger.cfg.Seed, 2<<40|uint64(i+1))
		size := own.normal() // what the customer's own draw began with
		referred := r.chance(referShare * math.Exp(referSize*size-referSize*referSize/2))
		if !referred && !r.chance(listedShare) {
			continue
		}
		for _, converted := range [2]int32{p.first - int32(r.below(4)), p.first + span} {
			won := prospect{kin: i, referred: referred, wins: true}
			won.random = newRandom(uint64(r.next()), 1)
			won.arriveOn(converted)
			if converted <= b.to {
				won.customer = i
			}
			if won.created() > b.to {
				continue
			}
			show(&won)
			for !r.chance(chanceToWin(referred)) {
				lost := prospect{kin: i, referred: referred}
				lost.random = newRandom(uint64(r.next()), 2)
				lost.failFrom(won.created() - 45 + int32(lost.random.below(91)))
				show(&lost)
			}
		}
	}
}

// chanceToWin is the chance of a prospect to become a customer: to pass every stage.
func chanceToWin(referred bool) float64 {
	chance := 1.0
	for s := range stages {
		chance *= chanceToPass(s, referred)
	}
	return chance
}

func chanceToPass(stage int, referred bool) float64 {
	if referred {
		return stages[stage].referred
	}
	return stages[stage].alone
}

func (p *prospect) stay(stage int) int32 { return 1 + int32(p.random.gamma(2)*stages[stage].days/2) }

// arriveOn lays the stages before the day on which it becomes a customer.
func (p *prospect) arriveOn(day int32) {
	p.reached = lastStage
	p.entered[stageCount] = day
	for s := lastStage; s >= 0; s-- {
		p.entered[s] = p.entered[s+1] - p.stay(s)
	}
}

// failFrom lays the stages from the day on which it becomes known, up to one that it does not pass.
func (p *prospect) failFrom(day int32) {
	p.reached = stageCount
	for p.reached == stageCount {
		p.reached = 0
		for p.reached < stageCount && p.random.chance(chanceToPass(p.reached, p.referred)) {
			p.reached++
		}
	}
	for s := range p.entered {
		p.entered[s] = never
	}
	p.entered[0] = day
	for s := range p.reached + 1 {
		p.entered[s+1] = p.entered[s] + p.stay(s)
	}
}

var prospectSources = []string{"website", "trade fair", "campaign", "phone", "partner", "social media"}

// ownerOf returns who cares for a prospect: a hunter, mostly.
func (p *prospect) ownerOf() string {
	r := p.random
	return drawManager(&r, hunterWins).name()
}

// estimate is what the business expects of it in a year, in cents: the first year of its kin, off by a half; 0 where nobody knows.
func (b *Business) estimate(p *prospect) int64 {
	r := p.random
	r.next()
	if r.chance(0.15) {
		return 0
	}
	year := max(10_000, b.history.customers[p.kin].firstYear)
	if !p.wins {
		return max(1, int64(float64(year)*math.Exp(0.9*r.normal())))
	}
	return max(1, int64(float64(year)*math.Exp(0.4*r.normal())))
}

func (b *Business) writeProspects(t *table) {
	b.eachProspect(func(p *prospect) {
		b.truth.prospect(b, p)
		t.prospect(p.number)
		r := p.random
		if p.customer > 0 {
			t.text(b.ledger.profileOf(int(p.customer)).name)
		} else {
			name, _ := companyName(&r)
			t.text(name)
		}
		t.customer(p.customer)
		if p.referred {
			t.text("referral")
		} else {
			t.text(pick(&r, prospectSources))
		}
		t.text(stages[p.stageOn(b.to)].name)
		t.text(p.ownerOf())
		t.day(p.created())
		if p.customer > 0 {
			t.day(p.decided())
		} else {
			t.null()
		}
		if cents := b.estimate(p); cents > 0 {
			t.cents(cents)
		} else {
			t.null()
		}
		t.text(b.ledger.cfg.Currency)
		t.end()
	})
}
