package ledgergen

import "math"

// The population of Config.Modelled: MBG/NBD of Batislam, Denizel and Filiztekin 2007. The rate of purchases is gamma distributed with shape
// modelR, the chance to leave for ever behind each purchase beta distributed (modelA, modelB). The rate's Alpha, in days, follows from how many
// lines are wanted; see ModelTruth.
const (
	modelR      = 0.9
	modelA      = 0.8
	modelB      = 2.5
	modelSpread = 1.1 // deviation of the logarithm of the budget: the tail of the spend is heavy
)

// drawModelled draws a customer who buys first on a day drawn evenly from the span, then after exponential gaps, until it leaves.
func (c *customer) drawModelled(l *Ledger) {
	r := &c.random
	size := r.normal()
	c.rate = float32(r.gamma(modelR))
	toLeave, toStay := r.gamma(modelA), r.gamma(modelB)
	c.leave = float32(toLeave / (toLeave + toStay))
	c.basket = basketScale(1 + 2.2*math.Exp(0.3*r.normal()))
	c.budget = float32(2800 * math.Exp(modelSpread*size))
	c.taste = uint32(r.next())
	c.discount = uint8(min(20, max(0, 3*size+4*r.unit())))
	c.at = float64(r.below(l.cal.days())) + 0.5
	if r.chance(neverShare) {
		c.at = float64(l.cal.days() + 1)
	}
	c.end = math.Inf(1)
	c.start = l.cal.dayAt(c.at)
	c.drawAssortment(l)
}

// setModelPace scales the rates so that the expected number of lines is the configured one, and keeps the Alpha that this comes to. A customer
// with a rate and a chance to leave is expected to buy again (1-p)/p (1 - exp(-rate p t)) times within t.
func (l *Ledger) setModelPace(goods float64) {
	people, span := l.customers[firstPerson:], float64(l.cal.days())
	expected := func(scale float64) (lines float64) {
		for i := range people {
			c := &people[i]
			if age := span - c.at; age > 0 {
				p := max(1e-9, float64(c.leave))
				lines += c.meanBasket() * (1 + (1-p)/p*-math.Expm1(-scale*float64(c.rate)*p*age))
			}
		}
		return lines
	}
	low, high := 1e-6, 4.0
	for range 50 {
		if middle := math.Sqrt(low * high); expected(middle) < goods {
			low = middle
		} else {
			high = middle
		}
	}
	l.alpha = 1 / low
	for i := range people {
		people[i].rate = float32(float64(people[i].rate) * low)
	}
}

// buy writes the invoice of a modelled customer on this day and books its next one. Orders of one day are one purchase to a model of days,
// so that a second one moves to the next day: none is lost.
func (s *Stream) buy(i int32, c *customer) {
	leaves := c.random.chance(float64(c.leave))
	begin := len(s.lines)
	s.invoice(i, c)
	if leaves {
		for n := range s.lines[begin:] {
			s.lines[begin+n].Leaves = true
		}
		return
	}
	c.at += c.random.exponential() / float64(c.rate)
	if c.at < float64(len(s.heads)) {
		s.schedule(i, max(s.day+1, int32(c.at)))
	}
}

// ModelTruth is the process that the customers of Config.Modelled buy by, in days, and how many of them are still there at the end.
type ModelTruth struct {
	Model string  `json:"model"` // as fit names it
	R     float64 `json:"r"`
	Alpha float64 `json:"alpha"`
	A     float64 `json:"a"`
	B     float64 `json:"b"`
	Alive int64   `json:"alive"`
	Gone  int64   `json:"gone"`
}
