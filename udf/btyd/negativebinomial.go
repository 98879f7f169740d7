package btyd

import "math"

// nbMass is the probability of exactly n events of a Poisson process whose rate is Gamma(shape, scale), over a time that is reach
// times scale.
func nbMass(shape, reach, n float64) float64 { return math.Exp(min(0, logNBMass(shape, reach, n))) }

// logNBMass is its logarithm; -Inf for events in no time.
func logNBMass(shape, reach, n float64) float64 {
	return logNBPaths(shape, n) + logNBPath(shape, reach, n)
}

// logNBPaths is the part of it that does not depend on time: ln Γ(shape+n) - ln Γ(shape) - ln n!.
func logNBPaths(shape, n float64) float64 {
	if n < shape {
		return lnRising(shape, n) - lnRising(1, n)
	}
	// Γ(n+shape)/Γ(n+1) is a small power of n.
	logGammaShape, _ := math.Lgamma(shape)
	return lnGammaRatio(n+1, shape-1) - logGammaShape
}

// logNBPath is the part of it that does.
func logNBPath(shape, reach, n float64) float64 {
	if n == 0 {
		return -shape * math.Log1p(reach)
	}
	return -shape*math.Log1p(reach) - n*math.Log1p(1/reach)
}

// nbTail is the probability of n or more such events: the regularised incomplete beta function, as the mass at n times a continued
// fraction (DLMF 8.17.22). The end is taken at which it converges fast, unless that would leave a
// small difference from 1. (gonum's own loses its digits as the
// shape grows: at 1e13 it has one.)
func nbTail(shape, reach, n float64) float64 {
	if n <= 0 {
		return 1
	}
	if reach == 0 {
		return 0
	}
	mass, z := nbMass(shape, reach, n), reach/(1+reach)
	if z > (n+1)/(n+shape+2) {
		rest := mass * n / shape * betaFraction(shape, n, 1/(1+reach))
		if rest < 0.9 || z > 0.999 {
			return max(0, 1-rest)
		}
	}
	return min(1, mass*betaFraction(n, shape, z))
}

// betaFraction is the continued fraction of the incomplete beta function, by the modified method of Lentz (Thompson and Barnett 1986).
// It needs some √max(a, b) steps; where that is over a hundred thousand it has a few digits only.
func betaFraction(a, b, x float64) float64 {
	const mostSteps, tiny = 100_000, 1e-300
	nonzero := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	numerator := 1.0
	denominator := 1 / nonzero(1-(a+b)*x/(a+1))
	fraction := denominator
	for m := 1.0; m < mostSteps; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		denominator = 1 / nonzero(1+even*denominator)
		numerator = nonzero(1 + even/numerator)
		fraction *= denominator * numerator
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		denominator = 1 / nonzero(1+odd*denominator)
		numerator = nonzero(1 + odd/numerator)
		change := denominator * numerator
		fraction *= change
		if math.Abs(change-1) < 1e-15 {
			break
		}
	}
	return max(0, fraction)
}
