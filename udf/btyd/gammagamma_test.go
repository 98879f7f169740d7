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
