package btyd

// BG is BG/NBD: customers buy as Poisson processes with Gamma(R, Alpha) distributed rates, and after each repeat purchase leave
// for ever with a probability of their own, Beta(A, B) distributed over customers (Fader, Hardie and Lee 2005). A
// customer without a repeat purchase is alive by definition; MBG is the model without that flaw.
type BG struct {
	R     float64 // shape of the rates, 1e-9 to 1e9
	Alpha float64 // their scale, a time, 1e-12 to 1e15
	A, B  float64 // shapes of the probabilities of leaving, 1e-9 to 1e9
}

// MBG is MBG/NBD: as BG, but a customer may leave after the first purchase too (Batislam, Denizel and Filiztekin 2007).
type MBG struct {
	R     float64 // shape of the rates, 1e-9 to 1e9
	Alpha float64 // their scale, a time, 1e-12 to 1e15
	A, B  float64 // shapes of the probabilities of leaving, 1e-9 to 1e9
}

// NewBG makes a model. The error names a parameter out of its range.
func NewBG(r, alpha, a, b float64) (BG, error) {
	m := BG{R: r, Alpha: alpha, A: a, B: b}
	return m, m.shared().check()
}

// NewMBG makes a model. The error names a parameter out of its range.
func NewMBG(r, alpha, a, b float64) (MBG, error) {
	m := MBG{R: r, Alpha: alpha, A: a, B: b}
	return m, m.shared().check()
}

var geometricNames = []string{"r", "alpha", "a", "b"}

var bgFamily = family{
	kind:       KindBG,
	names:      geometricNames,
	time:       []bool{false, true, false, false},
	start:      []float64{1, 0.25, 1, 3},
	likelihood: func(groups []Group) likelihood { return newGeometricLikelihood(groups, 1, 0) },
	model:      func(p []float64) (Model, error) { return NewBG(p[0], p[1], p[2], p[3]) },
}

var mbgFamily = family{
	kind:       KindMBG,
	names:      geometricNames,
	time:       []bool{false, true, false, false},
	start:      []float64{1, 0.25, 1, 3},
	likelihood: func(groups []Group) likelihood { return newGeometricLikelihood(groups, 1, 1) },
	model:      func(p []float64) (Model, error) { return NewMBG(p[0], p[1], p[2], p[3]) },
}

func (m BG) shared() betaGeometric {
	return betaGeometric{r: m.R, alpha: m.Alpha, a: m.A, b: m.B, k: 1, late: 0}
}

func (m MBG) shared() betaGeometric {
	return betaGeometric{r: m.R, alpha: m.Alpha, a: m.A, b: m.B, k: 1, late: 1}
}

// Kind is KindBG.
func (m BG) Kind() Kind { return KindBG }

// Kind is KindMBG.
func (m MBG) Kind() Kind { return KindMBG }

// Parameters are r, alpha, a and b.
func (m BG) Parameters() []Parameter { return estimated(geometricNames, m.R, m.Alpha, m.A, m.B) }

// Parameters are r, alpha, a and b.
func (m MBG) Parameters() []Parameter { return estimated(geometricNames, m.R, m.Alpha, m.A, m.B) }

// LogLikelihood is the logarithm of the likelihood of one history.
func (m BG) LogLikelihood(h History) (float64, error) { return m.shared().logLikelihood(h) }

// LogLikelihood is the logarithm of the likelihood of one history.
func (m MBG) LogLikelihood(h History) (float64, error) { return m.shared().logLikelihood(h) }

// Alive is the probability that the customer is still one at T; 1 without a repeat purchase.
func (m BG) Alive(h History) (float64, error) { return m.shared().alive(h) }

// Alive is the probability that the customer is still one at T.
func (m MBG) Alive(h History) (float64, error) { return m.shared().alive(h) }

// Buys is the probability of a purchase in (T, T+t].
func (m BG) Buys(h History, t float64) (float64, error) { return m.shared().buys(h, t) }

// Buys is the probability of a purchase in (T, T+t].
func (m MBG) Buys(h History, t float64) (float64, error) { return m.shared().buys(h, t) }

// Expected is the expected number of purchases in (T, T+t].
func (m BG) Expected(h History, t float64) (float64, error) { return m.shared().expected(h, t) }

// Expected is the expected number of purchases in (T, T+t].
func (m MBG) Expected(h History, t float64) (float64, error) { return m.shared().expected(h, t) }

// ExpectedAlive is the expected number of purchases in (T, T+t] of a customer that is alive at T. Of h it reads X and T.
func (m BG) ExpectedAlive(h History, t float64) (float64, error) {
	return m.shared().expectedAlive(h, t)
}

// ExpectedAlive is the expected number of purchases in (T, T+t] of a customer that is alive at T. Of h it reads X and T.
func (m MBG) ExpectedAlive(h History, t float64) (float64, error) {
	return m.shared().expectedAlive(h, t)
}

// ExpectedNew is the expected number of repeat purchases of a new customer in (0, t].
func (m BG) ExpectedNew(t float64) (float64, error) { return m.shared().expected(History{}, t) }

// ExpectedNew is the expected number of repeat purchases of a new customer in (0, t].
func (m MBG) ExpectedNew(t float64) (float64, error) { return m.shared().expected(History{}, t) }

// Probability is the probability that a new customer makes exactly n repeat purchases in (0, t].
func (m BG) Probability(n int, t float64) (float64, error) { return m.shared().probability(n, t) }

// Discounted is the expected number of purchases in (T, T+t], each discounted to T at the continuous rate delta.
func (m BG) Discounted(h History, t, delta float64) (float64, error) {
	return m.shared().discounted(h, t, delta)
}

// DrawAlive draws the number of purchases in (T, T+t] of a customer that is alive at T. Of h it reads X and T.
func (m BG) DrawAlive(h History, t float64, random Random) (int, error) {
	return m.shared().drawAlive(h, t, random)
}

// Probability is the probability that a new customer makes exactly n repeat purchases in (0, t].
func (m MBG) Probability(n int, t float64) (float64, error) { return m.shared().probability(n, t) }

// Discounted is the expected number of purchases in (T, T+t], each discounted to T at the continuous rate delta.
func (m MBG) Discounted(h History, t, delta float64) (float64, error) {
	return m.shared().discounted(h, t, delta)
}

// DrawAlive draws the number of purchases in (T, T+t] of a customer that is alive at T. Of h it reads X and T.
func (m MBG) DrawAlive(h History, t float64, random Random) (int, error) {
	return m.shared().drawAlive(h, t, random)
}
