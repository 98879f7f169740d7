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

// Floors are the least revenue of the last 12 months among existing customers of the tiers A and B, or of the first two where none
// is called so; nil without any.
type Floors struct{ A, B *Amount }

// TierFloors returns the floors of the current tiers.
func (v *View) TierFloors() Floors {
	year := v.sumBy(Window{Edge(v.AsOf, 12), v.AsOf}, v.ranked)
	second := slices.Index(v.Labels, "B")
	if second < 0 {
		second = 1
	}
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
		case v.Labels[max(slices.Index(v.Labels, "A"), 0)]:
			f.A = least(f.A, revenue)
		case v.Labels[second]:
			f.B = least(f.B, revenue)
		}
	}
	return f
}

// ParetoTest is a row of pareto_test.
type ParetoTest struct {
	K, N                                    int
	Top20, Top30, Tail                      *float64
	CustomersFor80                          int
	PctFor80, PctFor70                      *float64
	Applies                                 *bool
	Gini, HHI, Effective, Top1, Top5, Top10 *float64
	Unassigned                              *float64
}

// ParetoTests returns the test of each period.
func (v *View) ParetoTests() []ParetoTest {
	var out []ParetoTest
	for _, p := range v.Periods() {
		out = append(out, v.paretoTest(p))
	}
	return out
}

// payers returns the positive values of the customers with a purchase in the window, largest first; nil where a value is unknown.
func (v *View) payers(w Window) []Amount {
	var values []Amount
	for _, r := range v.rank(w) {
		if r.Purchases > 0 && r.Value != nil {
			values = append(values, r.Value.pos())
		}
	}
	return values
}

func (v *View) paretoTest(p Period) ParetoTest {
	values := v.payers(p.Own)
	t := ParetoTest{K: p.K, N: len(values), Unassigned: v.unassignedShare(p.Own)}
	var total Amount
	for _, x := range values {
		total += x
	}
	if total == 0 {
		return t
	}
	t.Top20, t.Top30 = lorenz(values, total, 20), lorenz(values, total, 30)
	tail := 1 - *t.Top20
	applies := *t.Top30 >= 0.70
	t.Tail, t.Applies = &tail, &applies
	t.CustomersFor80 = smallest(values, total, "0.80")
	t.PctFor80, t.PctFor70 = ratio(t.CustomersFor80, t.N), ratio(smallest(values, total, "0.70"), t.N)
	t.Top1, t.Top5, t.Top10 = lead(values, total, 1), lead(values, total, 5), lead(values, total, 10)
	gini, squares := new(big.Int), new(big.Int)
	for i, x := range values {
		gini.Add(gini, new(big.Int).Mul(big.NewInt(int64(t.N-1-2*i)), big.NewInt(int64(x))))
		squares.Add(squares, new(big.Int).Mul(big.NewInt(int64(x)), big.NewInt(int64(x))))
	}
	whole := big.NewInt(int64(total))
	t.Gini = fraction(gini, new(big.Int).Mul(whole, big.NewInt(int64(t.N))))
	square := new(big.Int).Mul(whole, whole)
	t.HHI, t.Effective = fraction(squares, square), fraction(square, squares)
	return t
}

// lorenz returns the share of the best percent of the customers; of the customer on the line the part within counts.
func lorenz(values []Amount, total Amount, percent int) *float64 {
	hundredths := percent * len(values) // of a customer
	sum := new(big.Int)
	for i, x := range values {
		part := min(max(hundredths-i*100, 0), 100)
		sum.Add(sum, new(big.Int).Mul(big.NewInt(int64(part)), big.NewInt(int64(x))))
	}
	return fraction(sum, new(big.Int).Mul(big.NewInt(100), big.NewInt(int64(total))))
}

// smallest returns the least number of customers that make the share.
func smallest(values []Amount, total Amount, share string) int {
	var sum Amount
	for i, x := range values {
		if sum += x; sum.atLeast(share, total) {
			return i + 1
		}
	}
	return len(values)
}

func lead(values []Amount, total Amount, n int) *float64 {
	var sum Amount
	for _, x := range values[:min(n, len(values))] {
		sum += x
	}
	return sum.over(total)
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
