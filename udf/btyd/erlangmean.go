package btyd

import (
	"math"
	"math/cmplx"
)

// longestSum is the number of events up to which expectations of regular buyers are summed event by event.
const longestSum = 50000

// erlangOfAlive is the expected number of purchases of an alive customer over a time that is reach times alpha + T, where every k-th
// event is a purchase: the mean over the events passed since the last purchase, and over the future ones.
func (m betaGeometric) erlangOfAlive(h History, reach float64) float64 {
	shape, weights := m.events(h), m.passed(h)
	mean, spread := (shape+m.k)*reach, math.Sqrt((shape+m.k)*reach*(1+reach))
	if mean+20*spread+40*(1+reach) > longestSum {
		return m.erlangIntegral(h, reach, weights)
	}
	purchases := m.purchasesUpTo(h, 1)
	sum := 0.0
	for passed, weight := range weights {
		if weight == 0 {
			continue
		}
		sum += weight * nbMean(shape+float64(passed), reach, func(events int) float64 {
			n := (events + passed) / int(m.k)
			if n >= len(purchases) {
				purchases = m.purchasesUpTo(h, 2*n)
			}
			return purchases[n]
		})
	}
	return sum
}

// purchasesUpTo lists how many purchases an alive customer is expected to make that would make 0, 1, ... n without dropout: the
// i-th is made with the probability to have stayed after the i-1 before.
func (m betaGeometric) purchasesUpTo(h History, n int) []float64 {
	made := make([]float64, n+1)
	stayed, b := 1.0, m.survived(h)
	for i := range n {
		made[i+1] = made[i] + stayed
		stayed *= (b + float64(i)) / (m.a + b + float64(i))
	}
	return made
}

// nbMean is the mean of f over the negative binomial number of events of nbMass. It sums from the mode outwards, so that no
// probability underflows.
func nbMean(shape, reach float64, f func(events int) float64) float64 {
	z := reach / (1 + reach)
	mode := int(max(0, (shape-1)*reach))
	mass, moment := 1.0, f(mode)
	for n, weight := mode, 1.0; ; n++ {
		weight *= (shape + float64(n)) / float64(n+1) * z
		part := weight * f(n+1)
		mass, moment = mass+weight, moment+part
		// Behind the mode the ratio of two weights falls towards z, and f rises by at most one an event.
		if part+weight/(1-z) <= 1e-17*moment*(1-z) || weight == 0 {
			break
		}
	}
	for n, weight := mode, 1.0; n > 0 && weight > 1e-18; n-- {
		weight *= float64(n) / ((shape + float64(n-1)) * z)
		mass, moment = mass+weight, moment+weight*f(n-1)
	}
	return moment / mass
}

// erlangIntegral gives the same as erlangOfAlive at a cost that does not grow with the number of events, where that is large. Given the
// probability p of leaving after a purchase and q = 1-p, a customer makes (1 - q^M)/p of the M purchases it would make without dropout.
// M is a whole part, and its generating function a sum over the k-th roots of unity, each of which leaves a closed form of the
// negative binomial number of events.
func (m betaGeometric) erlangIntegral(h History, reach float64, weights []float64) float64 {
	shape, k := m.events(h), m.k
	return betaMean(m.a, m.survived(h), func(p float64) float64 {
		p = max(p, 1e-290)
		logQ := max(math.Log1p(-p), -80)
		stretch := 0.0 // mean of q^(-l/k) - 1 over l < k
		for l := 1.0; l < k; l++ {
			stretch += math.Expm1(-l/k*logQ) / k
		}
		trend, rest := math.Log1p(stretch), 0.0
		slow := math.Log1p(-reach * math.Expm1(logQ/k))
		for j, weight := range weights {
			rest -= weight * math.Expm1(trend+float64(j)/k*logQ-(shape+float64(j))*slow)
		}
		sum := rest / p
		for root := 1.0; root <= k/2; root++ {
			theta := cmplx.Exp(complex(logQ/k, 2*math.Pi*root/k))
			base := 1 + complex(reach, 0)*(1-theta)
			fall := cmplx.Log(base)
			if real(fall)*shape > 45-logQ {
				break // this root adds nothing, and the next ones less
			}
			step, powers := theta/base, complex(0, 0)
			for j := len(weights) - 1; j >= 0; j-- {
				powers = powers*step + complex(weights[j], 0)
			}
			part := powers * cmplx.Exp(complex(-shape, 0)*fall) / (1 - 1/theta)
			if root < k/2 {
				part *= 2 // the root k-root is its conjugate
			}
			sum += real(part) / (k * math.Exp(logQ))
		}
		return min(max(sum, 0), 1/p)
	})
}
