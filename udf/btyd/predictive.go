package btyd

import (
	"fmt"
	"math"
	"sort"
)

// Predictive is the distribution of the number of purchases in (T, T+t] of a customer that is alive at T. One table serves all
// customers of equal x and T: their own probability of being alive is an argument of its methods.
type Predictive struct {
	tail []float64 // tail[n] is the probability of n purchases or more, from tail[0] = 1 down; 0 beyond
}

// leastTail is the probability at which a table ends.
const leastTail = 1e-13

// Predict gives the distribution of purchases in (T, T+t] given that the customer is alive at T. Of h it reads X and T (and Tx for
// CNBD). Rate and dropout are averaged over what the history says of them, exactly: the number of purchases that a gamma
// distributed rate gives is negative binomial, and leaving after each with a beta distributed probability is a
// ratio of beta functions; Pareto takes one numerical integral. More than 20,000 purchases (for CNBD events, k to a purchase)
// count as 20,000.
func Predict(m Model, h History, t float64) (Predictive, error) {
	if err := h.check(); err != nil {
		return Predictive{}, err
	}
	if !(t >= 0) || math.IsInf(t, 0) {
		return Predictive{}, fmt.Errorf("horizon = %v: a number, 0 or more", t)
	}
	value := map[string]float64{}
	for _, p := range m.Parameters() {
		value[p.Name] = p.Value
	}
	x := float64(h.X)
	rate := pastRate{shape: value["r"] + x, scale: value["alpha"] + h.T}
	switch m.Kind() {
	case KindNBD:
		return geometricTail(rate.tail(t), 0, 1), nil
	case KindBG:
		return geometricTail(rate.tail(t), value["a"], value["b"]+x), nil
	case KindMBG:
		return geometricTail(rate.tail(t), value["a"], value["b"]+x+1), nil
	case KindPareto:
		return Predictive{tail: rate.cutTail(t, value["s"], value["beta"]+h.T)}, nil
	case KindCNBD:
		k := gapShape(m)
		rate.shape = value["r"] + float64(k)*x
		return geometricTail(rate.gapTail(t, k, h.T-h.Tx), value["a"], value["b"]+x+1), nil
	}
	return Predictive{}, fmt.Errorf("no predictive distribution for a model called %q", m.Kind())
}

// geometricTail lets the customer leave after each purchase with a probability that is Beta(a, b) distributed: n purchases need that
// it stayed after n-1. With a = 0 it never leaves.
func geometricTail(purchases []float64, a, b float64) Predictive {
	stays := 1.0
	for n := 2; n < len(purchases); n++ {
		stays *= (b + float64(n-2)) / (a + b + float64(n-2))
		purchases[n] *= stays
	}
	return Predictive{tail: shorten(purchases)}
}

// shorten drops the negligible end.
func shorten(tail []float64) []float64 {
	end := sort.Search(len(tail), func(n int) bool { return tail[n] < leastTail })
	return tail[:end]
}

// Tail gives the probabilities of n purchases or more of a customer that is alive, for n = 0, 1, ...; the first is 1 and what is
// beyond the last is 0.
func (p Predictive) Tail() []float64 { return append([]float64(nil), p.tail...) }

// AtLeast is the probability of n purchases or more of a customer that is alive with the given probability.
func (p Predictive) AtLeast(alive float64, n int) float64 {
	switch {
	case n <= 0:
		return 1
	case n >= len(p.tail):
		return 0
	}
	return alive * p.tail[n]
}

// Quantile is the least number of purchases that is not exceeded with at least the probability level, 0 to 1.
func (p Predictive) Quantile(alive, level float64) int {
	return sort.Search(len(p.tail), func(n int) bool { return 1-p.AtLeast(alive, n+1) >= level })
}

// PIT is where n purchases lie in the distribution: the probabilities of fewer than n and of n or fewer. A number drawn between
// the two is uniform over customers when the model is right (randomised probability integral transform).
func (p Predictive) PIT(alive float64, n int) (low, high float64) {
	return 1 - p.AtLeast(alive, n), 1 - p.AtLeast(alive, n+1)
}

// Moments are the mean and the variance of the number of purchases of a customer that is alive with the given probability.
func (p Predictive) Moments(alive float64) (mean, variance float64) {
	var first, second float64
	for n := len(p.tail) - 1; n >= 1; n-- {
		first += p.tail[n]
		second += float64(2*n-1) * p.tail[n]
	}
	mean = alive * first
	return mean, max(0, alive*second-mean*mean)
}
