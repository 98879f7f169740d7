package btyd_test

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// source lets gonum draw from a Random.
type source struct{ btyd.Random }

func (s source) Uint64() uint64 {
	const half = 1 << 32
	return uint64(s.Float64()*half)<<32 | uint64(s.Float64()*half)
}

// behaviour is one customer of a population: when it buys after its first purchase at time 0, for ever or until it leaves.
type behaviour struct {
	gap     func() float64 // time to the next purchase
	leaves  float64        // moment of leaving, +Inf for none
	dropout float64        // chance to leave after a purchase
	first   bool           // whether that holds for the first purchase too
}

// behave draws a customer of the population that a model describes, from the story of the model and none of its formulas.
func behave(m btyd.Model, s source) behaviour {
	gamma := func(shape, rate float64) float64 { return distuv.Gamma{Alpha: shape, Beta: rate, Src: s}.Rand() }
	beta := func(a, b float64) float64 { return distuv.Beta{Alpha: a, Beta: b, Src: s}.Rand() }
	exponential := func(rate float64) float64 { return -math.Log(s.Float64()) / rate }
	c := behaviour{leaves: math.Inf(1)}
	var rate float64
	steps := 1
	switch m := m.(type) {
	case btyd.NBD:
		rate = gamma(m.R, m.Alpha)
	case btyd.BG:
		rate, c.dropout = gamma(m.R, m.Alpha), beta(m.A, m.B)
	case btyd.MBG:
		rate, c.dropout, c.first = gamma(m.R, m.Alpha), beta(m.A, m.B), true
	case btyd.CNBD:
		rate, c.dropout, c.first, steps = gamma(m.R, m.Alpha), beta(m.A, m.B), true, m.K
	case btyd.Pareto:
		rate = gamma(m.R, m.Alpha)
		c.leaves = exponential(gamma(m.S, m.Beta))
	}
	c.gap = func() (gap float64) {
		for range steps {
			gap += exponential(rate)
		}
		return gap
	}
	return c
}

// simulate draws customers of ages evenly spread from least to most at the cut, and what each buys in each of several periods of equal
// length after it: the history at the cut, and purchases by period.
func simulate(m btyd.Model, seed uint64, customers int, least, most, period float64, periods int) (past []btyd.Outcome, later [][]float64) {
	for i := range customers {
		s := source{btyd.NewRandom(seed, fmt.Sprintf("%s %d", m.Kind(), i))}
		c := behave(m, s)
		age := least + (most-least)*(float64(i)+0.5)/float64(customers)
		h := btyd.History{T: age}
		var times []float64
		gone := c.first && s.Float64() < c.dropout
		for at, last := 0.0, 0.0; !gone; last = at {
			at += c.gap()
			if at > min(c.leaves, age+float64(periods)*period) {
				break
			}
			if at <= age {
				h.X, h.Tx = h.X+1, at
				h.LogGaps += math.Log(at - last)
			} else {
				times = append(times, at-age)
			}
			gone = s.Float64() < c.dropout
		}
		past = append(past, btyd.Outcome{History: h, Future: countUntil(times, period), Customers: 1})
		later = append(later, times)
	}
	return past, later
}

// countUntil counts the times up to an end.
func countUntil(times []float64, end float64) int {
	n := 0
	for _, at := range times {
		if at <= end {
			n++
		}
	}
	return n
}

// onePeriodLater are the outcomes one period on: the first period has become part of the past.
func onePeriodLater(past []btyd.Outcome, later [][]float64, period float64) []btyd.Outcome {
	moved := make([]btyd.Outcome, len(past))
	for i, o := range past {
		h := o.History
		for _, at := range later[i][:o.Future] {
			h.LogGaps += math.Log(o.T + at - h.Tx)
			h.X, h.Tx = h.X+1, o.T+at
		}
		h.T += period
		moved[i] = btyd.Outcome{History: h, Future: countUntil(later[i], 2*period) - o.Future, Customers: 1}
	}
	return moved
}
