package btyd

import "math"

// gap is the open gap of an alive customer: fewer than k events since its last purchase.
type gap struct {
	sum     float64 // of the weights of 0, 1, ... k-1 events, divided by e^scale
	scale   float64 // 0 unless the sum is very large
	byShape float64 // derivative of the logarithm of the sum in the shape
	passed  float64 // mean number of events under those weights
}

// log is the logarithm of the sum.
func (g gap) log() float64 { return g.scale + math.Log(g.sum) }

// openGap sums the weights: that of j events is shape(shape+1)...(shape+j-1)/j! · share^j, for a time since the last purchase
// that is the given share of alpha + T (Platzer and Reutterer 2016, Ticking away the moments).
func openGap(k, shape, share float64) gap {
	const tooLarge = 1e200
	term, sum, byShape, passed := 1.0, 1.0, 0.0, 0.0
	rise, scale := 0.0, 0.0
	for j := 1.0; j < k; j++ {
		rise += 1 / (shape + j - 1)
		term *= (shape + j - 1) / j * share
		sum += term
		byShape += term * rise
		passed += term * j
		if term > tooLarge {
			term, sum, byShape, passed = term/tooLarge, sum/tooLarge, byShape/tooLarge, passed/tooLarge
			scale += math.Log(tooLarge)
		}
	}
	return gap{sum: sum, scale: scale, byShape: byShape / sum, passed: passed / sum}
}

// passed are the probabilities that 0, 1, ... k-1 events have come since the last purchase of an alive customer.
func (m betaGeometric) passed(h History) []float64 {
	shape, share := m.events(h), m.sinceLast(h)
	log := openGap(m.k, shape, share).log()
	weights := make([]float64, int(m.k))
	weights[0] = math.Exp(-log)
	for j := 1.0; j < m.k && share > 0; j++ {
		weights[int(j)] = math.Exp(min(0, lnRising(shape, j)-lnRising(1, j)+j*math.Log(share)-log))
	}
	return weights
}
