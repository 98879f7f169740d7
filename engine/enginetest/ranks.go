package enginetest

import (
	"math/big"
	"slices"
)

// Rank is a row of pareto_rank. A nil pointer and an empty text are NULL.
type Rank struct {
	CustomerID                         string
	Value                              *Amount
	Rank, Position                     int // 0 is NULL
	Percentile, Share, ShareAbove, Cum *float64
	Tier, Band, Reason                 string
	Nonpositive                        bool
	Purchases                          int
}

// Ranks returns the ranking of the last months by the measure, best first.
func (v *View) Ranks(months int) []Rank { return v.rank(Window{Edge(v.AsOf, months), v.AsOf}) }

func (v *View) rank(w Window) []Rank {
	byOwner := v.sumBy(w, v.ranked)
	uncovered := v.unknown(byOwner)
	var rows []Rank
	for _, owner := range sortedKeys(byOwner) {
		r := Rank{CustomerID: owner, Value: v.value(byOwner[owner]), Purchases: v.bought(owner, w)}
		if uncovered || r.Value == nil {
			r.Value, r.Reason = nil, "cost_coverage"
		} else {
			r.Nonpositive = *r.Value <= 0
		}
		rows = append(rows, r)
	}
	var total Amount
	for _, r := range rows {
		if r.Value != nil {
			total += r.Value.pos()
		}
	}
	for i := range rows {
		if rows[i].Value != nil {
			v.place(&rows[i], rows, total)
		}
	}
	slices.SortStableFunc(rows, func(x, y Rank) int {
		switch {
		case x.Value == nil || y.Value == nil:
			return boolOrder(x.Value == nil, y.Value == nil)
		default:
			return int(boolOrder(*x.Value < *y.Value, *y.Value < *x.Value))
		}
	})
	for i := range rows {
		if rows[i].Value != nil {
			rows[i].Position = i + 1
		}
	}
	return rows
}

// place fills in all that depends on the other rows, by looking at each of them.
func (v *View) place(r *Rank, rows []Rank, total Amount) {
	var above, tied Amount
	var higher, payersHigher, payers, bandHigher, bandLower, bandSize int
	for _, o := range rows {
		if o.Value == nil {
			continue
		}
		more, inBand := *o.Value > *r.Value, v.inBand(o)
		if more {
			higher++
			above += o.Value.pos()
		} else if *o.Value == *r.Value {
			tied += o.Value.pos()
		}
		if o.Purchases > 0 {
			payers++
			payersHigher += count(more)
		}
		bandSize += count(inBand)
		bandHigher += count(inBand && more)
		bandLower += count(inBand && *o.Value < *r.Value)
	}
	r.Rank = higher + 1
	if r.Purchases > 0 {
		r.Percentile = ratio(payersHigher, payers)
	}
	if v.inBand(*r) {
		r.Band = band(bandHigher, bandLower, bandSize)
	}
	if total <= 0 {
		r.Reason = "no_positive_total"
		return
	}
	r.Share, r.ShareAbove, r.Cum = r.Value.pos().over(total), above.over(total), (above + tied).over(total)
	r.Tier = Tier(above, total, v.Cuts, v.Labels)
}

// inBand tells whether a customer is one of the n of the 20/60/20 bands.
func (v *View) inBand(r Rank) bool { return r.Purchases > 0 || v.statusOf(r.CustomerID).ReturnsOnly }

func band(higher, lower, n int) string {
	top, bottom := higher*5 < n, lower*5 < n
	switch {
	case top == bottom:
		return "middle"
	case top:
		return "top"
	default:
		return "bottom"
	}
}

// Tier returns the label of the first cut that the value above has not reached.
func Tier(above, total Amount, cuts, labels []string) string {
	passed := 0
	for _, cut := range cuts {
		if above.atLeast(cut, total) {
			passed++
		}
	}
	return labels[passed]
}

// Floors are the least revenue of the last 12 months among existing customers of tiers A and B, or of the first and second tier where
// none is called so; nil without any.
type Floors struct{ A, B *Amount }

// TierFloors returns the floors of the current tiers.
func (v *View) TierFloors() Floors {
	named := func(label string, place int) string {
		if slices.Contains(v.Labels, label) || place >= len(v.Labels) {
			return label
		}
		return v.Labels[place]
	}
	year := v.sumBy(Window{Edge(v.AsOf, 12), v.AsOf}, v.ranked)
	var f Floors
	for _, r := range v.Ranks(v.TierMonths) {
		if v.statusOf(r.CustomerID).Status != "existing" || r.Tier == "" {
			continue
		}
		revenue := Amount(0)
		if s := year[r.CustomerID]; s != nil {
			revenue = s.net
		}
		switch r.Tier {
		case named("A", 0):
			f.A = least(f.A, revenue)
		case named("B", 1):
			f.B = least(f.B, revenue)
		}
	}
	return f
}

func fraction(a, b *big.Int) *float64 {
	if b.Sign() == 0 {
		return nil
	}
	f, _ := new(big.Rat).SetFrac(a, b).Float64()
	return &f
}

func ratio(a, b int) *float64 { return fraction(big.NewInt(int64(a)), big.NewInt(int64(b))) }

func least(a *Amount, b Amount) *Amount {
	if a == nil || b < *a {
		return &b
	}
	return a
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func boolOrder(x, y bool) int { return count(x) - count(y) }
