package btyd

import "math"

// cutTail gives the probabilities of n purchases or more in a time t, when the customer leaves at a moment of its own: with a rate that
// is Gamma(s, beta) distributed, so that it still is one after u with the probability (beta/(beta+u))^s. It is the mean over the
// moments of leaving of the purchases until then, a sum of positive terms.
func (g pastRate) cutTail(t, s, beta float64) []float64 {
	stays := math.Exp(-s * math.Log1p(t/beta))
	sum := scaleBy(g.counts(t), stays)
	growth := math.Expm1(min(1.5, steepest/(s+1)))
	for y := 0.0; y < 1 && s*math.Log1p(t*y*y/beta) < 45; { // beyond that nobody is left
		// Seen from the root of time, the step from n-1 to n purchases is as wide for every n; a panel covers two of them.
		width := min(2/math.Sqrt(1+min(g.shape*t/g.scale, mostEvents)), 1-y)
		// And it covers a limited growth of beta + u, which keeps it away from the singularity at u = -beta.
		width = min(width, math.Sqrt(y*y+growth*(y*y+beta/t))-y)
		for i, node := range gauss16.nodes {
			at := y + width*(1+node)/2
			u := t * at * at
			density := s / (beta + u) * math.Exp(-s*math.Log1p(u/beta))
			weight := gauss16.weights[i] * width / 2 * 2 * t * at * density
			for n, p := range g.counts(u) {
				if n == len(sum) {
					sum = append(sum, 0)
				}
				sum[n] += weight * p
			}
		}
		y += width
	}
	return tailOf(sum)
}

func scaleBy(values []float64, factor float64) []float64 {
	for i := range values {
		values[i] *= factor
	}
	return values
}
