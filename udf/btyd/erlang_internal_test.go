package btyd

// These tests are inside the package because they compare two ways to one number, of which the public methods show one.

import (
	"math"
	"testing"
)

func alike(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s = %.15g, want %.15g", what, got, want)
	}
}

// TestEveryEventAPurchase: with k = 1 the sum over events and the integral for many of them give what the series gives.
func TestEveryEventAPurchase(t *testing.T) {
	for _, m := range []betaGeometric{
		{r: .5, alpha: 6, a: .9, b: 1.6, k: 1, late: 1},
		{r: 5, alpha: 2, a: 1, b: 30, k: 1, late: 1},
	} {
		for _, h := range []History{{}, {T: 40}, {X: 5, Tx: 20, T: 21}} {
			for _, reach := range []float64{1e-6, .1, 3, 60} {
				want := m.poissonOfAlive(float64(h.X), reach)
				alike(t, "sum", m.erlangFuture(h, reach).expected(reach), want, 1e-12)
				alike(t, "integral", m.erlangFuture(h, reach).integral(reach), want, 1e-11)
				alike(t, "integral of the literature", m.integralOfAlive(float64(h.X), reach), want, 1e-11)
			}
		}
	}
}

// TestManyEvents compares the sum over events with the integral that takes its place where they are many.
func TestManyEvents(t *testing.T) {
	for _, k := range []float64{2, 3, 12, 25} {
		m := betaGeometric{r: 2, alpha: 6, a: .9, b: 1.6, k: k, late: 1}
		for _, h := range []History{{}, {T: 40}, {X: 5, Tx: 20, T: 23}} {
			for _, reach := range []float64{3, 20, 300} {
				alike(t, "integral", m.erlangFuture(h, reach).integral(reach), m.erlangFuture(h, reach).expected(reach), 1e-10)
			}
		}
	}
}
