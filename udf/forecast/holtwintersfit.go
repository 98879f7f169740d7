package forecast

import "math"

// FitHoltWinters finds the smoothing constants with the least sum of squared one-step errors: a coarse grid, then a search along the
// constants with shrinking steps within their bounds. damped fits Phi as well. See RunHoltWinters for what is needed; errors name
// the parameter.
func FitHoltWinters(values []float64, period int, multiplicative, damped bool) (HoltWinters, error) {
	if err := checkHoltWinters(values, period, multiplicative); err != nil {
		return HoltWinters{}, err
	}
	start, rest := startHoltWinters(values, period, multiplicative), values[period:]
	sse := func(p [4]float64) float64 {
		loss := start.run(rest, Smoothing{p[0], p[1], p[2], p[3]}).SSE
		if math.IsNaN(loss) {
			return math.Inf(1)
		}
		return loss
	}
	bounds := [4][2]float64{{0, 1}, {0, 1}, {0, 1}, {1, 1}}
	best := [4]float64{0.3, 0.1, 0.1, 1}
	if damped {
		bounds[3], best[3] = [2]float64{leastPhi, greatestPhi}, 0.9
	}
	least := sse(best)
	for _, a := range []float64{0.1, 0.3, 0.6, 0.9} {
		for _, b := range []float64{0.02, 0.2} {
			for _, g := range []float64{0.1, 0.5, 0.9} {
				if p := [4]float64{a, b, g, best[3]}; sse(p) < least {
					best, least = p, sse(p)
				}
			}
		}
	}
	best = search(sse, best, bounds)
	return RunHoltWinters(values, period, multiplicative, Smoothing{best[0], best[1], best[2], best[3]})
}

// search lowers a loss within bounds: each constant is moved by a step if that helps, a move that helped is tried again as a whole, and
// steps that help nowhere are halved (Hooke and Jeeves 1961).
func search(loss func([4]float64) float64, at [4]float64, bounds [4][2]float64) [4]float64 {
	explore := func(p [4]float64, from, step float64) ([4]float64, float64) {
		for i, b := range bounds {
			for _, move := range []float64{step, -step} {
				q := p
				q[i] = min(b[1], max(b[0], p[i]+move*(b[1]-b[0])))
				if l := loss(q); l < from {
					p, from = q, l
					break
				}
			}
		}
		return p, from
	}
	least := loss(at)
	for step := 0.1; step > 1e-6; {
		next, lower := explore(at, least, step)
		if !(lower < least) {
			step /= 2
			continue
		}
		for lower < least {
			ahead := next
			for i, b := range bounds {
				ahead[i] = min(b[1], max(b[0], 2*next[i]-at[i]))
			}
			at, least = next, lower
			next, lower = explore(ahead, loss(ahead), step)
		}
	}
	return at
}
