package enginetest

import "slices"

// Split is a row of revenue_split: what became of one customer from the period before to this one. Amounts that the period cannot
// tell are nil.
type Split struct {
	Period                              Period
	CustomerID                          string
	Movement                            string // "" is NULL
	V0, V1                              Amount
	Repeat, Growth, Annualised, Organic Amount
	New, Reactivated, UnknownOrigin     Amount
	NewEq, ReactivatedEq                Amount
	Contraction, Lost, Adj0, Adj1       Amount
	s, e, firstHere, firstBefore        bool
	matureBefore                        bool
	unknown0, unknown1                  bool // too little of the cost is known
}

// Splits returns the rows of one period, one for each customer with a line in either window or a purchase in its look-backs. Lines of
// nobody in particular have rows too, all of them adjustment, so that the sums are the ledger's.
func (v *View) Splits(p Period) []Split {
	before, own := v.sumBy(p.Before, v.owner), v.sumBy(p.Own, v.owner)
	owners := map[string]bool{}
	for _, m := range []map[string]*sums{before, own} {
		for owner := range m {
			owners[owner] = true
		}
	}
	for owner := range v.byOwner {
		if v.bought(owner, p.StartLook)+v.bought(owner, p.EndLook) > 0 {
			owners[owner] = true
		}
	}
	var rows []Split
	for _, owner := range sortedKeys(owners) {
		r := v.split(p, owner, v.measured(before[owner]), v.measured(own[owner]))
		r.unknown0 = before[owner] != nil && (v.unknown(before) || v.value(before[owner]) == nil)
		r.unknown1 = own[owner] != nil && (v.unknown(own) || v.value(own[owner]) == nil)
		if r.Unknown() {
			r.Movement = ""
		}
		rows = append(rows, r)
	}
	return rows
}

// Unknown tells whether the split of the customer cannot be said, because the value of a window is not known.
func (r *Split) Unknown() bool { return r.unknown0 || r.unknown1 }

// measured is value with nothing for what is not known.
func (v *View) measured(s *sums) Amount {
	if x := v.value(s); x != nil {
		return *x
	}
	return 0
}

func (v *View) split(p Period, owner string, v0, v1 Amount) Split {
	first := v.firstOrder(owner)
	r := Split{
		Period: p, CustomerID: owner, V0: v0, V1: v1,
		s: v.bought(owner, p.StartLook) > 0, e: v.bought(owner, p.EndLook) > 0,
		firstHere: first != NoDay && p.Own.has(first), firstBefore: first != NoDay && p.BeforeWhole.has(first),
		matureBefore: first != NoDay && first <= p.BeforeWhole.After,
	}
	gained := Amount(0) // new or reactivated
	switch {
	case r.s && r.e:
		r.Repeat, r.Growth = min(v1.pos(), v0.pos()), (v1.pos() - v0.pos()).pos()
		r.Contraction = (v0.pos() - v1.pos()).pos()
		if r.firstBefore {
			r.Annualised = r.Growth
		} else {
			r.Organic = r.Growth
		}
		r.Movement = [...]string{"shrunk", "flat", "grown"}[1+boolOrder(v1.pos() > v0.pos(), v1.pos() < v0.pos())]
	case r.e:
		gained = v1.pos()
		if r.firstHere {
			r.New, r.Movement = gained, "new"
		} else {
			r.Reactivated, r.Movement = gained, "reactivated"
		}
		if p.commonLookMonths != nil && v.bought(owner, p.commonLookStart) > 0 {
			r.ReactivatedEq = gained
		} else {
			r.NewEq = gained
		}
	case r.s:
		r.Lost, r.Movement = v0.pos(), "lost"
	}
	r.Adj1, r.Adj0 = v1, v0
	if r.e {
		r.Adj1 = v1.neg()
	}
	if r.s {
		r.Adj0 = v0.neg()
	}
	if !p.Comparable {
		r.UnknownOrigin, r.New, r.Reactivated, r.Movement = gained, 0, 0, ""
	}
	return r
}

// Bridge is a row of revenue_bridge: the sums of the splits of one period. Customers whose split is unknown are left out of all of
// them.
type Bridge struct {
	Split
	Customers, LeftOut int
}

// Bridges returns the bridge of each period.
func (v *View) Bridges() []Bridge {
	var out []Bridge
	for _, p := range v.Periods() {
		b := Bridge{Split: Split{Period: p}}
		for _, r := range v.Splits(p) {
			if r.Unknown() {
				b.LeftOut++
				continue
			}
			b.Customers++
			b.plus(r)
		}
		out = append(out, b)
	}
	return out
}

func (r *Split) plus(o Split) {
	into, from := r.amounts(), o.amounts()
	for i := range into {
		*into[i] += *from[i]
	}
}

func (r *Split) amounts() []*Amount {
	return []*Amount{
		&r.V0, &r.V1, &r.Repeat, &r.Growth, &r.Annualised, &r.Organic, &r.New, &r.Reactivated, &r.UnknownOrigin,
		&r.NewEq, &r.ReactivatedEq, &r.Contraction, &r.Lost, &r.Adj0, &r.Adj1,
	}
}

// Migration is a row of tier_migration.
type Migration struct {
	K, Customers  int
	From, To      string  // a tier, or new, reactivated, unknown_origin, lost
	Before, After *Amount // of those whose value is known; nil without any
}

// Migrations returns how customers moved between the tiers of two periods; customers active at neither end are left out.
func (v *View) Migrations(p Period) []Migration {
	tiers := func(w Window) map[string]string {
		m := map[string]string{}
		for _, r := range v.rank(w) {
			m[r.CustomerID] = r.Tier
		}
		return m
	}
	from, to := tiers(p.Before), tiers(p.Own)
	found := map[[2]string]*Migration{}
	for _, r := range v.Splits(p) {
		cell := [2]string{from[r.CustomerID], to[r.CustomerID]}
		switch {
		case !r.s && !r.e:
			continue
		case !r.s && !p.Comparable:
			cell[0] = "unknown_origin"
		case !r.s && r.firstHere:
			cell[0] = "new"
		case !r.s:
			cell[0] = "reactivated"
		case !r.e:
			cell[1] = "lost"
		}
		m := found[cell]
		if m == nil {
			m = &Migration{K: p.K, From: cell[0], To: cell[1]}
			found[cell] = m
		}
		m.Customers++
		if !r.unknown0 {
			m.Before = plus(m.Before, r.V0)
		}
		if !r.unknown1 {
			m.After = plus(m.After, r.V1)
		}
	}
	var out []Migration
	for _, m := range found {
		out = append(out, *m)
	}
	slices.SortFunc(out, func(x, y Migration) int { return compareText(x.From, y.From, x.To, y.To) })
	return out
}

func plus(sum *Amount, a Amount) *Amount {
	if sum != nil {
		a += *sum
	}
	return &a
}
