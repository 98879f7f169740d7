package ledgergen

// The streams of random numbers, one for each purpose, each cut by customer; 1 to 3 are those of products, customers and profiles.
const (
	streamFate = iota + 4
	streamContacts
	streamTouches
	streamProspects
	streamOpportunities
	streamComplaints
	streamSurveys
	streamContracts
	streamCosts
	streamLinks
	streamManagers
	streamMerged
	streamRates
	streamCurrency
	streamSeasons
)

// person is a customer as its account manager knows it.
type person struct {
	*past
	index       int32
	tier        int   // of the last twelve months; of the years as a customer for who bought nothing in them
	until       int32 // the last day as a customer: the last invoice of who is lost, else the end of the span
	arrived     bool  // came within the span
	lost        bool  // will not return within the span
	cause       int   // of its leaving, an index of causes
	isNeglected bool  // is touched far less often than planned
	isAdvocate  bool  // is happy, and recommends more than others
}

// person draws what is known of the customer with an index on file from 1; false when it never bought.
func (b *Business) person(index int32) (person, bool) {
	p := person{past: &b.history.customers[index], index: index, until: b.to}
	if p.orders == 0 {
		return p, false
	}
	c := &b.ledger.customers[index+1]
	p.arrived = c.start > 0
	end, span := c.end, float64(b.ledger.cal.days())
	if c.back > 0 && c.back < span {
		end = c.backEnd
	}
	p.lost = end < span || p.left
	value := p.recent
	if value <= 0 {
		value = p.net * 365 / int64(max(365, p.last-p.first+1))
	}
	p.tier = b.tierOf(value)
	r := b.random(streamFate, index)
	u, v := r.unit(), r.unit()
	p.isAdvocate = r.chance(advocateShare)
	if !p.lost {
		p.isNeglected = u < neglectedKept[p.tier]
		return p, true
	}
	p.until = p.last
	for p.cause < len(causes)-1 && v >= causes[p.cause].share {
		v -= causes[p.cause].share
		p.cause++
	}
	p.isNeglected = p.cause == causeNeglect || u < neglectedLost
	return p, true
}

func (b *Business) tierOf(cents int64) int {
	switch {
	case cents >= b.floorA:
		return tierA
	case cents >= b.floorB:
		return tierB
	}
	return tierC
}

// manager is a place in managers counted from 1; 0 is nobody.
type manager uint8

func (m manager) name() string {
	if m == 0 {
		return ""
	}
	return managers[m-1]
}

// drawManagers gives the customers their account managers, a few none. Hunters get most of those who arrive, the others most of those who
// were there.
func (l *Ledger) drawManagers() {
	l.managers = make([]manager, l.cfg.Customers)
	for index := 1; index < l.cfg.Customers; index++ {
		r := newRandom(l.cfg.Seed, streamManagers<<40|uint64(index))
		hunted := hunterKeeps
		if l.customers[index+1].start > 0 {
			hunted = hunterWins
		}
		if !r.chance(unmanagedShare) {
			l.managers[index] = drawManager(&r, hunted)
		}
	}
}

// drawManager draws a hunter with the chance given.
func drawManager(r *random, hunted float64) manager {
	if r.chance(hunted) {
		return manager(1 + r.below(hunters))
	}
	return manager(1 + hunters + r.below(len(managers)-hunters))
}

// personaOf is how the customer behaves, in a word; "" where nobody knows.
func (l *Ledger) personaOf(index int32) string {
	c := &l.customers[index+1]
	r := newRandom(l.cfg.Seed, streamManagers<<40|1<<39|uint64(index))
	switch {
	case r.chance(unknownPersona):
		return ""
	case c.plan > 0:
		return "Subscriber"
	case c.discount >= 28:
		return "Bargain hunter"
	case c.mask&(c.mask-1) == 0:
		return "Specialist"
	case c.rate > 0.05:
		return "Regular"
	}
	return "Occasional"
}
