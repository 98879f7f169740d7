package btyd

import (
	"fmt"
	"math"
)

// Expected is E[X(T, T+t)], Fader & Hardie (2005), without their singularity at s = 1.
func (m Pareto) Expected(h History, t float64) (float64, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	return m.alive(h) * m.expectedAlive(h, t), nil
}

// ExpectedAlive is the same for a customer known to be alive at T.
func (m Pareto) ExpectedAlive(h History, t float64) (float64, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	return m.expectedAlive(h, t), nil
}

// ExpectedNew is the expectation of a customer at its first purchase.
func (m Pareto) ExpectedNew(t float64) (float64, error) { return m.ExpectedAlive(History{}, t) }

// expectedAlive is the rate of purchases times the expected part of t that is lived.
func (m Pareto) expectedAlive(h History, t float64) float64 {
	age := m.Beta + h.T
	span, excess := math.Log1p(t/age), m.S-1
	lived := span
	if excess != 0 {
		lived = -math.Expm1(-excess*span) / excess
	}
	return m.rate(h) * age * lived
}

// rate is the expected rate of purchases of a customer alive at T.
func (m Pareto) rate(h History) float64 { return (m.R + float64(h.X)) / (m.Alpha + h.T) }

// Buys is the probability of a purchase before t has passed and before the customer leaves: the integral over the moment of the
// next purchase.
func (m Pareto) Buys(h History, t float64) (float64, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	return m.alive(h) * m.buysAlive(h, t), nil
}

func (m Pareto) buysAlive(h History, t float64) float64 {
	buying := m.R + float64(h.X)
	p := powers{near: m.Alpha + h.T, nearPower: buying + 1, far: m.Beta + h.T, farPower: m.S}
	if p.far < p.near {
		p = powers{near: p.far, nearPower: p.farPower, far: p.near, farPower: p.nearPower}
	}
	return min(1, m.rate(h)*math.Exp(p.over(0, t).log))
}

// DrawAlive draws the rates and the lifetime of the customer from what is known at T, and its purchases from those.
func (m Pareto) DrawAlive(h History, t float64, random Random) (int, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	rate := math.Exp(drawLogGamma(m.R+float64(h.X), random)) / (m.Alpha + h.T)
	logHazard := drawLogGamma(m.S, random) - math.Log(m.Beta+h.T)
	lifetime := math.Exp(math.Log(-math.Log(uniform(random))) - logHazard)
	return count(drawPoisson(rate*min(t, lifetime), random)), nil
}

// Discounted is the discounted expected number of purchases. To t = +Inf it is the DERT of Fader, Hardie & Lee (2005), RFM and CLV,
// which needs a delta of 1e-18 or more.
func (m Pareto) Discounted(h History, t, delta float64) (float64, error) {
	if err := m.checkWith(h); err != nil {
		return 0, err
	}
	if err := checkRate(delta); err != nil {
		return 0, err
	}
	if math.IsInf(t, 1) {
		if delta < 1/maxTime {
			return 0, fmt.Errorf("delta = %v: purchases without end need a rate of discount of %v or more", delta, 1/maxTime)
		}
	} else if err := checkHorizon(t); err != nil {
		return 0, err
	}
	if delta == 0 || t == 0 {
		return m.alive(h) * m.expectedAlive(h, t), nil
	}
	age := m.Beta + h.T
	return m.alive(h) * m.rate(h) * age * discountedLife(m.S, delta*age, t/age), nil
}
