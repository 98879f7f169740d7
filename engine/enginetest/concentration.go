package enginetest

import "math/big"

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

// CurvePoint is a row of pareto_curve.
type CurvePoint struct {
	Position   int
	CustomerID string
	Value, Cum Amount
	CumShare   *float64
	Next       *float64 // share of the next ten
}

// Curve returns the Lorenz curve of the last months, of customers with a purchase.
func (v *View) Curve(months int) []CurvePoint {
	var out []CurvePoint
	var total Amount
	for _, r := range v.Ranks(months) {
		if r.Purchases > 0 && r.Value != nil {
			total += r.Value.pos()
			out = append(out, CurvePoint{Position: len(out) + 1, CustomerID: r.CustomerID, Value: *r.Value, Cum: total})
		}
	}
	for i := range out {
		out[i].CumShare = out[i].Cum.over(total)
		out[i].Next = (out[min(i+10, len(out)-1)].Cum - out[i].Cum).over(total)
	}
	return out
}

// ByProfit is the same view by profit: what customers leave over, whatever the measure.
func (v *View) ByProfit() *View {
	other := *v
	other.Measure = "profit"
	return &other
}
