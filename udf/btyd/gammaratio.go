package btyd

import "math"

// lnGammaRatio is lnΓ(z+a) - lnΓ(z) for z > 0 and any a > -z, without the difference of two large lnΓ. Where a is whole, lnRising does
// the same in fewer steps.
func lnGammaRatio(z, a float64) float64 {
	sum := 0.0
	for ; z < stirlingFrom; z++ {
		sum -= math.Log1p(a / z)
	}
	return sum + (z-0.5)*math.Log1p(a/z) + a*(math.Log(z+a)-1) + stirlingRest(z+a) - stirlingRest(z)
}

// digammaGap is ψ(z+a) - ψ(z) for z > 0 and any a > -z: the derivative of lnGammaRatio in z.
func digammaGap(z, a float64) float64 {
	sum := 0.0
	for ; z < stirlingFrom; z++ {
		sum += a / (z * (z + a))
	}
	return sum + math.Log1p(a/z) + digammaRest(z+a) - digammaRest(z)
}
