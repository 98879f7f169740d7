package btyd

import "math"

// betaGeometric is what BG, MBG and CNBD share: events come as a Poisson process, every k-th is a purchase, and a purchase may be
// the last. late is the number of purchases, 0 or 1, after which a customer could leave before its first repeat purchase;
// b + late + x is then b plus the purchases it survived, if it is alive.
type betaGeometric struct {
	r, alpha, a, b float64
	k, late        float64
}

func (m betaGeometric) check() error {
	if err := checkRegularity(m.k); err != nil {
		return err
	}
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

// events is the shape of the rate of events of a customer with x repeat purchases, the gap since the last one left out.
func (m betaGeometric) events(h History) float64 { return m.r + m.k*float64(h.X) }

// survived is the second shape of the probability of leaving of a customer that is alive.
func (m betaGeometric) survived(h History) float64 { return m.b + m.late + float64(h.X) }

// paths are the two ways to one history, as logarithms beside a common factor: the customer has stayed and not bought since t_x,
// or has left at t_x. The latter is -Inf where nothing could drop.
func (m betaGeometric) paths(h History) (stayed, left float64) {
	shape := m.events(h)
	stayed = openGap(m.k, shape, m.sinceLast(h)).log() - shape*math.Log1p(h.T/m.alpha)
	if float64(h.X)+m.late == 0 {
		return stayed, math.Inf(-1)
	}
	return stayed, math.Log(m.a/(m.survived(h)-1)) - shape*math.Log1p(h.Tx/m.alpha)
}

// sinceLast is the time since the last purchase as a share of alpha + T.
func (m betaGeometric) sinceLast(h History) float64 { return (h.T - h.Tx) / (m.alpha + h.T) }

func (m betaGeometric) logLikelihood(h History) (float64, error) {
	if err := m.checkWith(h); err != nil {
		return 0, err
	}
	x, trials := float64(h.X), float64(h.X)+m.late
	sum, _ := logAddExp(m.paths(h))
	gaps := 0.0
	if m.k > 1 {
		gaps = (m.k-1)*h.LogGaps - x*lnRising(1, m.k-1)
	}
	return gaps + lnRising(m.r, m.k*x) - m.k*x*math.Log(m.alpha) +
		lnRising(m.b, trials) - lnRising(m.a+m.b, trials) + sum, nil
}

func (m betaGeometric) alive(h History) (float64, error) {
	if err := m.checkWith(h); err != nil {
		return 0, err
	}
	return m.stay(h), nil
}

// stay is the probability of being alive at T.
func (m betaGeometric) stay(h History) float64 {
	_, stay := logAddExp(m.paths(h))
	return stay
}

func (m betaGeometric) buys(h History, t float64) (float64, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	reach := t / (m.alpha + h.T)
	if m.k == 1 {
		return -m.stay(h) * math.Expm1(-m.events(h)*math.Log1p(reach)), nil
	}
	sum := 0.0
	for passed, weight := range m.passed(h) {
		sum += weight * nbTail(m.events(h)+float64(passed), reach, m.k-float64(passed))
	}
	return m.stay(h) * min(1, sum), nil
}

func (m betaGeometric) expected(h History, t float64) (float64, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	return m.stay(h) * m.expectedOfAlive(h, t), nil
}

func (m betaGeometric) expectedAlive(h History, t float64) (float64, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	return m.expectedOfAlive(h, t), nil
}

// expectedOfAlive is the expected number of purchases in (T, T+t] of a customer that is alive at T.
func (m betaGeometric) expectedOfAlive(h History, t float64) float64 { return m.future(h, t)(t) }

// future gives expectedOfAlive as a function of the horizon, up to t.
func (m betaGeometric) future(h History, t float64) func(u float64) float64 {
	scale := m.alpha + h.T
	if m.k == 1 {
		return func(u float64) float64 { return m.poissonOfAlive(float64(h.X), u/scale) }
	}
	f := m.erlangFuture(h, t/scale)
	return func(u float64) float64 { return f.expected(u / scale) }
}

// probability is that of n repeat purchases of a new customer in (0, t]: it has made n and is alive or left just now, or it would
// have made more and left at the n-th. A customer that could leave late+n times stays each time with probability 1-p.
func (m betaGeometric) probability(n int, t float64) (float64, error) {
	if err := m.checkAhead(History{X: n}, t); err != nil {
		return 0, err
	}
	reach, trials := t/m.alpha, float64(n)+m.late
	stayed := lnRising(m.b, trials) - lnRising(m.a+m.b, trials)
	mass := 0.0
	for event := range int(m.k) {
		mass += nbMass(m.r, reach, m.k*float64(n)+float64(event))
	}
	sum := math.Exp(stayed) * mass
	if trials > 0 {
		left := stayed + math.Log(m.a/(m.b+trials-1))
		sum += math.Exp(left) * nbTail(m.r, reach, m.k*float64(n))
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
	smooth := m.alpha + h.T
	if m.k > 1 { // the next purchase of a regular buyer comes within a narrow time, its later ones less so
		smooth *= math.Sqrt(m.k) / m.events(h)
	}
	return m.stay(h) * discountedSum(smooth, t, delta, m.future(h, t)), nil
}

func (m betaGeometric) drawAlive(h History, t float64, random Random) (int, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	passed := 0
	if m.k > 1 {
		passed = drawPlace(m.passed(h), random)
	}
	rate := math.Exp(drawLogGamma(m.events(h)+float64(passed), random)) / (m.alpha + h.T)
	events := drawPoisson(rate*t, random) + float64(passed)
	trials := drawTrials(drawLogStay(m.a, m.survived(h), random), random)
	return count(min(math.Floor(events/m.k), trials)), nil
}
