package btyd

import "math"

// betaMean is the mean of a positive function of p over the Beta(a, b) distribution. It integrates over ln(p/(1-p)), in which the
// density is log-concave whatever a and b are.
func betaMean(a, b float64, f func(p float64) float64) float64 {
	peak, side := math.Log(a/b), 1.0
	if a > b { // measured from the other end, no large numbers cancel
		a, b, side = b, a, -1
	}
	p := a / (a + b)
	logWeight := func(d float64) float64 {
		d *= side
		if d > 600 {
			return a*d - (a+b)*(d+math.Log(p))
		}
		return a*d - (a+b)*math.Log1p(p*math.Expm1(d))
	}
	return lineMean(min(1, math.Sqrt((a+b)/a/b)), logWeight, func(d float64) float64 {
		return f(1 / (1 + math.Exp(-peak-d)))
	})
}

// lineMean is the mean of a positive function under a density on the real line, given as its logarithm up to a constant, with
// its peak at 0 and about as wide as width there. The substitution of width·sinh u for the variable makes any exponential tail fall
// doubly exponentially, and then the trapezoidal rule converges geometrically (Takahasi and Mori 1974).
func lineMean(width float64, logWeight, f func(d float64) float64) float64 {
	const farthest = 60      // any density is over long before
	var mass, moment float64 // sums so far, of the weights and of the weighted function
	add := func(from, step float64) {
		for _, side := range [2]float64{1, -1} {
			for u := from; u < farthest; u += step {
				d := width * math.Sinh(side*u)
				weight := math.Exp(logWeight(d)) * math.Cosh(u)
				part := weight * f(d)
				mass += weight
				moment += part
				if u > 1 && weight <= 1e-18*mass && part <= 1e-18*moment {
					break
				}
			}
		}
	}
	mass, moment = 1, f(0)
	step := 0.25
	add(step, step)
	mean := moment / mass
	for range 8 {
		add(step/2, step)
		step /= 2
		previous := mean
		mean = moment / mass
		// Half the step squares the error.
		if step < 0.1 && math.Abs(mean-previous) <= 1e-9*mean {
			break
		}
	}
	return mean
}
