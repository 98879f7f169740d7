package btyd

import "math"

// discountedSum is the sum of purchases over (0, t], each discounted at the continuous rate delta, of a customer whose expected
// purchases up to u are expected(u). Integration by parts leaves expected itself under the integral, no derivative of it.
// Over a time of 4·(smooth+u) from u on, expected is a polynomial for all that sixteen nodes can tell. Where smooth is less than a
// ten-millionth of the time that counts, the shape of expected there is of no account.
func discountedSum(smooth, t, delta float64, expected func(u float64) float64) float64 {
	if delta == 0 || t == 0 {
		return expected(t)
	}
	const forgotten = 50
	smooth = max(smooth, 1e-7*min(t, 1/delta))
	t = min(t, forgotten/delta)
	sum := math.Exp(-delta*t) * expected(t)
	for from := 0.0; from < t; {
		to := min(t, from+4*min(smooth+from, 1/delta))
		half := (to - from) / 2
		for i, node := range gauss16.nodes {
			u := from + half*(1+node)
			sum += delta * half * gauss16.weights[i] * math.Exp(-delta*u) * expected(u)
		}
		from = to
	}
	return sum
}
