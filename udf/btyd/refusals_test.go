package btyd_test

import (
	"math"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// TestRefusals gives each argument a value out of its range, in turn: the error begins with its name.
func TestRefusals(t *testing.T) {
	nan := math.NaN()
	paretoOf := func(r, alpha, s, beta float64) error { _, err := btyd.NewPareto(r, alpha, s, beta); return err }
	spendOf := func(p, q, gamma float64) error { _, err := btyd.NewGammaGamma(p, q, gamma); return err }
	donorsOf := func(alpha, beta, gamma, delta float64) error {
		_, err := btyd.NewBGBB(alpha, beta, gamma, delta)
		return err
	}
	past := btyd.History{X: 1, Tx: 2, T: 3}
	ask := func(_ float64, err error) error { return err }
	cases := []struct {
		name string
		err  error
	}{
		{"r", paretoOf(0, 1, 1, 1)},
		{"r", paretoOf(1e10, 1, 1, 1)},
		{"alpha", paretoOf(1, nan, 1, 1)},
		{"s", paretoOf(1, 1, -1, 1)},
		{"beta", paretoOf(1, 1, 1, math.Inf(1))},
		{"r", ask(btyd.Pareto{}.Alive(past))},
		{"x", ask(cdnowPareto.LogLikelihood(btyd.History{X: -1, T: 3}))},
		{"t_x", ask(cdnowPareto.Alive(btyd.History{X: 1, Tx: -1, T: 3}))},
		{"t_x", ask(cdnowPareto.Alive(btyd.History{Tx: 1, T: 3}))},
		{"t", ask(cdnowPareto.Expected(btyd.History{X: 1, Tx: 4, T: 3}, 1))},
		{"horizon", ask(cdnowPareto.Buys(past, -1))},
		{"horizon", ask(cdnowPareto.Expected(past, math.Inf(1)))},
		{"horizon", ask(cdnowPareto.ExpectedAlive(past, nan))},
		{"horizon", ask(cdnowPareto.ExpectedNew(-1))},
		{"horizon", ask(cdnowPareto.Discounted(past, nan, .1))},
		{"n", ask(cdnowPareto.Probability(-1, 1))},
		{"delta", ask(cdnowPareto.Discounted(past, 1, -.1))},
		{"delta", ask(cdnowPareto.Discounted(past, math.Inf(1), 0))},
		{"p", spendOf(0, 2, 3)},
		{"q", spendOf(1, 1, 3)},
		{"gamma", spendOf(1, 2, nan)},
		{"p", ask(btyd.GammaGamma{}.ExpectedSpend(0, 0))},
		{"n", ask(cdnowSpend.LogLikelihood(0, 1))},
		{"n", ask(cdnowSpend.ExpectedSpend(-1, 1))},
		{"mean", ask(cdnowSpend.LogLikelihood(1, 0))},
		{"mean", ask(cdnowSpend.ExpectedSpend(1, nan))},
		{"alpha", donorsOf(0, 1, 1, 1)},
		{"beta", donorsOf(1, nan, 1, 1)},
		{"gamma", donorsOf(1, 1, 1e10, 1)},
		{"delta", donorsOf(1, 1, 1, -1)},
		{"alpha", ask(btyd.BGBB{}.Alive(btyd.Opportunities{}))},
		{"n", ask(donors.LogLikelihood(btyd.Opportunities{N: -1}))},
		{"n", ask(donors.LogLikelihood(btyd.Opportunities{N: 1_000_001}))},
		{"t_x", ask(donors.Alive(btyd.Opportunities{X: 1, Tx: 3, N: 2}))},
		{"t_x", ask(donors.Alive(btyd.Opportunities{Tx: 1, N: 2}))},
		{"x", ask(donors.Alive(btyd.Opportunities{X: 2, Tx: 1, N: 2}))},
		{"h", ask(donors.Expected(btyd.Opportunities{}, -1))},
	}
	for _, c := range cases {
		if c.err == nil || !strings.HasPrefix(c.err.Error(), c.name+" = ") {
			t.Errorf("error %v, want one of %s", c.err, c.name)
		}
	}
	for what, groups := range map[string][]btyd.Opportunities{
		"no customers":  nil,
		"customers = 0": {{X: 1, Tx: 1, N: 2}},
		"x = 2":         {{X: 2, Tx: 1, N: 2, Customers: 1}},
	} {
		if _, err := btyd.FitBGBB(t.Context(), groups, btyd.FitOptions{}); err == nil || !strings.HasPrefix(err.Error(), what) {
			t.Errorf("fit: error %v, want %s", err, what)
		}
	}
}
