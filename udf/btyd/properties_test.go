package btyd_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"

	"github.com/customer-landscape/landscape/udf/btyd"
)

var someHistories = []btyd.History{
	{},
	{T: 38.86},
	{X: 1, Tx: 2, T: 2, LogGaps: math.Log(2)},
	{X: 2, Tx: 30.43, T: 38.86, LogGaps: 2 * math.Log(15)},
	{X: 26, Tx: 30.86, T: 31, LogGaps: 26 * math.Log(1.18)},
	{X: 7, Tx: 3, T: 90, LogGaps: 7 * math.Log(.4)},
}

// TestHorizon: nothing is expected of no time, more of a longer one, and a purchase is at most as likely as their expected number.
func TestHorizon(t *testing.T) {
	number := must[float64](t)
	for _, m := range someModels {
		for _, h := range someHistories {
			before, buysBefore := 0.0, 0.0
			for _, horizon := range []float64{0, 1e-9, 1e-3, 1, 10, 52, 520, 1e5} {
				expected, buys := number(m.Expected(h, horizon)), number(m.Buys(h, horizon))
				alive := number(m.Alive(h))
				near(t, title(m)+" by being alive", alive*number(m.ExpectedAlive(h, horizon)), expected, 1e-14)
				switch {
				case horizon == 0 && (expected != 0 || buys != 0):
					t.Errorf("%s %v: %v purchases expected of no time, probability %v", title(m), h, expected, buys)
				case horizon > 0 && (expected < before || buys < buysBefore):
					t.Errorf("%s %v: expected %v to %v, probability %v to %v, at %v", title(m), h, before, expected, buysBefore, buys, horizon)
				case buys > expected*(1+1e-12) || buys > alive:
					t.Errorf("%s %v: probability %v, expected %v, alive %v at %v", title(m), h, buys, expected, alive, horizon)
				}
				before, buysBefore = expected, buys
			}
			// In a short time two purchases are out of the question.
			near(t, title(m)+" short", number(m.Buys(h, 1e-6)), number(m.Expected(h, 1e-6)), 1e-4)
		}
	}
}

// TestAliveFallsWithSilence at the same purchases.
func TestAliveFallsWithSilence(t *testing.T) {
	number := must[float64](t)
	for _, m := range someModels {
		for _, x := range []int{0, 1, 9} {
			before := 1.0
			for silence := 0.0; silence < 1e4; silence = 2*silence + .5 {
				h := btyd.History{X: x, T: silence}
				if x > 0 {
					h.Tx, h.T = 20, 20+silence
				}
				alive := number(m.Alive(h))
				if alive > before || alive < 0 {
					t.Errorf("%s %v: alive %v, and %v before", title(m), h, alive, before)
				}
				before = alive
			}
		}
	}
}

// TestUnitOfTime: in days instead of weeks alpha and beta alone change, and no answer does.
func TestUnitOfTime(t *testing.T) {
	const unit = 7
	pairs := [][2]btyd.Model{
		{cdnowBG, btyd.BG{R: cdnowBG.R, Alpha: unit * cdnowBG.Alpha, A: cdnowBG.A, B: cdnowBG.B}},
		{cdnowMBG, btyd.MBG{R: cdnowMBG.R, Alpha: unit * cdnowMBG.Alpha, A: cdnowMBG.A, B: cdnowMBG.B}},
		{btyd.NBD{R: .4, Alpha: 12}, btyd.NBD{R: .4, Alpha: unit * 12}},
		{btyd.CNBD{K: 4, R: 1.4, Alpha: 5, A: .5, B: 2}, btyd.CNBD{K: 4, R: 1.4, Alpha: unit * 5, A: .5, B: 2}},
		{cdnowPareto, btyd.Pareto{R: cdnowPareto.R, Alpha: unit * cdnowPareto.Alpha, S: cdnowPareto.S, Beta: unit * cdnowPareto.Beta}},
	}
	number := must[float64](t)
	for _, p := range pairs {
		weeks, days := p[0], p[1]
		for _, h := range someHistories {
			x := float64(h.X)
			in := btyd.History{X: h.X, Tx: unit * h.Tx, T: unit * h.T, LogGaps: h.LogGaps + x*math.Log(unit)}
			// A density per day is a seventh of one per week, for each purchase.
			near(t, "log-likelihood", number(days.LogLikelihood(in)), number(weeks.LogLikelihood(h))-x*math.Log(unit), 1e-12)
			near(t, "alive", number(days.Alive(in)), number(weeks.Alive(h)), 1e-12)
			near(t, "expected", number(days.Expected(in, unit*39)), number(weeks.Expected(h, 39)), 1e-12)
			near(t, "buys", number(days.Buys(in, unit*39)), number(weeks.Buys(h, 39)), 1e-12)
			near(t, "discounted", number(days.Discounted(in, unit*39, .003/unit)), number(weeks.Discounted(h, 39, .003)), 1e-12)
		}
	}
}

// TestDiscounted compares with five years of CDNOW customers at 15 % a year as published, with the sum of Expected over short periods,
// each discounted from its middle, and with no discount at all.
func TestDiscounted(t *testing.T) {
	number := must[float64](t)
	year := 365.25 / 7
	delta := math.Log(1.15) / year
	near(t, "published", number(cdnowBG.Discounted(btyd.History{X: 2, Tx: 30.43, T: 38.86}, 5*year, delta)), 3.7971, 1e-4/3.8)
	near(t, "published", number(cdnowBG.Discounted(btyd.History{X: 7, Tx: 35, T: 38.86}, 5*year, delta)), 12.6399, 1e-5)
	for _, m := range someModels {
		for _, h := range someHistories {
			near(t, title(m)+" undiscounted", number(m.Discounted(h, 260, 0)), number(m.Expected(h, 260)), 1e-13)
			for _, delta := range []float64{.003, .5} {
				const horizon = 60.0
				inPeriods := func(periods int) float64 {
					sum, before := 0.0, 0.0
					for i := range periods {
						length := horizon / float64(periods)
						after := number(m.Expected(h, length*float64(i+1)))
						sum += math.Exp(-delta*length*(float64(i)+.5)) * (after - before)
						before = after
					}
					return sum
				}
				// The discount within a period is what such a sum leaves out; it falls with the square of the period.
				want := (4*inPeriods(1600) - inPeriods(800)) / 3
				near(t, title(m)+" by periods", number(m.Discounted(h, horizon, delta)), want, 1e-6)
			}
		}
	}
}

// TestExpectationIsTheIntegralOfIncidence compares Expected of BG with its defining integral over the probability of leaving.
func TestExpectationIsTheIntegralOfIncidence(t *testing.T) {
	m := btyd.BG{R: 2, Alpha: 15, A: 2.5, B: 3.5}
	h := btyd.History{X: 3, Tx: 20, T: 25}
	for _, horizon := range []float64{1, 50, 5000} {
		logBeta := func(a, b float64) float64 {
			u, _ := math.Lgamma(a)
			v, _ := math.Lgamma(b)
			w, _ := math.Lgamma(a + b)
			return u + v - w
		}
		want := quad.Fixed(func(root float64) float64 {
			p := root * root // near 0 the integrand is like p^(a-2)
			density := math.Exp((m.A-1)*math.Log(p) + (m.B+2)*math.Log1p(-p) - logBeta(m.A, m.B+3))
			return 2 * root * density * (1 - math.Pow(1+p*horizon/(m.Alpha+h.T), -(m.R+3))) / p
		}, 0, 1, 400, quad.Legendre{}, 0)
		near(t, "expected", must[float64](t)(m.ExpectedAlive(h, horizon)), want, 1e-8)
	}
}
