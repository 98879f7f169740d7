package btyd_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// FuzzPareto asks every method with any numbers: an answer is a number in its range, and an error names what it is about.
func FuzzPareto(f *testing.F) {
	f.Add(.55, 10.6, .61, 11.7, 2, 30.4, 38.9, 39., .003, 4)
	f.Add(1e-9, 1e-12, 1e9, 1e15, math.MaxInt, 1e18, 1e18, 1e18, 1e-18, math.MaxInt)
	f.Add(1e9, 1e15, 1e-9, 1e-12, 1, 1e-300, 1e18, 1e-300, math.MaxFloat64, 1)
	f.Add(1e9, 1e-12, 1e9, 1e-12, math.MaxInt, 5e-324, 1., math.Inf(1), .1, 1000000)
	f.Add(1., 1., 1., 1., 0, 0., 0., 0., 0., 0)
	f.Add(math.NaN(), -1., 0., math.Inf(1), -1, math.NaN(), -1., -1., math.NaN(), -1)
	f.Fuzz(askPareto)
}

func askPareto(t *testing.T, r, alpha, s, beta float64, x int, tx, age, horizon, delta float64, n int) {
	m, err := btyd.NewPareto(r, alpha, s, beta)
	if err != nil {
		named(t, err, "r =", "alpha =", "s =", "beta =")
		return
	}
	h := btyd.History{X: x, Tx: tx, T: age}
	is := func(what string, value float64, err error, low, high float64) float64 {
		t.Helper()
		if err != nil {
			named(t, err, "x =", "t_x =", "t =", "horizon =", "delta =", "n =")
		} else if !(value >= low && value <= high) || math.IsInf(value, 0) {
			t.Errorf("%v %v: %s = %v, not in [%v, %v]", m, h, what, value, low, high)
		}
		return value
	}
	logLikelihood, err := m.LogLikelihood(h)
	is("log-likelihood", logLikelihood, err, math.Inf(-1), math.Inf(1))
	alive, err := m.Alive(h)
	is("alive", alive, err, 0, 1)
	buys, err := m.Buys(h, horizon)
	is("buys", buys, err, 0, alive)
	expectedAlive, err := m.ExpectedAlive(h, horizon)
	is("expected of the living", expectedAlive, err, 0, math.Inf(1))
	expected, err := m.Expected(h, horizon)
	is("expected", expected, err, buys*(1-1e-9)-1e-300, math.Inf(1))
	expectedNew, err := m.ExpectedNew(horizon)
	is("expected of new", expectedNew, err, 0, math.Inf(1))
	probability, err := m.Probability(n, horizon)
	is("probability", probability, err, 0, 1)
	discounted, err := m.Discounted(h, horizon, delta)
	if most := expected*(1+1e-9) + 1e-300; math.IsInf(horizon, 1) {
		is("discounted for ever", discounted, err, 0, math.Inf(1))
	} else {
		is("discounted", discounted, err, 0, most)
	}
	drawn, err := m.DrawAlive(h, horizon, rand.New(rand.NewPCG(1, 2)))
	is("drawn", float64(drawn), err, 0, math.MaxInt)
}

// FuzzBGBB is FuzzPareto for purchases at opportunities.
func FuzzBGBB(f *testing.F) {
	f.Add(1.2, .75, .66, 2.78, 3, 4, 6, 5)
	f.Add(1e-9, 1e9, 1e-9, 1e9, 1, 1, 1000000, 1000000)
	f.Add(1e9, 1e-9, 1e9, 1e-9, 1000, 1000, 1000, 0)
	f.Add(1e9, 1e-9, 1e-9, 1e9, 0, 0, 1000, 1)
	f.Add(0., math.NaN(), -1., math.Inf(1), -1, 0, math.MaxInt, -1)
	f.Fuzz(askBGBB)
}

