package btyd

// These tests are inside the package because a fit alone uses the likelihood of a data set; nothing public shows its gradient.

import (
	"math"
	"math/rand/v2"
	"testing"
)

func someOpportunities(n int, seed uint64) []Opportunities {
	random := rand.New(rand.NewPCG(seed, 3))
	groups := []Opportunities{{Customers: 3}, {X: 400, Tx: 400, N: 900, Customers: 1}, {N: 900, Customers: 1}}
	for range n {
		g := Opportunities{N: random.IntN(40), Customers: 1 + random.Int64N(9)}
		g.Tx = random.IntN(g.N + 1)
		if g.Tx > 0 {
			g.X = 1 + random.IntN(g.Tx)
		}
		groups = append(groups, g)
	}
	return groups
}

// TestOpportunitiesGradientIsTheSlope compares each partial derivative with the difference quotient of the likelihood.
func TestOpportunitiesGradientIsTheSlope(t *testing.T) {
	likelihood := newBGBBLikelihood(someOpportunities(500, 1))
	for _, at := range [][]float64{{1.2, .75, .66, 2.78}, {1, 1, 1, 1}, {.02, 40, 3, .1}, {60, 7, .05, 300}} {
		checkGradient(t, "bg/bb", likelihood, at)
	}
}

// TestOpportunitiesAreTheSumOfCustomers compares the running sums with the likelihood of one customer at a time.
func TestOpportunitiesAreTheSumOfCustomers(t *testing.T) {
	groups := someOpportunities(2000, 2)
	for _, at := range [][]float64{{1.2, .75, .66, 2.78}, {.02, 40, 3, .1}, {60, 7, .05, 300}} {
		m, err := NewBGBB(at[0], at[1], at[2], at[3])
		if err != nil {
			t.Fatal(err)
		}
		var sum, customers float64
		for _, g := range groups {
			l, err := m.LogLikelihood(g)
			if err != nil {
				t.Fatal(err)
			}
			sum += float64(g.Customers) * l
			customers += float64(g.Customers)
		}
		got := newBGBBLikelihood(groups).at(at, make([]float64, 4))
		if want := sum / customers; math.Abs(got-want) > 1e-12*math.Abs(want) {
			t.Errorf("at %v: mean log-likelihood %.15g, customer by customer %.15g", at, got, want)
		}
	}
}
