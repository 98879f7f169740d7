package fisher

import "math"

// logBinomial is the logarithm of the probability of x successes in n trials, p + q = 1, by Loader's saddle point: differences of large
// logarithms are never taken, so that the error does not grow with n.
func logBinomial(x, n, p, q float64) float64 {
	switch {
	case p == 0:
		return certain(x == 0)
	case q == 0:
		return certain(x == n)
	case n == 0:
		return 0
	case x == 0:
		return n * math.Log1p(-p)
	case x == n:
		return n * math.Log1p(-q)
	}
	core := stirlingError(n) - stirlingError(x) - stirlingError(n-x) - deviance(x, n*p) - deviance(n-x, n*q)
	return core + 0.5*math.Log(n/(2*math.Pi*x*(n-x)))
}

func certain(yes bool) float64 {
	if yes {
		return 0
	}
	return math.Inf(-1)
}

// stirlingError is ln(n!) less Stirling's approximation ln(sqrt(2 pi n) (n/e)^n).
func stirlingError(n float64) float64 {
	if n < 16 {
		lgamma, _ := math.Lgamma(n + 1)
		return lgamma - (n+0.5)*math.Log(n) + n - 0.5*math.Log(2*math.Pi)
	}
	n2 := n * n
	return (1.0/12 - (1.0/360-(1.0/1260-(1.0/1680-(1.0/1188-691.0/360360/n2)/n2)/n2)/n2)/n2) / n
}

// deviance is x ln(x/m) + m - x, without loss where x is near m.
func deviance(x, m float64) float64 {
	if math.Abs(x-m) >= 0.1*(x+m) {
		return x*math.Log(x/m) + m - x
	}
	v := (x - m) / (x + m)
	sum, power := (x-m)*v, 2*x*v
	for j := 1.0; ; j++ {
		power *= v * v
		next := sum + power/(2*j+1)
		if next == sum {
			return sum
		}
		sum = next
	}
}
