package btyd

import "math"

// betaMean is the mean of a positive function of p over the Beta(a, b) distribution. It integrates over ln(p/(1-p)), in which the
// density is log-concave whatever a and b are.
func betaMean(a, b float64, f func(p float64) float64) float64 {
	p, q := a/(a+b), b/(a+b)
	logWeight := func(d float64) float64 {
		var log float64 // of q + p e^d, the density's denominator beside that at the peak
		switch {
		case math.Abs(d) < 1:
			log = math.Log1p(p * math.Expm1(d))
		case d < 600:
			log = math.Log(q + p*math.Exp(d))
		default:
			log = d + math.Log(p)
		}
		return a*d - (a+b)*log
	}
	peak := math.Log(a / b)
	return lineMean(min(1, math.Sqrt((a+b)/a/b)), logWeight, func(d float64) float64 {
		return f(1 / (1 + math.Exp(-peak-d)))
	})
}

// lineMean is the mean of a positive function under a density on the real line, given as its logarithm up to a constant, with
// its peak at 0 and about as wide as width there. The substitution of width·sinh u for the variable makes any exponential tail fall
// doubly exponentially, and then the trapezoidal rule converges geometrically (Takahasi and Mori 1974).
func lineMean(width float64, logWeight, f func(d float64) float64) float64 {
	var mass, moment float64 // sums so far, of the weights and of the weighted function
	add := func(from, step float64) {
		for _, side := range [2]float64{1, -1} {
			for u := from; ; u += step {
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
	for range 9 {
		add(step/2, step)
		step /= 2
		previous := mean
		mean = moment / mass
		if step < 0.1 && math.Abs(mean-previous) <= 1e-13*mean {
			break
		}
	}
	return mean
}