func askBGBB(t *testing.T, alpha, beta, gamma, delta float64, x, tx, n, ahead int) {
	m, err := btyd.NewBGBB(alpha, beta, gamma, delta)
	if err != nil {
		named(t, err, "alpha =", "beta =", "gamma =", "delta =")
		return
	}
	o := btyd.Opportunities{X: x, Tx: tx, N: n}
	is := func(what string, value float64, err error, low, high float64) {
		t.Helper()
		if err != nil {
			named(t, err, "x =", "t_x =", "n =", "h =")
		} else if !(value >= low && value <= high) || math.IsInf(value, 0) {
			t.Errorf("%v %v: %s = %v, not in [%v, %v]", m, o, what, value, low, high)
		}
	}
	logLikelihood, err := m.LogLikelihood(o)
	is("log-likelihood", logLikelihood, err, math.Inf(-1), 1e-6)
	alive, err := m.Alive(o)
	is("alive", alive, err, 0, 1)
	expected, err := m.Expected(o, ahead)
	is("expected", expected, err, 0, alive*float64(ahead))
}

// FuzzGammaGamma is FuzzPareto for spend.
func FuzzGammaGamma(f *testing.F) {
	f.Add(6.25, 3.74, 15.4, 2, 22.35)
	f.Add(1e-9, 1e9, 1e15, math.MaxInt, 1e-12)
	f.Add(1e9, 1+1e-9, 1e-12, 1, 1e15)
	f.Add(1., 2., 3., 0, 0.)
	f.Add(0., 1., math.NaN(), -1, -1.)
	f.Fuzz(askGammaGamma)
}

func askGammaGamma(t *testing.T, p, q, gamma float64, n int, mean float64) {
	m, err := btyd.NewGammaGamma(p, q, gamma)
	if err != nil {
		named(t, err, "p =", "q =", "gamma =")
		return
	}
	if value, err := m.LogLikelihood(n, mean); err != nil {
		named(t, err, "n =", "mean =")
	} else if math.IsNaN(value) || math.IsInf(value, 0) {
		t.Errorf("%v: log-likelihood of %d purchases of %v is %v", m, n, mean, value)
	}
	if value, err := m.ExpectedSpend(n, mean); err != nil {
		named(t, err, "n =", "mean =")
	} else if !(value > 0) || math.IsInf(value, 0) {
		t.Errorf("%v: after %d purchases of %v one of %v is expected", m, n, mean, value)
	}
}

// TestAnyValidInput asks the same over the whole range of every argument.
func TestAnyValidInput(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 20))
	between := func(low, high float64) float64 { return low * math.Pow(high/low, random.Float64()) }
	shape := func() float64 { return between(1e-9, 1e9) }
	scale := func() float64 { return between(1e-12, 1e15) }
	whole := func(high float64) int { return int(between(1, high)) * random.IntN(4) / 2 }
	for range 3000 {
		age := between(1e-12, 1e18) * float64(min(1, random.IntN(9)))
		x, tx := whole(1e12), age*float64(random.IntN(2))
		if x > 0 && random.IntN(3) > 0 {
			tx = age * random.Float64()
		}
		if x == 0 {
			tx = 0
		}
		askPareto(t, shape(), scale(), shape(), scale(), x, tx, age, between(1e-12, 1e18), between(1e-18, 1e18), whole(1e12))
		n := whole(1e4)
		last := min(n, whole(1e4))
		askBGBB(t, shape(), shape(), shape(), shape(), min(last, max(whole(1e4), min(1, last))), last, n, whole(1e3))
		askGammaGamma(t, shape(), 1+shape(), scale(), 1+whole(1e9), scale())
	}
}

// named fails unless the error begins with one of the names.
func named(t *testing.T, err error, names ...string) {
	t.Helper()
	for _, name := range names {
		if strings.HasPrefix(err.Error(), name) {
			return
		}
	}
	t.Errorf("error %q names none of %q", err, names)
}
