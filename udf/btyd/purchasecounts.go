package btyd

import "math"

// pastRate is what a history says of a customer's rate of events: Gamma(shape, scale) distributed, the scale a time.
type pastRate struct{ shape, scale float64 }

// mostEvents ends every table of counts; more events than that count as that many. A purchase is a day, and 20,000 days are 54 years.
const mostEvents = 20_000

// tail gives the probabilities of n events or more in a time t, for n = 0, 1, ... until they are negligible.
func (g pastRate) tail(t float64) []float64 {
	return tailOf(g.counts(t))
}

// tailOf sums probabilities from the far end, where they are small.
func tailOf(probabilities []float64) []float64 {
	tail := probabilities
	sum := 0.0
	for n := len(tail) - 1; n >= 0; n-- {
		sum += tail[n]
		tail[n] = min(sum, 1)
	}
	tail[0] = 1
	return shorten(tail)
}

// counts gives the negative binomial probabilities of n events in a time t. It starts at the most likely number, so that nothing
// underflows that matters, and steps away from it on both sides.
func (g pastRate) counts(t float64) []float64 {
	ratio := t / (g.scale + t)
	if ratio == 0 {
		return []float64{1}
	}
	mode := int(min(max(0, math.Floor((g.shape-1)*t/g.scale)), mostEvents))
	probabilities := make([]float64, mode+1, mode+16)
	if mode == mostEvents {
		probabilities[mode] = 1
		return probabilities
	}
	probabilities[mode] = nbMass(g.shape, t/g.scale, float64(mode))
	for n := mode - 1; n >= 0; n-- {
		probabilities[n] = probabilities[n+1] * float64(n+1) / ((g.shape + float64(n)) * ratio)
	}
	for n := mode; n < mostEvents; n++ {
		step := (g.shape + float64(n)) / float64(n+1) * ratio
		next := probabilities[n] * step
		probabilities = append(probabilities, next)
		if step < 1 && next < leastTail*1e-3*(1-step) {
			return probabilities
		}
	}
	for _, p := range probabilities[:mostEvents] {
		probabilities[mostEvents] -= p
	}
	probabilities[mostEvents] = max(0, 1+probabilities[mostEvents])
	return probabilities
}

// gapTail gives the probabilities of n purchases or more in a time t, when a purchase takes k events and the customer has been
// silent for a while: some of the k may have happened since the last purchase. j of them have with a weight that is proportional to
// the chance of j events in the silence (given fewer than k), and then the rate's shape is larger by j.
func (g pastRate) gapTail(t float64, k int, silence float64) []float64 {
	weights := make([]float64, k)
	sum := 0.0
	weight := 1.0
	for j := range weights {
		weights[j] = weight
		sum += weight
		weight *= (g.shape + float64(j)) / float64(j+1) * silence / g.scale
	}
	var tail []float64
	for j, weight := range weights {
		events := pastRate{shape: g.shape + float64(j), scale: g.scale}.tail(t)
		for n := 0; max(0, n*k-j) < len(events); n++ {
			if n == len(tail) {
				tail = append(tail, 0)
			}
			tail[n] += weight / sum * events[max(0, n*k-j)]
		}
	}
	tail[0] = 1
	return shorten(tail)
}
