package btyd

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// discountedSum is the sum of purchases over (0, t], each discounted at the continuous rate delta, of a customer whose expected
// purchases up to u are expected(u). Integration by parts leaves expected itself under the integral, no derivative of it.
// A panel that begins at u is first + growth·u long, within which expected has to be smooth.
func discountedSum(first, growth, t, delta float64, expected func(u float64) float64) float64 {
	if delta == 0 {
		return expected(t)
	}
	const widest, forgotten = 4, 50 // in units of 1/delta
	t = min(t, forgotten/delta)
	sum := math.Exp(-delta*t) * expected(t)
	for from := 0.0; from < t; {
		to := min(t, from+min(first+growth*from, widest/delta))
		sum += delta * quad.Fixed(func(u float64) float64 {
			return math.Exp(-delta*u) * expected(u)
		}, from, to, 16, quad.Legendre{}, 0)
		from = to
	}
	return sum
}
