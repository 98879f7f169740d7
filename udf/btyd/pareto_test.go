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

// TestParetoClosedForm compares the likelihood with its closed form in Gauss's hypergeometric function, where that keeps its digits.
func TestParetoClosedForm(t *testing.T) {
	// The series of ₂F₁(a, b; c; z) for 0 <= z < 1.
	series := func(a, b, c, z float64) float64 {
		sum, term := 0.0, 1.0
		for k := 0.0; term > 1e-18*sum; k++ {
			sum += term
			term *= (a + k) * (b + k) / ((c + k) * (k + 1)) * z
		}
		return sum
	}
	logGamma := func(z float64) float64 {
		value, _ := math.Lgamma(z)
		return value
	}
	for _, m := range []btyd.Pareto{cdnowPareto, {R: 2, Alpha: 20, S: 1, Beta: 8}, {R: .1, Alpha: 2, S: 3, Beta: 60}, {R: 1, Alpha: 5, S: .4, Beta: 5}} {
		for _, h := range []btyd.History{{T: 38}, {X: 1, Tx: 2, T: 30}, {X: 9, Tx: 20, T: 39}, {X: 30, Tx: 15, T: 31}} {
			x := float64(h.X)
			all := m.R + m.S + x
			longer, second := m.Alpha, m.S+1
			if m.Beta > m.Alpha {
				longer, second = m.Beta, m.R+x
			}
			f := func(at float64) float64 {
				z := math.Abs(m.Alpha-m.Beta) / (longer + at)
				return series(all, second, all+1, z) * math.Pow(longer+at, -all)
			}
			stayed := math.Pow(m.Alpha+h.T, -m.R-x) * math.Pow(m.Beta+h.T, -m.S)
			want := logGamma(m.R+x) - logGamma(m.R) + m.R*math.Log(m.Alpha) + m.S*math.Log(m.Beta) +
				math.Log(stayed+m.S/all*(f(h.Tx)-f(h.T)))
			near(t, title(m), must[float64](t)(m.LogLikelihood(h)), want, 1e-10)
		}
	}
}

// TestParetoEdges: who bought today is a customer; s = 1 is no break; the far future adds nothing.
func TestParetoEdges(t *testing.T) {
	number := must[float64](t)
	for _, h := range someHistories {
		if h.T == h.Tx {
			near(t, "alive on the day of the last purchase", number(cdnowPareto.Alive(h)), 1, 0)
		}
		below, at, above := cdnowPareto, cdnowPareto, cdnowPareto
		below.S, at.S, above.S = 1-1e-6, 1, 1+1e-6
		near(t, "s = 1", number(at.ExpectedAlive(h, 50)), (number(below.ExpectedAlive(h, 50))+number(above.ExpectedAlive(h, 50)))/2, 1e-10)
		const delta = .003
		near(t, "discounted for ever", number(cdnowPareto.Discounted(h, math.Inf(1), delta)), number(cdnowPareto.Discounted(h, 1e5, delta)), 1e-14)
		before := 0.0
		for horizon := 1.0; horizon < 1e5; horizon *= 3 {
			now := number(cdnowPareto.Discounted(h, horizon, delta))
			if now < before || now > number(cdnowPareto.Expected(h, horizon)) {
				t.Errorf("%v: %v discounted to %v, %v before, %v undiscounted", h, now, horizon, before, number(cdnowPareto.Expected(h, horizon)))
			}
			before = now
		}
	}
}
