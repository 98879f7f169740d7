package ledgergen

import "math"

// customer is how one customer behaves and where it stands. Times are business time (see calendar).
type customer struct {
	random  random
	at      float64 // the next purchase
	end     float64 // after this the customer is lost, or pauses when back > 0
	back    float64 // the return after a pause; 0 when there is none
	backEnd float64 // the end after the return
	rate    float32 // purchases per day
	basket  float32 // scale of the number of lines beyond the first
	budget  float32 // cents per line and purchase, about
	trend   float32 // change of the budget per year, as an exponent
	start   int32   // the first day, from which the trend counts
	dropOn  int32   // the day one department is given up; behind the span when never
	addOn   int32   // the day one department is taken up
	planDay int32   // a service plan is invoiced on this day of the month, counted from 0
	taste   uint32  // which products of a department the customer prefers
	discount,
	mask, // the departments it buys from, one bit each
	dropMask,
	addMask,
	plan, // 1 to planCount: buys that service plan and nothing else
	currency uint8 // see Line.Currency
	leave float32 // the chance to leave behind a purchase, of a modelled customer
}

// The first two entries are not people: the lines that carry no customer, and an account for cash sales. An entry's place less one is the
// index of the customer on file, Line.Customer.
const (
	unassigned  = 0
	cashAccount = 1
	firstPerson = 2
)

// The shape of the population. Revenue comes out roughly 80/20; the tests hold it to that.
const (
	cashShare       = 0.02  // of the lines
	unassignedShare = 0.004 // of the lines
	initialShare    = 0.55  // of the customers are there before the first day
	neverShare      = 0.02  // are on file and never buy
	onceShare       = 0.12  // of those who arrive buy once
	returnShare     = 0.25  // of the lost return after more than a year
	planShare       = 0.04  // are on a service plan
	bargainShare    = 0.03  // have a discount that eats the margin
	lifeDays        = 900   // median mean life of a customer
	maxRate         = 4     // purchases a day
)

func (l *Ledger) drawCustomers() {
	l.customers = make([]customer, firstPerson+l.cfg.Customers-1)
	span := float64(l.cal.days())
	for i := range l.customers {
		c := &l.customers[i]
		c.random = newRandom(l.cfg.Seed, 2<<40|uint64(i))
		if i < firstPerson {
			*c = customer{random: c.random, end: math.Inf(1), rate: 1, basket: basketScale(1.6), budget: 1800, mask: 1<<len(departments) - 1}
			c.never(l)
			continue
		}
		if l.cfg.Modelled {
			c.drawModelled(l)
			continue
		}
		c.draw(l, span)
	}
	l.setPace()
	for i := range l.customers {
		c := &l.customers[i]
		if c.at == 0 && c.plan == 0 {
			c.at = c.random.exponential() / float64(c.rate)
			c.settle()
		}
	}
}

// never puts the changes of assortment behind the span.
func (c *customer) never(l *Ledger) { c.dropOn, c.addOn = int32(l.cal.days()), int32(l.cal.days()) }

func (c *customer) draw(l *Ledger, span float64) {
	r := &c.random
	size := r.normal() // drives pace, basket and budget together: that makes the tail heavy
	c.rate = float32(math.Exp(0.60*size + 0.50*r.normal()))
	c.basket = basketScale(1 + 2.2*math.Exp(0.20*size+0.3*r.normal()))
	c.budget = float32(2800 * math.Exp(0.85*size+0.2*r.normal()))
	c.trend = float32(0.30 * r.normal())
	c.taste = uint32(r.next())
	c.discount = uint8(min(20, max(0, 3*size+4*r.unit())))
	if r.chance(bargainShare) {
		c.discount = uint8(28 + r.below(18))
	}
	life := lifeDays * math.Exp(0.25*size+0.6*r.normal()) * r.exponential()
	switch u := r.unit(); {
	case u < initialShare:
	case u < 1-neverShare:
		c.at = span * r.unit()
		if r.chance(onceShare) {
			life = 0
		}
	default:
		c.at = span + 1
	}
	c.end = c.at + life
	if r.chance(returnShare) {
		c.back = c.end + 380 + 200*r.exponential()
		c.backEnd = c.back + lifeDays/2*r.exponential()
	}
	c.start = l.cal.dayAt(c.at)
	c.drawAssortment(l)
	if size < 0 && r.chance(2*planShare) {
		c.plan = uint8(1 + r.below(planCount))
		c.planDay = int32(r.below(28))
	}
}

