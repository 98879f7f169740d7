package btyd

import (
	"fmt"
	"math"
)

// Probability sums the customers that stay for all of t and those that leave within it: the integral over the moment of leaving of
// the probability of n purchases until then. Fader & Hardie (2006), Deriving an expression for P(X(t) = x) under the Pareto/NBD
// model, give it in closed form.
func (m Pareto) Probability(n int, t float64) (float64, error) {
	if n < 0 {
		return 0, fmt.Errorf("n = %d: a number of purchases is 0 or more", n)
	}
	if err := m.checkAhead(History{}, t); err != nil {
		return 0, err
	}
	if t == 0 {
		if n == 0 {
			return 1, nil
		}
		return 0, nil
	}
	stays := math.Exp(logNBMass(m.R, t/m.Alpha, float64(n)) - m.S*math.Log1p(t/m.Beta))
	return min(1, stays+m.countOfLeavers(float64(n), t)), nil
}

// countOfLeavers is the probability to leave before t with n purchases. In z = ln(1 + u/min(α, β)) the logarithm of the integrand is
// concave, so it has one peak, found first; from there panels go out both ways until it has vanished.
func (m Pareto) countOfLeavers(n, t float64) float64 {
	unit := min(m.Alpha, m.Beta)
	end := math.Log1p(t / unit)
	constant := logNBPaths(m.R, n) + math.Log(m.S*unit/m.Beta)
	f := func(z float64) float64 {
		u := unit * math.Expm1(z)
		return constant + logNBPath(m.R, u/m.Alpha, n) - (m.S+1)*math.Log1p(u/m.Beta) + z
	}
	rises := func(z float64) bool {
		u := unit * math.Expm1(z)
		slope := 1 - unit*math.Exp(z)*(m.R/(m.Alpha+u)+(m.S+1)/(m.Beta+u))
		if n > 0 {
			slope += unit * math.Exp(z) * n / u * (m.Alpha / (m.Alpha + u))
		}
		return slope > 0
	}
	peak := lastWhere(rises, end, 1e-15)
	return concaveMass(f, peak, end) + concaveMass(f, peak, 0)
}

// lastWhere is the place in [0, end] where a condition that holds first stops to hold, to a relative precision or to 1e-18 of end.
func lastWhere(holds func(float64) bool, end, precision float64) float64 {
	if holds(end) {
		return end
	}
	lo, hi := 0.0, end
	for hi-lo > max(precision*hi, 1e-18*end) {
		middle := (lo + hi) / 2
		if holds(middle) {
			lo = middle
		} else {
			hi = middle
		}
	}
	return (lo + hi) / 2
}

// concaveMass integrates e^f from the peak of a concave f to end, on either side.
func concaveMass(f func(float64) float64, peak, end float64) float64 {
	const vanished = 45 // below the peak
	top := f(peak)
	length := math.Abs(end - peak)
	if length == 0 || math.IsInf(top, -1) {
		return 0
	}
	direction := math.Copysign(1, end-peak)
	fall := lastWhere(func(d float64) bool { return top-f(peak+direction*d) < 1 }, length, .01)
	width := min(1, 2*fall, length)
	sum := 0.0
	for at := 0.0; at < length && top-f(peak+direction*at) < vanished; at += width {
		half := min(width, length-at) / 2
		for i, node := range gauss16.nodes {
			sum += half * gauss16.weights[i] * math.Exp(f(peak+direction*(at+half*(1+node))))
		}
	}
	return sum
}
