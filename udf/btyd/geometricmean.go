package btyd

import "math"

const (
	maxTerms = 20000 // of the series; beyond, the integral is cheaper
	// maxLoss is how much larger than their sum the terms of the series may be: the digits lost, as a factor.
	maxLoss = 1e5
)

// poissonOfAlive is the expected number of purchases of a customer that is alive at T after x repeat purchases, over a time that is
// reach times alpha + T, where every event is a purchase.
func (m betaGeometric) poissonOfAlive(x, reach float64) float64 {
	if reach == 0 {
		return 0
	}
	if sum, exact := m.seriesOfAlive(x, reach); exact {
		return sum
	}
	return m.integralOfAlive(x, reach)
}

// seriesOfAlive sums the hypergeometric series for the same. Fader, Hardie and Lee (2005, eq. 10) divide by a - 1 and take
// ₂F₁(r+x, b+x; a+b+x-1; z). After Euler's transformation (DLMF 15.8.1) the factor a - 1 cancels term by term, so that nothing is
// singular at a = 1 or where the third parameter is 0, and the parameters no longer grow with x. exact is false where too many
// terms or digits would be needed.
func (m betaGeometric) seriesOfAlive(x, reach float64) (sum float64, exact bool) {
	z, logShare := reach/(1+reach), -math.Log1p(reach)
	last := m.a + m.b + m.late + x - 1
	first := m.a + m.b + m.late - 1 - m.r
	excess := m.a - 1
	head := -logShare
	if math.Abs(excess) >= 1e-12 {
		head = -math.Expm1(excess*logShare) / excess
	}
	if (1-z)*maxTerms < 40 {
		return 0, false
	}
	term := first * z
	total, size := term, math.Abs(term)
	for k := 1.0; ; k++ {
		if k > maxTerms {
			return 0, false
		}
		rise, growth := (first+k)/(last+k), (excess+k)/(k+1)
		term *= rise * growth * z
		total += term
		size += math.Abs(term)
		// Both factors go to 1: as long as one is larger it falls, where it is smaller it may rise.
		bound := z * max(1, math.Abs(rise)) * max(1, growth)
		if term == 0 || bound < 1 && math.Abs(term)*bound <= 1e-17*size*(1-bound) {
			break
		}
	}
	factor := math.Exp(excess * logShare)
	sum = last*head - factor*total
	return sum, sum*maxLoss > math.Abs(last*head)+factor*size
}

// integralOfAlive gives the same as the mean over the probability p of leaving after a purchase, Beta(a, b+late+x) for an alive
// customer: at a rate λ it makes (1 - e^{-λpt})/p purchases, and λ is Gamma(r+x, alpha+T).
func (m betaGeometric) integralOfAlive(x, reach float64) float64 {
	shape := m.r + x
	return betaMean(m.a, m.b+m.late+x, func(p float64) float64 {
		if p*reach*shape < 1e-17 {
			return shape * reach
		}
		return -math.Expm1(-shape*math.Log1p(p*reach)) / p
	})
}
