package btyd

import "math"

// Pareto is the Pareto/NBD model: a living customer buys at a constant rate λ ~ Gamma(R, Alpha) and lives for an exponential time
// of rate μ ~ Gamma(S, Beta). It may leave at any moment, so a long silence counts against it after a single purchase too. Alpha
// and Beta are times. Make one with NewPareto.
//
// Schmittlein, Morrison & Colombo (1987), Counting your customers; Fader & Hardie (2005), A note on deriving the Pareto/NBD model.
// All its functions are computed as integrals of positive terms over the moment of leaving.
type Pareto struct{ R, Alpha, S, Beta float64 }

// NewPareto makes the model. The shapes r and s are between 1e-9 and 1e9, the times alpha and beta between 1e-12 and 1e15; another
// value is an error that names the parameter.
func NewPareto(r, alpha, s, beta float64) (Pareto, error) {
	m := Pareto{R: r, Alpha: alpha, S: s, Beta: beta}
	return m, m.check()
}

func (m Pareto) check() error {
	if err := checkShape("r", m.R); err != nil {
		return err
	}
	if err := checkScale("alpha", m.Alpha); err != nil {
		return err
	}
	if err := checkShape("s", m.S); err != nil {
		return err
	}
	return checkScale("beta", m.Beta)
}

func (m Pareto) checkWith(h History) error {
	if err := m.check(); err != nil {
		return err
	}
	return h.check()
}

func (m Pareto) checkAhead(h History, t float64) error {
	if err := m.checkWith(h); err != nil {
		return err
	}
	return checkHorizon(t)
}

// Kind is KindPareto.
func (m Pareto) Kind() Kind { return KindPareto }

// Parameters are r, alpha, s, beta.
func (m Pareto) Parameters() []Parameter {
	return estimated(paretoFamily.names, m.R, m.Alpha, m.S, m.Beta)
}

// LogLikelihood is the logarithm of the density of X purchases, the last at Tx, and none after it up to T.
func (m Pareto) LogLikelihood(h History) (float64, error) {
	if err := m.checkWith(h); err != nil {
		return 0, err
	}
	x := float64(h.X)
	living := -m.R*math.Log1p(h.T/m.Alpha) - x*math.Log(m.Alpha+h.T) - m.S*math.Log1p(h.T/m.Beta)
	either, _ := logAddExp(0, m.logGone(h))
	return lnRising(m.R, x) + living + either, nil
}

// Alive is the probability that the customer has not left by T.
func (m Pareto) Alive(h History) (float64, error) {
	if err := m.checkWith(h); err != nil {
		return 0, err
	}
	return m.alive(h), nil
}

func (m Pareto) alive(h History) float64 { return 1 / (1 + math.Exp(m.logGone(h))) }

// logGone is the logarithm of the odds of having left between Tx and T; -Inf when T is Tx.
func (m Pareto) logGone(h History) float64 {
	buying := m.R + float64(h.X)
	left := m.leaving(buying, h.Tx, h.T)
	silence := h.T - h.Tx
	falls := buying*math.Log1p(silence/(m.Alpha+h.Tx)) + m.S*math.Log1p(silence/(m.Beta+h.Tx))
	return math.Log(m.S/(m.Beta+h.Tx)) + left.log + falls
}

// leaving integrates (α+τ)^-buying (β+τ)^-(s+1), divided by its value at lo, from lo to hi. Of the means, near stands for α and far
// for β, whichever is larger.
func (m Pareto) leaving(buying, lo, hi float64) moments {
	if m.Beta < m.Alpha {
		return powers{near: m.Beta, nearPower: m.S + 1, far: m.Alpha, farPower: buying}.over(lo, hi).exchanged()
	}
	return powers{near: m.Alpha, nearPower: buying, far: m.Beta, farPower: m.S + 1}.over(lo, hi)
}
