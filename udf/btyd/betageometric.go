package btyd

import "math"

// betaGeometric is what BG and MBG share. late is the number of purchases, 0 or 1, after which a customer could leave before
// its first repeat purchase; b + late + x is then b plus the purchases it survived, if it is alive.
type betaGeometric struct{ r, alpha, a, b, late float64 }

func (m betaGeometric) check() error {
	if err := checkShape("r", m.r); err != nil {
		return err
	}
	if err := checkScale("alpha", m.alpha); err != nil {
		return err
	}
	if err := checkShape("a", m.a); err != nil {
		return err
	}
	return checkShape("b", m.b)
}

func (m betaGeometric) checkWith(h History) error {
	if err := m.check(); err != nil {
		return err
	}
	return h.check()
}

func (m betaGeometric) checkAhead(h History, t float64) error {
	if err := m.checkWith(h); err != nil {
		return err
	}
	return checkHorizon(t)
}

// paths are the two ways to one history, as logarithms beside a common factor: the customer has stayed and not bought since t_x,
// or has left at t_x. The latter is -Inf where nothing could drop.
func (m betaGeometric) paths(h History) (stayed, left float64) {
	x := float64(h.X)
	stayed = -(m.r + x) * math.Log1p(h.T/m.alpha)
	if x+m.late == 0 {
		return stayed, math.Inf(-1)
	}
	return stayed, math.Log(m.a/(m.b+m.late+x-1)) - (m.r+x)*math.Log1p(h.Tx/m.alpha)
}

func (m betaGeometric) logLikelihood(h History) (float64, error) {
	if err := m.checkWith(h); err != nil {
		return 0, err
	}
	x := float64(h.X)
	sum, _ := logAddExp(m.paths(h))
	return lnRising(m.r, x) - x*math.Log(m.alpha) + lnRising(m.b, x+m.late) - lnRising(m.a+m.b, x+m.late) + sum, nil
}

func (m betaGeometric) alive(h History) (float64, error) {
	if err := m.checkWith(h); err != nil {
		return 0, err
	}
	_, stay := logAddExp(m.paths(h))
	return stay, nil
}

func (m betaGeometric) buys(h History, t float64) (float64, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	_, stay := logAddExp(m.paths(h))
	return -stay * math.Expm1(-(m.r+float64(h.X))*math.Log1p(t/(m.alpha+h.T))), nil
}

func (m betaGeometric) expected(h History, t float64) (float64, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	_, stay := logAddExp(m.paths(h))
	return stay * m.expectedOfAlive(float64(h.X), h.T, t), nil
}

func (m betaGeometric) expectedAlive(h History, t float64) (float64, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	return m.expectedOfAlive(float64(h.X), h.T, t), nil
}

// probability is that of n repeat purchases of a new customer in (0, t]: it has made n and is alive or left just now, or it would
// have made more and left at the n-th. A customer that could leave late+n times stays each time with probability 1-p.
func (m betaGeometric) probability(n int, t float64) (float64, error) {
	if err := m.checkAhead(History{X: n}, t); err != nil {
		return 0, err
	}
	reach, trials := t/m.alpha, float64(n)+m.late
	stayed := lnRising(m.b, trials) - lnRising(m.a+m.b, trials)
	sum := math.Exp(stayed) * nbMass(m.r, reach, float64(n))
	if trials > 0 {
		left := stayed + math.Log(m.a/(m.b+trials-1))
		sum += math.Exp(left) * nbTail(m.r, reach, float64(n))
	}
	return min(sum, 1), nil
}

func (m betaGeometric) discounted(h History, t, delta float64) (float64, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	if err := checkRate(delta); err != nil {
		return 0, err
	}
	_, stay := logAddExp(m.paths(h))
	return stay * discountedSum(m.alpha+h.T, t, delta, func(u float64) float64 {
		return m.expectedOfAlive(float64(h.X), h.T, u)
	}), nil
}

func (m betaGeometric) drawAlive(h History, t float64, random Random) (int, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	x := float64(h.X)
	rate := math.Exp(drawLogGamma(m.r+x, random)) / (m.alpha + h.T)
	trials := drawTrials(drawLogStay(m.a, m.b+m.late+x, random), random)
	return count(min(drawPoisson(rate*t, random), trials)), nil
}
