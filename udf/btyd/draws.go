package btyd

import "math"

// uniform draws from (0, 1), the ends excluded even where the generator includes 0.
func uniform(random Random) float64 {
	return max(random.Float64(), 0x1p-60)
}

// drawNormal draws from the standard normal distribution (Box and Muller 1958).
func drawNormal(random Random) float64 {
	radius := math.Sqrt(-2 * math.Log(uniform(random)))
	return radius * math.Cos(2*math.Pi*uniform(random))
}

// drawLogGamma draws the logarithm of a Gamma(shape, 1) number (Marsaglia and Tsang 2000). A small shape gives numbers that a
// float64 holds only as their logarithms.
func drawLogGamma(shape float64, random Random) float64 {
	if shape < 1 {
		return drawLogGamma(shape+1, random) + math.Log(uniform(random))/shape
	}
	d := shape - 1./3
	c := 1 / math.Sqrt(9*d)
	for {
		n := drawNormal(random)
		root := 1 + c*n
		if root <= 0 {
			continue
		}
		logV := 3 * math.Log(root)
		if math.Log(uniform(random)) < n*n/2+d*(1-root*root*root+logV) {
			return math.Log(d) + logV
		}
	}
}

// drawLogStay draws ln(1-p) for p of Beta(a, b).
func drawLogStay(a, b float64, random Random) float64 {
	odds := drawLogGamma(a, random) - drawLogGamma(b, random)
	if odds > 40 {
		return -odds
	}
	return -math.Log1p(math.Exp(odds))
}

// drawTrials draws how many purchases are made until the one after which the customer leaves, 1 or more, given the logarithm of the
// probability to stay. It may be +Inf.
func drawTrials(logStay float64, random Random) float64 {
	return 1 + math.Floor(math.Log(uniform(random))/logStay)
}

// drawPoisson draws a whole number of the given mean, as a float64 because the mean may be beyond any int.
func drawPoisson(mean float64, random Random) float64 {
	switch {
	case mean < 10:
		return poissonByProduct(mean, random)
	case mean < 1e12:
		return poissonByRejection(mean, random)
	}
	// The normal distribution is within 1e-6 of it here, and a float64 soon holds no single counts any more.
	return math.Round(max(0, mean+math.Sqrt(mean)*drawNormal(random)))
}

func poissonByProduct(mean float64, random Random) float64 {
	limit, n := math.Exp(-mean), 0.0
	for product := uniform(random); product > limit; product *= uniform(random) {
		n++
	}
	return n
}

// poissonByRejection is the transformed rejection of Hörmann (1993), algorithm PTRS, for a mean of 10 or more.
func poissonByRejection(mean float64, random Random) float64 {
	b := 0.931 + 2.53*math.Sqrt(mean)
	a := -0.059 + 0.02483*b
	inverseAlpha := 1.1239 + 1.1328/(b-3.4)
	squeeze := 0.9277 - 3.6224/(b-2)
	for {
		u, v := uniform(random)-0.5, uniform(random)
		edge := 0.5 - math.Abs(u)
		n := math.Floor((2*a/edge+b)*u + mean + 0.43)
		if edge >= 0.07 && v <= squeeze {
			return n
		}
		if n < 0 || edge < 0.013 && v > edge {
			continue
		}
		logFactorial, _ := math.Lgamma(n + 1)
		if math.Log(v*inverseAlpha/(a/(edge*edge)+b)) <= n*math.Log(mean)-mean-logFactorial {
			return n
		}
	}
}

// drawPlace draws a place of weights, which sum to 1, with the probability there.
func drawPlace(weights []float64, random Random) int {
	u := uniform(random)
	for place, weight := range weights {
		if u -= weight; u < 0 {
			return place
		}
	}
	return len(weights) - 1
}

// count turns a drawn number of purchases into an int, the largest int where it is beyond that.
func count(n float64) int {
	if n >= math.MaxInt {
		return math.MaxInt
	}
	return int(n)
}
