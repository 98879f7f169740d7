package btyd_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// someModels are of every kind, the odd ones included.
var someModels = []btyd.Model{
	cdnowBG,
	cdnowMBG,
	btyd.BG{R: .11, Alpha: 2.24, A: .31, B: .5},
	btyd.MBG{R: 3, Alpha: 20, A: 1, B: 2},
	btyd.NBD{R: .3848, Alpha: 12.072},
	btyd.CNBD{K: 1, R: .52, Alpha: 6.2, A: .89, B: 1.6},
	btyd.CNBD{K: 3, R: 1.4, Alpha: 5, A: .5, B: 2.5},
	btyd.CNBD{K: 12, R: 6, Alpha: 3, A: .2, B: 4},
	cdnowPareto,
	btyd.Pareto{R: 2, Alpha: 20, S: 1, Beta: 8},
	btyd.Pareto{R: .1, Alpha: 2, S: 3, Beta: 60},
}

func title(m btyd.Model) string { return fmt.Sprintf("%T%v", m, m) }

// TestCDNOWCounts has the two figures that the literature gives for 39 weeks.
func TestCDNOWCounts(t *testing.T) {
	near(t, "P(0)", must[float64](t)(cdnowBG.Probability(0, 39)), .57431, 1e-5)
	near(t, "E[X]", must[float64](t)(cdnowBG.ExpectedNew(39)), 1.1950, 5e-5)
}

// TestProbabilitiesSumToOne, and their mean is the expected number, which is computed in quite another way.
func TestProbabilitiesSumToOne(t *testing.T) {
	number := must[float64](t)
	for _, m := range someModels {
		for _, horizon := range []float64{0, .3, 39, 150} {
			var sum, mean float64
			for n := range 3000 {
				p := number(m.Probability(n, horizon))
				sum += p
				mean += float64(n) * p
			}
			near(t, title(m)+" sum", sum, 1, 1e-12)
			near(t, title(m)+" mean", mean, number(m.ExpectedNew(horizon)), 1e-10)
		}
	}
}

// TestSilenceIsNoPurchase: the likelihood of a customer without a repeat purchase is the probability of 0.
func TestSilenceIsNoPurchase(t *testing.T) {
	number := must[float64](t)
	for _, m := range someModels {
		for _, age := range []float64{0, 1, 39, 1000} {
			near(t, title(m), math.Exp(number(m.LogLikelihood(btyd.History{T: age}))), number(m.Probability(0, age)), 1e-12)
		}
	}
}

// TestDensityIntegratesToProbability integrates the likelihood of one purchase over its time, and that of two over both times:
// what comes out is the probability of one and of two.
func TestDensityIntegratesToProbability(t *testing.T) {
	const age = 30
	number := must[float64](t)
	over := func(from, to float64, f func(float64) float64) float64 {
		return quad.Fixed(f, from, to, 40, quad.Legendre{}, 0)
	}
	for _, m := range someModels {
		once := over(0, age, func(first float64) float64 {
			return math.Exp(number(m.LogLikelihood(btyd.History{X: 1, Tx: first, T: age, LogGaps: math.Log(first)})))
		})
		near(t, title(m)+" once", once, number(m.Probability(1, age)), 1e-9)
		twice := over(0, age, func(last float64) float64 {
			return over(0, last, func(first float64) float64 {
				h := btyd.History{X: 2, Tx: last, T: age, LogGaps: math.Log(first) + math.Log(last-first)}
				return math.Exp(number(m.LogLikelihood(h)))
			})
		})
		near(t, title(m)+" twice", twice, number(m.Probability(2, age)), 1e-9)
	}
}
