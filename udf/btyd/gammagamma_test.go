package btyd_test

import (
	"math"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// cdnowSpend is the fit of CDNOW's mean values to four digits.
var cdnowSpend = btyd.GammaGamma{P: 6.2496, Q: 3.7442, Gamma: 15.4435}

// TestExpectedSpend compares with published numbers for CDNOW.
func TestExpectedSpend(t *testing.T) {
	number := must[float64](t)
	near(t, "customer with two purchases", number(cdnowSpend.ExpectedSpend(2, 22.35)), 24.6581, 1e-5)
	near(t, "customer without purchases", number(cdnowSpend.ExpectedSpend(0, 0)), 35.17, 1e-4)
}

// TestSpendOfOnePurchase compares with the density by hand: with p = 1 and n = 1 it is q γ^q / (γ+m)^(q+1).
func TestSpendOfOnePurchase(t *testing.T) {
	m := btyd.GammaGamma{P: 1, Q: 3, Gamma: 20}
	near(t, "log-likelihood", must[float64](t)(m.LogLikelihood(1, 30)), math.Log(3*8000/6.25e6), 1e-14)
}

// TestSpendDensity integrates the density of the mean value of n purchases. Its mean is the expected value of a new customer's
// purchase, and so is the mean of what is expected once these are known.
func TestSpendDensity(t *testing.T) {
	number := must[float64](t)
	for _, m := range []btyd.GammaGamma{cdnowSpend, {P: 2, Q: 6, Gamma: 3}, {P: 1.5, Q: 9, Gamma: 900}} {
		for _, n := range []int{1, 3, 40} {
			var sum, mean, foreseen float64
			// Over z = ln(value/γ) the trapezoidal rule is exact to all digits for such a function.
			const step = 1. / 64
			for z := -26.0; z < 26; z += step {
				value := m.Gamma * math.Exp(z)
				p := math.Exp(number(m.LogLikelihood(n, value))) * value * step
				sum += p
				mean += p * value
				foreseen += p * number(m.ExpectedSpend(n, value))
			}
			near(t, "sum", sum, 1, 1e-11)
			near(t, "mean value", mean, number(m.ExpectedSpend(0, 0)), 1e-9)
			near(t, "mean of what is foreseen", foreseen, number(m.ExpectedSpend(0, 0)), 1e-9)
		}
	}
}
