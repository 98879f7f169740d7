package btyd

import "math"

// Above stirlingFrom the asymptotic series below are exact to the last digits of a float64.
const stirlingFrom = 12

// shortRise is the number of factors up to which a product or a sum is taken factor by factor.
const shortRise = 32

// lnRising is lnΓ(z+n) - lnΓ(z) for z > 0 and a whole n >= 0: the logarithm of z(z+1)...(z+n-1). It takes no difference of
// two large lnΓ, so that a large z costs no digits.
func lnRising(z, n float64) float64 {
	sum, product := 0.0, 1.0
	for n > 0 && (n <= shortRise || z < stirlingFrom) {
		product *= z
		if product > 1e150 || product < 1e-150 {
			sum += math.Log(product)
			product = 1
		}
		z, n = z+1, n-1
	}
	sum += math.Log(product)
	if n > 0 {
		sum += (z-0.5)*math.Log1p(n/z) + n*(math.Log(z+n)-1) + stirlingRest(z+n) - stirlingRest(z)
	}
	return sum
}

// harmonicRise is ψ(z+n) - ψ(z) for z > 0 and a whole n >= 0: the sum of 1/(z+j) over j < n, the derivative of lnRising in z.
func harmonicRise(z, n float64) float64 {
	sum := 0.0
	for n > 0 && (n <= shortRise || z < stirlingFrom) {
		sum += 1 / z
		z, n = z+1, n-1
	}
	if n > 0 {
		sum += math.Log1p(n/z) + digammaRest(z+n) - digammaRest(z)
	}
	return sum
}

// stirlingRest is lnΓ(y) less Stirling's (y-½) ln y - y + ½ ln 2π, for y >= stirlingFrom (DLMF 5.11.1).
func stirlingRest(y float64) float64 {
	w := 1 / (y * y)
	return (1./12 - w*(1./360-w*(1./1260-w*(1./1680-w*(1./1188-w*(691./360360-w/156)))))) / y
}

// digammaRest is ψ(y) - ln y for y >= stirlingFrom (DLMF 5.11.2).
func digammaRest(y float64) float64 {
	w := 1 / (y * y)
	return -0.5/y - w*(1./12-w*(1./120-w*(1./252-w*(1./240-w*(1./132-w*(691./32760-w/12))))))
}

// logAddExp is ln(e^x + e^y), and the share of e^x in that sum. Either may be -Inf, not both.
func logAddExp(x, y float64) (sum, share float64) {
	if x >= y {
		e := math.Exp(y - x)
		return x + math.Log1p(e), 1 / (1 + e)
	}
	e := math.Exp(x - y)
	return y + math.Log1p(e), e / (1 + e)
}
