package btyd

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// discountedSum is the sum of purchases over (0, t], each discounted at the continuous rate delta, of a customer whose expected
// purchases up to u are expected(u). Integration by parts leaves expected itself under the integral, no derivative of it.
// Each panel is short beside scale+u, in which expected is smooth, and beside 1/delta.
func discountedSum(scale, t, delta float64, expected func(u float64) float64) float64 {
	if delta == 0 {
		return expected(t)
	}
	const panel, forgotten = 4, 50
	t = min(t, forgotten/delta)
	sum := math.Exp(-delta*t) * expected(t)
	for from := 0.0; from < t; {
		to := min(t, from+panel*min(scale+from, 1/delta))
		sum += delta * quad.Fixed(func(u float64) float64 {
			return math.Exp(-delta*u) * expected(u)
		}, from, to, 16, quad.Legendre{}, 0)
		from = to
	}
	return sum
}
