package btyd

import "math"

// discountedLife is the integral of e^(-zeta·v) (1+v)^-s over v from 0 to end: the discounted time that is lived, for lifetimes of a
// Pareto distribution of shape s, in units of its scale. s > 0, zeta >= 0; end may be +Inf where zeta > 0. To infinity it is Kummer's
// function U(1, 2-s, zeta) = zeta^(s-1) U(s, s, zeta) (DLMF 13.4.4 and 13.2.40). It substitutes z = ln(1+v), which leaves a function
// without singularities that falls twice exponentially, and adds panels until the rest is beyond the digits of a float64.
func discountedLife(s, zeta, end float64) float64 {
	if zeta > 1e25 { // (1+v)^-s is 1 while e^(-zeta v) falls
		return -math.Expm1(-zeta*end) / zeta
	}
	last := math.Log1p(end)
	rise := 1 - s
	sum := 0.0
	for at := 0.0; at < last; {
		scaled := zeta * math.Exp(at)
		slope := rise - scaled
		if slope < 0 && math.Exp(rise*at-zeta*math.Expm1(at)) < -slope*negligible*sum {
			break
		}
		// The slope falls by the growth of scaled within the panel, which this bounds too.
		width := min(1, steepest/(math.Abs(slope)+scaled), last-at)
		half := width / 2
		for i, node := range gauss16.nodes {
			z := at + half*(1+node)
			sum += half * gauss16.weights[i] * math.Exp(rise*z-zeta*math.Expm1(z))
		}
		at += width
	}
	return sum
}
