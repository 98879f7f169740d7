package udf

import (
	"fmt"
	"math"
)

// mostTerms bounds the length of a series.
const mostTerms = 5_000_000

// Hypergeometric is Gauss's function 2F1(a, b; c; z) of real arguments (DLMF 15.2.1), for z < 1, and at z = 1 where c > a + b. It fails
// where c is 0, -1, -2, ..., where the arguments are no finite numbers, and where the series is too long or overflows.
//
// A negative z is brought into [0, 1) by Pfaff's transformation (DLMF 15.8.1), a z near 1 to 1 - z (DLMF 15.8.4) unless c - a - b is near a
// whole number, where that one loses its digits.
func Hypergeometric(a, b, c, z float64) (float64, error) {
	for _, p := range []struct {
		name  string
		value float64
	}{{"a", a}, {"b", b}, {"c", c}, {"z", z}} {
		if math.IsNaN(p.value) || math.IsInf(p.value, 0) {
			return 0, fmt.Errorf("%s = %v: it is a finite number", p.name, p.value)
		}
	}
	if isPole(c) {
		return 0, fmt.Errorf("c = %v: it is not 0 or a negative whole number", c)
	}
	finite := isPole(a) || isPole(b) // a polynomial
	if !finite && (z > 1 || z == 1 && c <= a+b) {
		return 0, fmt.Errorf("z = %v: it is under 1, or 1 where c > a + b", z)
	}
	value := gauss(a, b, c, z, finite)
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return 0, fmt.Errorf("2F1(%v, %v; %v; %v) is beyond the largest number or its series is too long", a, b, c, z)
	}
	return value, nil
}

// gauss chooses the transformation.
func gauss(a, b, c, z float64, finite bool) float64 {
	s := c - a - b
	switch {
	case finite:
		return series(a, b, c, z)
	case z == 1:
		return gammaRatio(c, s, c-a, c-b)
	case z < 0:
		if math.Abs(a) > math.Abs(b) { // the smaller power first
			a, b = b, a
		}
		return math.Pow(1-z, -a) * gauss(a, c-b, c, z/(z-1), isPole(c-b))
	case z > 0.9 && math.Abs(s-math.Round(s)) > 1e-3:
		return gammaRatio(c, s, c-a, c-b)*series(a, b, 1-s, 1-z) +
			math.Pow(1-z, s)*gammaRatio(c, -s, a, b)*series(c-a, c-b, s+1, 1-z)
	case s < 0: // Euler's transformation: shorter series
		return math.Pow(1-z, s) * series(c-a, c-b, c, z)
	default:
		return series(a, b, c, z)
	}
}

// series sums the hypergeometric series until what remains cannot be seen; NaN when it does not end.
func series(a, b, c, z float64) float64 {
	sum, term := 1.0, 1.0
	for n := range mostTerms {
		k := float64(n)
		ratio := (a + k) * (b + k) / ((c + k) * (k + 1)) * z
		term *= ratio
		sum += term
		if term == 0 {
			return sum
		}
		if r := math.Abs(ratio); r < 1 && math.Abs(term)*max(r, math.Abs(z))/(1-max(r, min(math.Abs(z), 1-1e-15))) <= 1e-17*math.Abs(sum) {
			return sum
		}
	}
	return math.NaN()
}

// gammaRatio is Γ(a)Γ(b)/(Γ(c)Γ(d)); 0 at the poles of the denominator.
func gammaRatio(a, b, c, d float64) float64 {
	if isPole(c) || isPole(d) {
		return 0
	}
	sum, sign := 0.0, 1
	for _, p := range []struct{ x, power float64 }{{a, 1}, {b, 1}, {c, -1}, {d, -1}} {
		value, s := math.Lgamma(p.x)
		sum += p.power * value
		sign *= s
	}
	return float64(sign) * math.Exp(sum)
}

// isPole says that x is 0, -1, -2, ...
func isPole(x float64) bool { return x <= 0 && x == math.Trunc(x) }
