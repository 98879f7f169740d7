package btyd

import (
	"fmt"
	"math"
)

// Hyp2F1 is Gauss's hypergeometric function ₂F₁(a, b; c; z) of real arguments, right to eight digits or more, mostly to twelve. z is at
// most 1, and below 1 unless c > a + b; where a or b is 0 or a negative whole number, the function is a polynomial and z any number.
// c is not 0 or a negative whole number, unless the polynomial ends first. The error names the argument out of its range, or
// says that eight digits could not be had, as happens at parameters of tens with unlike signs.
//
// For z < 0 Pfaff's transformation leads to an argument in (0, 1), where Euler's gives the same value from other parameters (DLMF 15.8.1).
// Up to ¾ the series is summed; beyond, the differential equation is followed from ½ by Taylor series, which needs no special case where
// c - a - b is whole (DLMF 15.10.1).
func Hyp2F1(a, b, c, z float64) (float64, error) {
	if err := checkHypergeometric(a, b, c, z); err != nil {
		return 0, err
	}
	if z == 0 || a == 0 || b == 0 {
		return 1, nil
	}
	if z == 1 && !endsBefore(a, c) && !endsBefore(b, c) {
		return gaussSum(a, b, c)
	}
	var ways [2]estimate
	if z > 0 {
		ways[0] = hypergeometric(a, b, c, z, 1-z)
		if z < 1 {
			ways[1] = hypergeometric(c-a, c-b, c, z, 1-z).times(math.Pow(1-z, c-a-b))
		}
	} else {
		w, rest := z/(z-1), 1/(1-z)
		ways[0] = hypergeometric(a, c-b, c, w, rest).times(math.Pow(rest, a))
		ways[1] = hypergeometric(c-a, b, c, w, rest).times(math.Pow(rest, b))
	}
	if endsBefore(a, c) || endsBefore(b, c) {
		ways[1] = hypergeometric(a, b, c, z, 1-z)
	}
	value, ok := choose(ways[0], ways[1])
	if !ok {
		return 0, fmt.Errorf("hyp2f1(%v, %v; %v; %v): eight digits cannot be had, the parameters are too large", a, b, c, z)
	}
	return value, nil
}

func checkHypergeometric(a, b, c, z float64) error {
	for i, value := range [...]float64{a, b, c, z} {
		if math.IsNaN(value) || math.IsInf(value, 0) {
			return fmt.Errorf("%c = %v: hyp2f1 takes numbers", "abcz"[i], value)
		}
	}
	polynomial := endsBefore(a, c) || endsBefore(b, c)
	switch {
	case polynomial:
		return nil
	case c <= 0 && c == math.Trunc(c):
		return fmt.Errorf("c = %v: hyp2f1 has a pole at 0 and at every negative whole number", c)
	case z > 1:
		return fmt.Errorf("z = %v: it is at most 1, or a or b is a whole number of 0 or less", z)
	case z == 1 && !(c-a-b > 0):
		return fmt.Errorf("z = 1: c - a - b = %v has to be above 0", c-a-b)
	}
	return nil
}

// endsBefore tells that the series ends because of its parameter a, and before c makes it infinite.
func endsBefore(a, c float64) bool {
	return a <= 0 && a == math.Trunc(a) && !(c <= 0 && c == math.Trunc(c) && c > a)
}

// gaussSum is the value at z = 1 (DLMF 15.4.20).
func gaussSum(a, b, c float64) (float64, error) {
	log, sign := 0.0, 1
	for i, x := range [...]float64{c, c - a - b, c - a, c - b} {
		if i >= 2 && x <= 0 && x == math.Trunc(x) {
			return 0, nil // 1/Γ
		}
		l, s := math.Lgamma(x)
		if i >= 2 {
			l = -l
		}
		log, sign = log+l, sign*s
	}
	value := float64(sign) * math.Exp(log)
	if math.IsInf(value, 0) {
		return 0, fmt.Errorf("hyp2f1(%v, %v; %v; 1) is beyond the largest number", a, b, c)
	}
	return value, nil
}

// estimate is a value and what is known of its accuracy.
type estimate struct {
	value   float64
	loss    float64 // relative error by rounding in the sums
	summed  bool    // by one series, so that loss tells all
	missing bool
}

func (e estimate) times(factor float64) estimate {
	e.value *= factor
	return e
}