// drawAssortment gives the customer one to four departments; a third of those with more than one give one up some day, and as many take
// one up.
func (c *customer) drawAssortment(l *Ledger) {
	r := &c.random
	c.never(l)
	n := 1 + r.below(4)
	for range n {
		c.mask |= 1 << r.below(len(departments))
	}
	if c.mask&(c.mask-1) != 0 && r.chance(1.0/3) {
		c.dropMask = c.mask & -c.mask
		c.dropOn = int32(r.below(l.cal.days()))
	}
	if rest := ^c.mask & (1<<len(departments) - 1); rest != 0 && r.chance(1.0/3) {
		c.addMask = rest & -rest
		c.addOn = int32(r.below(l.cal.days()))
	}
}

// departmentsOn returns the departments the customer buys from on a day.
func (c *customer) departmentsOn(day int32) uint8 {
	mask := c.mask
	if day >= c.dropOn {
		mask &^= c.dropMask
	}
	if day >= c.addOn {
		mask |= c.addMask
	}
	return mask
}

// basketScale makes 1 + floor(basketScale(mean) x exponential) a geometric number of lines with that mean.
func basketScale(mean float64) float32 { return float32(-1 / math.Log(1-1/mean)) }

func (c *customer) meanBasket() float64 { return 1 / (1 - math.Exp(-1/float64(c.basket))) }

// activeTime is the business time within the span during which the customer buys.
func (c *customer) activeTime(span float64) float64 {
	active := max(0, min(c.end, span)-c.at)
	if c.back > 0 {
		active += max(0, min(c.backEnd, span)-c.back)
	}
	return active
}

// visits counts the purchases that do not wait for a pace: the first one of an arrival and the one that ends a pause.
func (c *customer) visits(span float64) float64 {
	var n float64
	if c.at > 0 && c.at < span {
		n++
	}
	if c.back > 0 && c.back < span {
		n++
	}
	return n
}

// setPace scales the rates so that the expected number of lines, credit notes included, is the configured one. A capped rate leaves the
// rest to the others, hence the rounds.
func (l *Ledger) setPace() {
	span := float64(l.cal.days())
	goods := float64(l.cfg.Lines) / (1 + creditLinesPerLine)
	for i, share := range [firstPerson]float64{cashAccount: cashShare, unassigned: unassignedShare} {
		c := &l.customers[i]
		c.rate = float32(share * goods / span / c.meanBasket())
	}
	goods *= 1 - cashShare - unassignedShare
	if l.cfg.Modelled {
		l.setModelPace(goods)
		return
	}
	people := l.customers[firstPerson:]
	for i := range people {
		c := &people[i]
		if c.plan > 0 {
			goods -= c.activeTime(span)*12/365 + c.visits(span)
		} else {
			goods -= c.visits(span) * c.meanBasket()
		}
	}
	for range 4 {
		var expected float64
		for i := range people {
			if c := &people[i]; c.plan == 0 {
				expected += float64(c.rate) * c.activeTime(span) * c.meanBasket()
			}
		}
		for i := range people {
			people[i].rate = float32(min(maxRate, max(1e-4, float64(people[i].rate)*goods/expected)))
		}
	}
}

// settle moves a purchase that would fall behind the end to the return after a pause, or nowhere.
func (c *customer) settle() {
	if c.at <= c.end {
		return
	}
	c.at, c.end, c.back = c.back, c.backEnd, 0
	if c.at == 0 {
		c.at = math.Inf(1)
	}
}
