package btyd

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// nbMass is the probability of exactly n events of a Poisson process whose rate is Gamma(shape, scale), over a time that is reach
// times scale.
func nbMass(shape, reach, n float64) float64 { return math.Exp(min(0, logNBMass(shape, reach, n))) }

// logNBMass is its logarithm; -Inf for events in no time.
func logNBMass(shape, reach, n float64) float64 {
	logMass := -shape * math.Log1p(reach)
	switch {
	case n == 0:
		return logMass
	case n < shape:
		logMass += lnRising(shape, n) - lnRising(1, n)
	default:
		// Γ(n+shape)/Γ(n+1) is a small power of n.
		logGammaShape, _ := math.Lgamma(shape)
		logMass += lnGammaRatio(n+1, shape-1) - logGammaShape
	}
	return logMass - n*math.Log1p(1/reach)
}

// nbTail is the probability of n or more such events: the regularised incomplete beta function.
func nbTail(shape, reach, n float64) float64 {
	switch {
	case n <= 0:
		return 1
	case reach == 0:
		return 0
	case reach < 1:
		return mathext.RegIncBeta(n, shape, reach/(1+reach))
	}
	return 1 - mathext.RegIncBeta(shape, n, 1/(1+reach))
}
