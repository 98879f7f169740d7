package ledgergen

import (
	"math"
	"math/bits"
)

// Stream yields the lines of a ledger day by day, in the order in which they are booked, which is that of their dates but for corrections. Several streams of one Ledger are independent and equal.
// A Stream is for one goroutine.
type Stream struct {
	ledger    *Ledger
	customers []customer
	next      []int32 // links the customers of one day
	heads     []int32 // the first customer to serve on each day; -1 when none
	credits   [][]Line
	// corrections by the day on which they are booked; nil without them
	corrections [][]Line
	yearNet     []int64 // what each customer bought this year, for the rebate at its end
	day         int32
	document    int64
	lines       []Line
	first       int32 // the first and the last day with lines so far, in days since 1970-01-01
	last        int32
	manifest    Manifest
	bought      []bool
}

// Lines starts a new stream at the first day.
func (l *Ledger) Lines() *Stream {
	days := l.cal.days()
	s := &Stream{
		ledger:    l,
		customers: append([]customer(nil), l.customers...),
		next:      make([]int32, len(l.customers)),
		heads:     make([]int32, days),
		credits:   make([][]Line, days),
		yearNet:   make([]int64, len(l.customers)-1),
		bought:    make([]bool, len(l.customers)-1),
		day:       -1,
	}
	if l.cfg.Corrections {
		s.corrections = make([][]Line, days)
	}
	for d := range s.heads {
		s.heads[d] = -1
	}
	for i := len(s.customers) - 1; i >= 0; i-- {
		s.schedule(int32(i), l.cal.dayAt(s.customers[i].at))
	}
	return s
}

// Next makes the lines of the next day that has any and reports whether there was one.
func (s *Stream) Next() bool {
	s.lines = s.lines[:0]
	for len(s.lines) == 0 {
		s.day++
		if int(s.day) >= s.ledger.cal.days() {
			return false
		}
		for s.heads[s.day] >= 0 {
			i := s.heads[s.day]
			s.heads[s.day] = s.next[i]
			s.serve(i)
		}
		s.emitCredits()
		s.emitCorrections()
		if s.ledger.cal.endsYear(s.day) {
			s.emitRebates()
		}
	}
	s.last = max(s.last, s.lines[0].Day) // a correction that is booked alone on its day is dated before
	if s.manifest.Lines == int64(len(s.lines)) {
		s.first = s.last
	}
	return true
}

// Day returns the lines of the day that Next made. They are overwritten by the next call of Next.
func (s *Stream) Day() []Line { return s.lines }

// Manifest returns what the days so far hold; after Next has returned false it describes the whole ledger.
func (s *Stream) Manifest() Manifest {
	m := s.manifest
	m.describe(s.ledger, s.first, s.last)
	return m
}

func (s *Stream) schedule(i, day int32) {
	if int(day) >= len(s.heads) {
		return
	}
	s.next[i] = s.heads[day]
	s.heads[day] = i
}

// serve writes the customer's invoices of this day and books its next one.
func (s *Stream) serve(i int32) {
	c := &s.customers[i]
	if c.plan > 0 {
		s.invoicePlan(i, c)
		day := s.ledger.cal.nextMonth(s.day, c.planDay)
		if int(day) < len(s.heads) && s.ledger.cal.starts[day] > c.end {
			c.at = math.Inf(1)
			c.settle()
			day = max(s.day+1, s.ledger.cal.dayAt(c.at))
		}
		s.schedule(i, day)
		return
	}
	if s.ledger.cfg.Modelled && i >= firstPerson {
		s.buy(i, c)
		return
	}
	tomorrow := s.ledger.cal.starts[s.day+1]
	for c.at < tomorrow {
		s.invoice(i, c)
		c.at += c.random.exponential() / float64(c.rate)
		c.settle()
	}
	s.schedule(i, s.ledger.cal.dayAt(c.at))
}

func (s *Stream) invoicePlan(i int32, c *customer) {
	s.document++
	p := int32(plans + int(c.plan) - 1)
	s.emit(s.price(Line{Customer: i - 1, Product: p, Quantity: 1, No: 1}, 0))
}

const (
	freightShare = 0.04  // of the invoices end with a freight line
	sampleShare  = 0.004 // of the lines are free samples: a quantity and a cost, but no price
	reach        = 12    // products of one department that one customer buys
	mostLines    = 61    // of an invoice
	mostQuantity = 5000  // of a line, either way
)

func (s *Stream) invoice(i int32, c *customer) {
	r := &c.random
	s.document++
	begin := len(s.lines)
	departments := c.departmentsOn(s.day)
	budget := float64(c.budget) * math.Exp(float64(c.trend)*float64(s.day-c.start)/365)
	n := 1 + min(mostLines-1, int(r.exponential()*float64(c.basket)))
	for no := range n {
		p := s.choose(r, c, departments)
		if s.isOut(p) && r.chance(seasonSkipped) {
			p = s.choose(r, c, departments)
		}
		if no > 0 && no == n-1 && r.chance(freightShare) {
			s.emit(s.price(Line{Customer: i - 1, Product: freight, Quantity: 1, No: int32(no + 1)}, 0))
			continue
		}
		wanted := budget * r.exponential() / float64(s.ledger.products[p].price[s.ledger.priceList(p, s.day)])
		line := s.price(Line{Customer: i - 1, Product: p, Quantity: 1 + int32(min(mostQuantity-1, wanted)), No: int32(no + 1)}, c.discount)
		if r.chance(sampleShare) && !(s.ledger.cfg.Modelled && no == 0) {
			line.Net = 0
		}
		s.emit(line)
	}
	if i >= firstPerson {
		s.planCredit(r, s.lines[begin:])
		if s.corrections != nil {
			s.planCorrection(r, s.lines[begin:])
		}
	}
}

// choose takes one of the customer's departments and in it one of the few products the customer keeps to; some products are favourites
// of many.
func (s *Stream) choose(r *random, c *customer, departments uint8) int32 {
	random := r.next()
	for range int(random>>32) % bits.OnesCount8(departments) {
		departments &= departments - 1
	}
	d := bits.TrailingZeros8(departments)
	u := unit(random << 32)
	favourite := uint64(u * u * reach)
	if c.taste == 0 { // the cash account and the unassigned lines take anything
		favourite = r.next()
	}
	v := unit(mix(uint64(c.taste)<<16 ^ uint64(d)<<8 ^ favourite))
	within := s.ledger.departs[d]
	return int32(within.from + int(v*v*float64(within.to-within.from)))
}

// price fills in the day, the document, the amount and the cost of a line.
func (s *Stream) price(line Line, discount uint8) Line {
	p := &s.ledger.products[line.Product]
	list := s.ledger.priceList(line.Product, s.day)
	unitPrice, unitCost := p.price[list], p.cost[list]
	if discount > 0 {
		unitPrice = max(1, unitPrice*int64(100-discount)/100)
	}
	if line.Currency = s.customers[line.Customer+1].currency; line.Currency != base {
		unitPrice, unitCost = s.ledger.abroad(unitPrice, line.Currency, s.day), s.ledger.abroad(unitCost, line.Currency, s.day)
	}
	line.Document, line.Day = s.document, s.ledger.cal.epoch+s.day
	line.Net = unitPrice * int64(line.Quantity)
	if !p.noCost {
		line.Cost, line.CostKnown = unitCost*int64(line.Quantity), true
	}
	return line
}