func (e estimate) usable() bool {
	return !e.missing && e.loss < 1e-8 && !math.IsInf(e.value, 0) && !math.IsNaN(e.value)
}

// choose takes the better of two ways to one value. A way that went through the differential equation needs the other as a witness.
func choose(x, y estimate) (float64, bool) {
	if y.usable() && (!x.usable() || y.loss < x.loss) {
		x, y = y, x
	}
	switch {
	case !x.usable():
		return 0, false
	case x.summed:
		return x.value, true
	case y.usable() && y.summed:
		return y.value, true
	}
	return x.value, y.usable() && math.Abs(x.value-y.value) <= 1e-8*math.Abs(x.value)
}

// hypergeometric computes the function at z in (0, 1), given rest = 1-z to full accuracy, or anywhere for a polynomial.
func hypergeometric(a, b, c, z, rest float64) estimate {
	if rest >= 0.25 || endsBefore(a, c) || endsBefore(b, c) {
		value, size, ok := hypergeometricSeries(a, b, c, z)
		return estimate{value: value, loss: rounding(size, value), summed: true, missing: !ok}
	}
	at := 0.5
	value, size, ok := hypergeometricSeries(a, b, c, at)
	slope, slopeSize, slopeOK := hypergeometricSeries(a+1, b+1, c+1, at)
	factor := at * a * b / c
	flow := flow{a, b, c, at, value, slope * factor, size + math.Abs(slopeSize*factor)}
	ok = ok && slopeOK
	// The terms of a step grow with the parameters, unless it is short.
	share := min(0.5, 4/(math.Abs(a)+math.Abs(b)+math.Abs(c)))
	for ok && flow.rest > rest {
		ok = flow.step(max(rest, flow.rest*(1-share)))
	}
	return estimate{value: flow.value, loss: rounding(flow.size, flow.value), missing: !ok}
}

const mostTerms = 100_000

// rounding is the relative error of a sum whose terms have the given size; at a zero, the absolute one.
func rounding(size, sum float64) float64 {
	const epsilon = 0x1p-52
	if sum == 0 {
		return epsilon * size
	}
	return epsilon * size / math.Abs(sum)
}

// hypergeometricSeries sums the power series at z, and the sizes of its terms.
func hypergeometricSeries(a, b, c, z float64) (sum, size float64, ok bool) {
	term := 1.0
	sum, size = 1, 1
	signed := -min(a, b, c)
	for k := 0.0; k < mostTerms; k++ {
		rise := (a + k) * (b + k)
		if rise == 0 {
			return sum, size, true
		}
		ratio := rise / ((c + k) * (k + 1)) * z
		term *= ratio
		sum += term
		// A term has gone through k products.
		size += math.Abs(term) * (1 + k)
		// While a factor has yet to change its sign, terms may fall and rise again.
		bound := max(math.Abs(ratio), math.Abs(z))
		if k > signed && bound < 1 && math.Abs(term)*bound < 1e-17*math.Abs(sum)*(1-bound) {
			return sum, size, true
		}
	}
	return 0, 0, false
}

// flow follows the solution of the hypergeometric differential equation towards z = 1.
type flow struct {
	a, b, c     float64
	rest        float64 // 1 - z
	value, down float64 // the solution, and its derivative times rest
	size        float64 // of the terms that were added up
}

// step goes to a smaller rest by the Taylor series around the present z.
func (f *flow) step(rest float64) bool {
	h := (f.rest - rest) / f.rest // the step beside the distance to the singularity
	lead := 1 - f.rest
	bend, tilt := 2*f.rest-1, f.c-(f.a+f.b+1)*lead
	before, term := f.value, f.down*h
	value, slope, size := before+term, term, math.Abs(before)+math.Abs(term)
	for n := 0.0; n < mostTerms; n++ {
		next := ((n+f.a)*(n+f.b)*before*h*h*f.rest - (n+1)*(bend*n+tilt)*term*h) / (lead * (n + 2) * (n + 1))
		before, term = term, next
		value += term
		slope += (n + 2) * term
		size += math.Abs(term)
		if n > 4 && (n+2)*(math.Abs(before)+math.Abs(term)) < 1e-18*size {
			f.value, f.down, f.rest = value, slope/h*rest/f.rest, rest
			f.size = max(f.size, size)
			return !math.IsNaN(value) && !math.IsInf(value, 0)
		}
	}
	return false
}
