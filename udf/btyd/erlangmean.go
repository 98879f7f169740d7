package btyd

import (
	"math"
	"math/cmplx"
)

// longestSum is the number of events up to which expectations of regular buyers are summed event by event.
const longestSum = 50000

// erlangFuture is what a customer that is alive does, where every k-th event is a purchase.
type erlangFuture struct {
	betaGeometric
	shape    float64   // of the rate of events
	passed   []float64 // probabilities of 0, 1, ... k-1 events since the last purchase
	survived float64   // second shape of the probability of leaving
	made     []float64 // purchases expected of 0, 1, ... events since the last purchase, up to longestSum at most
}

// erlangFuture prepares for times up to reach times alpha + T.
func (m betaGeometric) erlangFuture(h History, reach float64) erlangFuture {
	f := erlangFuture{betaGeometric: m, shape: m.events(h), passed: m.passed(h), survived: m.survived(h)}
	f.made = make([]float64, int(min(f.mostEvents(reach), longestSum))+1)
	stayed, purchases := 1.0, 0.0
	for n := range f.made {
		if n > 0 && n%int(m.k) == 0 {
			b := f.survived + float64(n/int(m.k)-1)
			purchases += stayed
			stayed *= b / (m.a + b)
		}
		f.made[n] = purchases
	}
	return f
}

// mostEvents is a number of events that is not exceeded, for all that a float64 can tell.
func (f erlangFuture) mostEvents(reach float64) float64 {
	shape := f.shape + f.k
	return f.k + shape*reach + 10*math.Sqrt(shape*reach*(1+reach)) + 45*(1+reach)
}

// expected is the expected number of purchases over a time that is reach times alpha + T: the mean over the events passed since the
// last purchase, and over the future ones.
func (f erlangFuture) expected(reach float64) float64 {
	if f.mostEvents(reach) > float64(len(f.made)) {
		return f.integral(reach)
	}
	sum := 0.0
	for passed, weight := range f.passed {
		if weight > 0 {
			sum += weight * nbMean(f.shape+float64(passed), reach, f.made[passed:])
		}
	}
	return sum
}

// nbMean is the mean of rising values over the negative binomial number of events of nbMass. It sums from the mode outwards, so that
// no probability underflows.
func nbMean(shape, reach float64, values []float64) float64 {
	z := reach / (1 + reach)
	mode := min(int(max(0, (shape-1)*reach)), len(values)-1)
	mass, moment := 1.0, values[mode]
	for n, weight := mode, 1.0; n+1 < len(values); n++ {
		weight *= (shape + float64(n)) / float64(n+1) * z
		part := weight * values[n+1]
		mass, moment = mass+weight, moment+part
		// Behind the mode the ratio of two weights falls towards z, and a value rises by at most one an event.
		if part+weight*(1+reach) <= 1e-17*moment*(1-z) || weight == 0 {
			break
		}
	}
	for n, weight := mode, 1.0; n > 0 && weight > 1e-18; n-- {
		weight *= float64(n) / ((shape + float64(n-1)) * z)
		mass, moment = mass+weight, moment+weight*values[n-1]
	}
	return moment / mass
}

// integral gives the same as expected at a cost that does not grow with the number of events. Given the probability p of leaving after a purchase and q = 1-p, a customer makes (1 - q^M)/p of the M purchases it would make without dropout.
// M is a whole part, and its generating function a sum over the k-th roots of unity, each of which leaves a closed form of the
// negative binomial number of events.
func (f erlangFuture) integral(reach float64) float64 {
	shape, k, weights := f.shape, f.k, f.passed
	return betaMean(f.a, f.survived, func(p float64) float64 {
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
