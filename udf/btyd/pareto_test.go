package btyd_test

import (
	"math"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// cdnowPareto is the fit of CDNOW in weeks to eight digits.
var cdnowPareto = btyd.Pareto{R: .55327705, Alpha: 10.57768346, S: .60623999, Beta: 11.66873529}

// TestParetoPublishedCustomers compares three customers of CDNOW with numbers of an independent program.
func TestParetoPublishedCustomers(t *testing.T) {
	cases := []struct {
		history                        btyd.History
		logLikelihood, alive, expected float64
	}{
		{btyd.History{T: 272. / 7}, -.5211930079, .29511257, .10707023},
		{btyd.History{X: 2, Tx: 213. / 7, T: 272. / 7}, -9.5541735536, .86913426, 1.45520170},
		{btyd.History{X: 26, Tx: 216. / 7, T: 31}, -39.1307603417, .99787340, 20.11482088},
	}
	number := must[float64](t)
	for _, c := range cases {
		near(t, "log-likelihood", number(cdnowPareto.LogLikelihood(c.history)), c.logLikelihood, 1e-9)
		// These two are known to eight decimals.
		near(t, "alive", number(cdnowPareto.Alive(c.history)), c.alive, 1e-8/c.alive)
		near(t, "expected", number(cdnowPareto.Expected(c.history, 39)), c.expected, 1e-8/c.expected)
	}
}

// TestParetoDiscountedForever compares with the DERT at 15 % a year of an independent program.
func TestParetoDiscountedForever(t *testing.T) {
	delta := math.Log1p(.15) * 7 / 365.25
	for _, c := range []struct {
		history btyd.History
		want    float64
	}{
		{btyd.History{X: 2, Tx: 30.43, T: 38.86}, 6.5135},
		{btyd.History{X: 7, Tx: 35, T: 38.86}, 20.7527},
	} {
		near(t, "DERT", must[float64](t)(cdnowPareto.Discounted(c.history, math.Inf(1), delta)), c.want, 1e-5)
	}
}

// TestParetoCounts has the distribution of the purchases of a new customer in 39 weeks: it sums to 1, and its mean is that of
// ExpectedNew.
func TestParetoCounts(t *testing.T) {
	number := must[float64](t)
	var sum, mean float64
	for n := range 2000 {
		p := number(cdnowPareto.Probability(n, 39))
		sum += p
		mean += p * float64(n)
	}
	near(t, "sum of the probabilities", sum, 1, 1e-12)
	near(t, "expectation of the counts", mean, number(cdnowPareto.ExpectedNew(39)), 1e-11)
	near(t, "expectation", mean, 1.2134, 5e-5)
	near(t, "P(0)", number(cdnowPareto.Probability(0, 39)), .59353, 1e-5)
}
