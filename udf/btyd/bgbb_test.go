package btyd_test

import (
	"math"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// donations are the 11,104 donors of Fader, Hardie & Shang (2010), table 1, over six yearly opportunities.
func donations() []btyd.Opportunities {
	counts := []struct{ x, last, donors int }{
		{0, 0, 3464},
		{1, 1, 1091}, {1, 2, 277}, {1, 3, 129}, {1, 4, 78}, {1, 5, 119}, {1, 6, 129},
		{2, 2, 613}, {2, 3, 255}, {2, 4, 155}, {2, 5, 173}, {2, 6, 234},
		{3, 3, 322}, {3, 4, 181}, {3, 5, 225}, {3, 6, 357},
		{4, 4, 240}, {4, 5, 284}, {4, 6, 512},
		{5, 5, 335}, {5, 6, 728},
		{6, 6, 1203},
	}
	groups := make([]btyd.Opportunities, len(counts))
	for i, c := range counts {
		groups[i] = btyd.Opportunities{X: c.x, Tx: c.last, N: 6, Customers: int64(c.donors)}
	}
	return groups
}

// donors is the model that the paper fits to them.
var donors = btyd.BGBB{Alpha: 1.204, Beta: .750, Gamma: .657, Delta: 2.783}

// TestDonations compares with the paper.
func TestDonations(t *testing.T) {
	number := must[float64](t)
	var sum float64
	var customers int64
	for _, o := range donations() {
		sum += float64(o.Customers) * number(donors.LogLikelihood(o))
		customers += o.Customers
	}
	if customers != 11104 {
		t.Errorf("%d donors, want 11104", customers)
	}
	near(t, "log-likelihood", sum, -33225.58, 2e-7)
	some := btyd.Opportunities{X: 3, Tx: 4, N: 6}
	near(t, "expected", number(donors.Expected(some, 5)), 1.03423, 1e-5)
	near(t, "alive", number(donors.Alive(some)), .43946, 1e-5)
}

// TestStringsOfOpportunities sums the probabilities of all strings of ten opportunities: C(t_x-1, x-1) of them share a history.
func TestStringsOfOpportunities(t *testing.T) {
	const n = 10
	for _, m := range []btyd.BGBB{donors, {Alpha: .01, Beta: 30, Gamma: 1, Delta: .2}, {Alpha: 1e-9, Beta: 1e-9, Gamma: 1e9, Delta: 1e-9}} {
		sum := 0.0
		var purchases float64
		for x := range n + 1 {
			for last := x; last <= n && (x > 0 || last == 0); last++ {
				p := math.Exp(must[float64](t)(m.LogLikelihood(btyd.Opportunities{X: x, Tx: last, N: n})))
				if x > 0 {
					p *= binomial(last-1, x-1)
				}
				sum += p
				purchases += float64(x) * p
			}
		}
		near(t, "sum over strings", sum, 1, 1e-9)
		near(t, "expected of a new customer", must[float64](t)(m.Expected(btyd.Opportunities{}, n)), purchases, 1e-9)
	}
}

func binomial(n, k int) float64 {
	value := 1.0
	for i := range k {
		value = value * float64(n-i) / float64(i+1)
	}
	return value
}

// TestFitDonations fits the donors and finds the paper's parameters.
func TestFitDonations(t *testing.T) {
	f, err := btyd.FitBGBB(t.Context(), donations(), btyd.FitOptions{NoPrior: true})
	if err != nil {
		t.Fatal(err)
	}
	if !f.Converged || f.Customers != 11104 || f.Groups != 22 {
		t.Errorf("converged %v (%s), %d customers, %d groups", f.Converged, f.Reason, f.Customers, f.Groups)
	}
	near(t, "log-likelihood", f.LogLikelihood, -33225.58, 2e-7)
	for i, want := range []float64{1.204, .750, .657, 2.783} {
		p := f.Parameters[i]
		near(t, p.Name, p.Value, want, .0005/want)
		if !(p.StandardError > 0 && p.StandardError < .5*p.Value) {
			t.Errorf("%s = %v with a standard error of %v", p.Name, p.Value, p.StandardError)
		}
	}
}

// TestNextOpportunity: the expectation of one more opportunity is the ratio of the likelihoods with and without a purchase at it.
func TestNextOpportunity(t *testing.T) {
	number := must[float64](t)
	for _, m := range []btyd.BGBB{donors, {Alpha: 3, Beta: 20, Gamma: 1, Delta: 9}} {
		for _, o := range donations() {
			bought := btyd.Opportunities{X: o.X + 1, Tx: o.N + 1, N: o.N + 1}
			want := math.Exp(number(m.LogLikelihood(bought)) - number(m.LogLikelihood(o)))
			near(t, "expected", number(m.Expected(o, 1)), want, 1e-12)
			buys := (m.Alpha + float64(o.X)) / (m.Alpha + m.Beta + float64(o.N))
			near(t, "alive", number(m.Alive(o))*buys, want, 1e-12)
		}
	}
}
