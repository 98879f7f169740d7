package btyd

import "math"

// NBD is the model without dropout: a customer buys for ever as a Poisson process, and the rates of customers are
// Gamma(R, Alpha) distributed (Ehrenberg 1959). It is the naive model that any other has to beat.
type NBD struct {
	R     float64 // shape of the rates, 1e-9 to 1e9
	Alpha float64 // their scale, a time, 1e-12 to 1e15
}

// NewNBD makes a model. The error names a parameter out of its range.
func NewNBD(r, alpha float64) (NBD, error) {
	m := NBD{R: r, Alpha: alpha}
	return m, m.check()
}

var nbdFamily = family{
	kind:       KindNBD,
	names:      []string{"r", "alpha"},
	time:       []bool{false, true},
	start:      []float64{1, 0.25},
	likelihood: newNBDLikelihood,
	model:      func(p []float64) (Model, error) { return NewNBD(p[0], p[1]) },
}

func (m NBD) check() error {
	if err := checkShape("r", m.R); err != nil {
		return err
	}
	return checkScale("alpha", m.Alpha)
}

func (m NBD) checkWith(h History) error {
	if err := m.check(); err != nil {
		return err
	}
	return h.check()
}

func (m NBD) checkAhead(h History, t float64) error {
	if err := m.checkWith(h); err != nil {
		return err
	}
	return checkHorizon(t)
}

// Kind is KindNBD.
func (m NBD) Kind() Kind { return KindNBD }

// Parameters are r and alpha.
func (m NBD) Parameters() []Parameter { return estimated(nbdFamily.names, m.R, m.Alpha) }

// LogLikelihood is the logarithm of the likelihood of one history; it does not depend on when the last purchase was.
func (m NBD) LogLikelihood(h History) (float64, error) {
	if err := m.checkWith(h); err != nil {
		return 0, err
	}
	x := float64(h.X)
	return lnRising(m.R, x) - x*math.Log(m.Alpha) - (m.R+x)*math.Log1p(h.T/m.Alpha), nil
}

// Alive is 1: nobody leaves.
func (m NBD) Alive(h History) (float64, error) { return 1, m.checkWith(h) }

// Buys is the probability of a purchase in (T, T+t].
func (m NBD) Buys(h History, t float64) (float64, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	return -math.Expm1(-(m.R + float64(h.X)) * math.Log1p(t/(m.Alpha+h.T))), nil
}

// Expected is the expected number of purchases in (T, T+t].
func (m NBD) Expected(h History, t float64) (float64, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	return (m.R + float64(h.X)) / (m.Alpha + h.T) * t, nil
}

// ExpectedAlive is Expected: everybody is alive.
func (m NBD) ExpectedAlive(h History, t float64) (float64, error) { return m.Expected(h, t) }

// ExpectedNew is the expected number of repeat purchases of a new customer in (0, t].
func (m NBD) ExpectedNew(t float64) (float64, error) { return m.Expected(History{}, t) }

// Probability is the probability that a new customer makes exactly n repeat purchases in (0, t].
func (m NBD) Probability(n int, t float64) (float64, error) {
	if err := m.checkAhead(History{X: n}, t); err != nil {
		return 0, err
	}
	return nbMass(m.R, t/m.Alpha, float64(n)), nil
}

// Discounted is the expected number of purchases in (T, T+t], each discounted to T at the continuous rate delta.
func (m NBD) Discounted(h History, t, delta float64) (float64, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	if err := checkRate(delta); err != nil {
		return 0, err
	}
	length := t
	if delta > 0 {
		length = min(t, -math.Expm1(-delta*t)/delta)
	}
	return (m.R + float64(h.X)) / (m.Alpha + h.T) * length, nil
}

// DrawAlive draws the number of purchases in (T, T+t]. Of h it reads X and T.
func (m NBD) DrawAlive(h History, t float64, random Random) (int, error) {
	if err := m.checkAhead(h, t); err != nil {
		return 0, err
	}
	rate := math.Exp(drawLogGamma(m.R+float64(h.X), random)) / (m.Alpha + h.T)
	return count(drawPoisson(rate*t, random)), nil
}

// nbdLikelihood is the likelihood of a data set: all that it needs of t are two sums for each of its values.
type nbdLikelihood struct {
	*table
	purchases []float64 // of all customers with each value of t
}

func newNBDLikelihood(groups []Group) likelihood {
	l := nbdLikelihood{table: tabulate(groups)}
	l.purchases = make([]float64, len(l.t))
	for _, row := range l.groups {
		l.purchases[row.t] += row.customers * l.x[row.x]
	}
	return l
}

func (l nbdLikelihood) at(parameters, gradient []float64) float64 {
	r, alpha := parameters[0], parameters[1]
	logAlpha := math.Log(alpha)
	var value, byR, byAlpha float64
	for i, x := range l.x {
		value += l.ofX[i] * (lnRising(r, x) - x*logAlpha)
		byR += l.ofX[i] * harmonicRise(r, x)
		byAlpha -= l.ofX[i] * x
	}
	for i, t := range l.t {
		age, n := math.Log1p(t/alpha), r*l.ofT[i]+l.purchases[i]
		value -= n * age
		byR -= l.ofT[i] * age
		byAlpha += n * t / (alpha + t)
	}
	gradient[0], gradient[1] = r*byR/l.customers, byAlpha/l.customers
	return value / l.customers
}
