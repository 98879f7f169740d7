package btyd

// These tests are inside the package because a fit alone uses the likelihood of a data set; nothing public shows its gradient.

import (
	"math"
	"math/rand/v2"
	"testing"
)

func someSpends(n int, seed uint64) []Spend {
	random := rand.New(rand.NewPCG(seed, 2))
	spends := make([]Spend, n)
	for i := range spends {
		spends[i] = Spend{N: 1 + int(random.ExpFloat64()*3), Mean: math.Exp(3 + random.NormFloat64()), Customers: 1 + random.Int64N(4)}
	}
	return append(spends, Spend{N: 5000, Mean: .02, Customers: 1}, Spend{N: 1, Mean: 90000, Customers: 2})
}

// TestSpendGradientIsTheSlope compares each partial derivative, in ln p, ln(q-1) and ln γ, with the difference quotient.
func TestSpendGradientIsTheSlope(t *testing.T) {
	likelihood := newSpendLikelihood(someSpends(500, 7))
	for _, at := range [][]float64{{6.25, 2.74, 15.4}, {1, 1, 1}, {.1, 1e-6, 30}, {80, 90, 2000}} {
		checkGradient(t, "spend", likelihood, at)
	}
}

// TestSpendsAreTheSumOfCustomers compares the blocks with the likelihood of one customer at a time.
func TestSpendsAreTheSumOfCustomers(t *testing.T) {
	spends := someSpends(20000, 3)
	m, err := NewGammaGamma(6.25, 3.74, 15.44)
	if err != nil {
		t.Fatal(err)
	}
	var sum, customers float64
	for _, s := range spends {
		l, err := m.LogLikelihood(s.N, s.Mean)
		if err != nil {
			t.Fatal(err)
		}
		sum += float64(s.Customers) * l
		customers += float64(s.Customers)
	}
	got := newSpendLikelihood(spends).at([]float64{m.P, m.Q - 1, m.Gamma}, make([]float64, 3))
	if want := sum / customers; math.Abs(got-want) > 1e-12*math.Abs(want) {
		t.Errorf("mean log-likelihood %.15g, customer by customer %.15g", got, want)
	}
}
