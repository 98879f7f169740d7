package ledgergen

import "math"

const (
	complaintsHeader   = "complaint_id,customer_id,opened_on,resolved_on,severity"
	satisfactionHeader = "customer_id,answered_on,score"
	reasonsHeader      = "customer_id,recorded_on,reason,note"
	costsHeader        = "customer_id,period_start,period_end,kind,amount,currency,spread_by"
	targetsHeader      = "segment,month,amount"
)

// complaint is one complaint.
type complaint struct {
	opened, resolved int32 // resolved is behind the span while it is open
	severity         string
}

func (b *Business) eachComplaint(p person, visit func(complaint)) {
	r := b.random(streamComplaints, p.index)
	rate := complaintsPerOrder
	if p.lost && p.cause == causeDissatisfied {
		rate = complaintsLeaving
	}
	for range r.poisson(min(20, rate*float64(p.orders))) {
		c := complaint{opened: p.first + 1 + int32(r.below(int(p.last-p.first)+14)), severity: pick(&r, []string{"low", "low", "medium", "high"})}
		c.resolved = c.opened + int32(resolveDays*r.exponential())
		if r.chance(0.03) {
			c.resolved = never
		}
		if c.opened <= b.to {
			visit(c)
		}
	}
}

func (b *Business) writeComplaints(t *table) {
	b.each(func(p person) {
		b.eachComplaint(p, func(c complaint) {
			t.id('B', t.rows+1, 6)
			t.customer(p.index)
			t.day(c.opened)
			if c.resolved <= b.to {
				t.day(c.resolved)
			} else {
				t.null()
				b.truth.OpenComplaints++
			}
			t.text(c.severity)
			t.end()
		})
	})
}

// survey is one question to a customer how satisfied it is.
type survey struct {
	day        int32 // of the answer
	answered   bool
	score      float64
	complained bool // within the year before
}

// eachSurvey visits the surveys of a customer: one in each of the last two years, while it is a customer.
func (b *Business) eachSurvey(p person, visit func(survey)) {
	r := b.random(streamSurveys, p.index)
	for _, back := range [2]int32{500, 135} {
		s := survey{day: b.to - back + int32(r.below(40)), answered: r.chance(answerShare)}
		noise := scoreSpread * r.normal()
		if s.day-surveyDays <= p.first || s.day > p.until {
			continue
		}
		b.eachComplaint(p, func(c complaint) { s.complained = s.complained || c.opened <= s.day && c.opened > s.day-365 })
		s.score = scoreBase + noise
		for _, part := range [...]struct {
			is    bool
			shift float64
		}{{s.complained, scoreComplaint}, {p.isNeglected, scoreNeglect}, {back < 365 && 8*p.late > p.orders, scoreLate}, {p.isAdvocate, scoreAdvocate}} {
			if part.is {
				s.score += part.shift
			}
		}
		s.score = math.Round(min(10, max(0, s.score)))
		visit(s)
	}
}

func (b *Business) writeSatisfaction(t *table) {
	b.each(func(p person) {
		b.eachSurvey(p, func(s survey) {
			if !s.answered {
				return
			}
			b.truth.answer(s.score, s.complained)
			t.customer(p.index)
			t.day(s.day)
			t.ratio(s.score)
			t.end()
		})
	})
}

func (b *Business) writeReasons(t *table) {
	b.each(func(p person) {
		r := b.random(streamFate, p.index)
		for range 3 { // as person draws
			r.next()
		}
		day := p.last + 30 + int32(r.below(90))
		if !p.lost || !r.chance(recordedShare) || day > b.to {
			return
		}
		b.truth.Causes[p.cause].Recorded++
		t.customer(p.index)
		t.day(day)
		t.text(causes[p.cause].reason)
		t.null()
		t.end()
	})
}

// writeCosts writes the cost to serve each customer in each of the last two years, and what is spent on all by quarter.
func (b *Business) writeCosts(t *table) {
	h := b.history
	b.each(func(p person) {
		r := b.random(streamCosts, p.index)
		for _, year := range [2]struct {
			value    int64
			from, to int32
		}{{p.before, h.prevStart, h.yearStart - 1}, {p.recent, h.yearStart, b.to}} {
			factor := math.Exp(0.3*r.normal() - 0.3*0.3/2) // 1 on average
			if year.value <= 0 || year.from < b.from {
				continue
			}
			tier := b.tierOf(year.value)
			cents := int64(serviceCents[tier] * factor)
			if year.to == b.to {
				b.truth.Service[tier].Customers++
				b.truth.Service[tier].Cents += cents
			}
			t.customer(p.index)
			t.day(year.from)
			t.day(year.to)
			t.text("service")
			t.cents(cents)
			t.text(b.ledger.cfg.Currency)
			t.null()
			t.end()
		}
	})
	general := func(from, to int32, kind, spread string, share int64) {
		var net int64
		for m, first := range b.ledger.cal.months {
			if day := b.from + first; day >= from && day <= to {
				net += h.months[m]
			}
		}
		t.null()
		t.day(from)
		t.day(to)
		t.text(kind)
		t.cents(max(100, net*share/1000))
		t.text(b.ledger.cfg.Currency)
		t.text(spread)
		t.end()
	}
	for q := 7; q >= 0; q-- {
		from, to := monthsBefore(b.to, 3*(q+1))+1, monthsBefore(b.to, 3*q)
		if from >= b.from {
			general(from, to, "shipping", "orders", 25)
			general(from, to, "marketing", "revenue", 15)
		}
	}
	for y := 1; y >= 0; y-- {
		if from := monthsBefore(b.to, 12*(y+1)) + 1; from >= b.from {
			general(from, monthsBefore(b.to, 12*y), "support", "touches", 8)
		}
	}
}
