package btyd_test

import (
	"math"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// near fails unless got is within a relative tolerance of want.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s = %.12g, want %.12g (relative difference %.2g)", what, got, want, (got-want)/want)
	}
}

// must returns the value of a method that has no reason to fail.
func must[V any](t *testing.T) func(value V, err error) V {
	return func(value V, err error) V {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// The fits of CDNOW in weeks to eight digits.
var (
	cdnowBG  = btyd.BG{R: .24259452, Alpha: 4.41360205, A: .79292202, B: 2.42590680}
	cdnowMBG = btyd.MBG{R: .52484316, Alpha: 6.18308528, A: .89135939, B: 1.61400224}
)

// TestPublishedCustomers compares three customers of CDNOW with numbers of an independent program.
func TestPublishedCustomers(t *testing.T) {
	never := btyd.History{T: 272. / 7}
	twice := btyd.History{X: 2, Tx: 213. / 7, T: 272. / 7}
	often := btyd.History{X: 26, Tx: 216. / 7, T: 31}
	cases := []struct {
		model                          btyd.Model
		history                        btyd.History
		logLikelihood, alive, expected float64
	}{
		{cdnowBG, never, -.5537912822, 1, .19479363},
		{cdnowMBG, never, -.5395983767, .38972298, .15396602},
		{cdnowBG, twice, -9.4595594830, .72662031, 1.22599445},
		{cdnowMBG, twice, -9.4857134818, .70613848, 1.26275885},
		{cdnowBG, often, -37.7283274397, .96885444, 20.74890287},
		{cdnowMBG, often, -38.3235708043, .96548465, 19.44660800},
	}
	number := must[float64](t)
	for _, c := range cases {
		near(t, "log-likelihood", number(c.model.LogLikelihood(c.history)), c.logLikelihood, 1e-8)
		// These two are published to eight decimals.
		near(t, "alive", number(c.model.Alive(c.history)), c.alive, 1e-8/c.alive)
		near(t, "expected", number(c.model.Expected(c.history, 39)), c.expected, 1e-8/c.expected)
	}
}

// TestHardExpectations has the customers at which the closed form of the literature is 0/0, infinite or overflows.
func TestHardExpectations(t *testing.T) {
	cases := []struct {
		name    string
		model   btyd.BG
		history btyd.History
		t, want float64
	}{
		{"a+b below 1, no repeat", btyd.BG{R: .11, Alpha: 2.24, A: .31, B: .5}, btyd.History{T: 1}, 30, .5645886155},
		{"a exactly 1", btyd.BG{R: .243, Alpha: 4.414, A: 1, B: 2.426}, btyd.History{X: 2, T: 38.86}, 39, 1.6251495363},
		{"1412 purchases", btyd.BG{R: 5.2, Alpha: 1.32, A: .27, B: 18.3}, btyd.History{X: 1412, T: 156}, 52, 450.147352943},
	}
	for _, c := range cases {
		near(t, c.name, must[float64](t)(c.model.ExpectedAlive(c.history, c.t)), c.want, 1e-9)
	}
}

// TestExpectationsOfAnySize compares with ₂F₁ in 60 digits (mpmath 1.3): ordinary customers, fits without dropout or without spread,
// horizons of a millennium.
func TestExpectationsOfAnySize(t *testing.T) {
	cases := []struct {
		r, alpha, a, b float64
		x              int
		age, t, want   float64
	}{
		{.24, 4.4, .79, 2.43, 0, 38.9, 39, .192722010426623},
		{.001, 4.4, .79, 2.43, 0, 38.9, 39, .000820009443372949},
		{.9, 60, .8, 2.5, 300, 1000, 1000, 214.03910854014},
		{.5, 6, 1.0005, 2.5, 3, 30, 52, 3.52582461203418},
		{.5, 6, .999999999, 2.5, 3, 30, 52, 3.52634297717771},
		{.5, 6, 50, 5000, 3, 30, 52, 4.89721540381234},
		{.5, 6, 1e-6, 2.5, 3, 30, 52, 5.05555334248415},
		{.5, 6, .8, 1e6, 3, 30, 52, 5.05554241122371},
		{1e4, 5e4, .8, 2.4, 10, 40, 52, 8.10044393092881},
		{1e6, 1e6, 1e6, 1e6, 0, 10, 10, 1.98652413908634},
		{.3, 10, 200, .5, 2, 40, 40, .74720095239387},
		{.5, 6, .8, 2.4, 4, 20, 1e7, 347.739321884141},
		{.5, .01, 1.5, .02, 0, 0, 1e5, 1.03956806030195},
		{2, 3, 1, 1, 0, 5, 1e9, 19.6438242952666},
		{5, .001, 3, .4, 50, 1, 365, 26.1998225615621},
	}
	for _, c := range cases {
		m := must[btyd.BG](t)(btyd.NewBG(c.r, c.alpha, c.a, c.b))
		got := must[float64](t)(m.ExpectedAlive(btyd.History{X: c.x, T: c.age}, c.t))
		near(t, title(m), got, c.want, 1e-11)
	}
}
