package btyd

import "math"

// cutTail gives the probabilities of n purchases or more in a time t, when the customer leaves at a moment of its own: with a rate that
// is Gamma(s, beta) distributed, so that it still is one after u with the probability (beta/(beta+u))^s. It is the mean over the
// moments of leaving of the purchases until then, a sum of positive terms.
func (g pastRate) cutTail(t, s, beta float64) []float64 {
	stays := math.Exp(-s * math.Log1p(t/beta))
	sum := scaleBy(g.counts(t), stays)
	for y := 0.0; y < 1; {
		// Seen from the root of time, the step from n-1 to n purchases is as wide for every n; a panel covers two of them.
		width := min(2/math.Sqrt(1+g.shape*t/g.scale), 1-y)
		// And it covers a change of beta + u by e^1.5 at most, which keeps it away from the singularity at u = -beta.
		const growth = 3.4816890703380645 // e^1.5 - 1
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
