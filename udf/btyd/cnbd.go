package btyd

import "fmt"

// maxRegularity is the largest K: at 12 the gaps of a customer vary by 29 % already.
const maxRegularity = 12

// CNBD is MBG/CNBD-k: as MBG, but the gaps between the purchases of one customer are Erlang-K distributed, more regular the larger
// K is (Platzer and Reutterer 2016). Of the Poisson process with its Gamma(R, Alpha) distributed rate every K-th event is a
// purchase; K = 1 is MBG. Histories need LogGaps.
type CNBD struct {
	K     int     // events from one purchase to the next, 1 to 12
	R     float64 // shape of the rates of events, 1e-9 to 1e9
	Alpha float64 // their scale, a time, 1e-12 to 1e15
	A, B  float64 // shapes of the probabilities of leaving, 1e-9 to 1e9
}

// NewCNBD makes a model. The error names a parameter out of its range.
func NewCNBD(k int, r, alpha, a, b float64) (CNBD, error) {
	m := CNBD{K: k, R: r, Alpha: alpha, A: a, B: b}
	return m, m.shared().check()
}

// cnbdFamily is the family of one k. Its names are those of the parameters that are fitted; Parameters has k before them.
func cnbdFamily(k int) family {
	return family{
		kind:       KindCNBD,
		names:      geometricNames,
		time:       []bool{false, true, false, false},
		start:      []float64{1, 0.25 / float64(k), 1, 3},
		likelihood: func(groups []Group) likelihood { return newGeometricLikelihood(groups, float64(k), 1) },
		model:      func(p []float64) (Model, error) { return NewCNBD(k, p[0], p[1], p[2], p[3]) },
	}
}

func (m CNBD) shared() betaGeometric {
	return betaGeometric{r: m.R, alpha: m.Alpha, a: m.A, b: m.B, k: float64(m.K), late: 1}
}

// checkRegularity reports a k out of its range.
func checkRegularity(k float64) error {
	if k >= 1 && k <= maxRegularity {
		return nil
	}
	return fmt.Errorf("k = %v: it is between 1 and %v", k, maxRegularity)
}

// Kind is KindCNBD.
func (m CNBD) Kind() Kind { return KindCNBD }

// Parameters are k, r, alpha, a and b.
func (m CNBD) Parameters() []Parameter {
	return append(estimated([]string{"k"}, float64(m.K)), estimated(geometricNames, m.R, m.Alpha, m.A, m.B)...)
}

// LogLikelihood is the logarithm of the likelihood of one history.
func (m CNBD) LogLikelihood(h History) (float64, error) { return m.shared().logLikelihood(h) }

// Alive is the probability that the customer is still one at T. A regular buyer that is overdue has most likely left.
func (m CNBD) Alive(h History) (float64, error) { return m.shared().alive(h) }

// Buys is the probability of a purchase in (T, T+t].
func (m CNBD) Buys(h History, t float64) (float64, error) { return m.shared().buys(h, t) }

// Expected is the expected number of purchases in (T, T+t].
func (m CNBD) Expected(h History, t float64) (float64, error) { return m.shared().expected(h, t) }

// ExpectedAlive is the expected number of purchases in (T, T+t] of a customer that is alive at T.
func (m CNBD) ExpectedAlive(h History, t float64) (float64, error) {
	return m.shared().expectedAlive(h, t)
}

// ExpectedNew is the expected number of repeat purchases of a new customer in (0, t].
func (m CNBD) ExpectedNew(t float64) (float64, error) { return m.shared().expected(History{}, t) }

// Probability is the probability that a new customer makes exactly n repeat purchases in (0, t].
func (m CNBD) Probability(n int, t float64) (float64, error) { return m.shared().probability(n, t) }

// Discounted is the expected number of purchases in (T, T+t], each discounted to T at the continuous rate delta.
func (m CNBD) Discounted(h History, t, delta float64) (float64, error) {
	return m.shared().discounted(h, t, delta)
}

// DrawAlive draws the number of purchases in (T, T+t] of a customer that is alive at T.
func (m CNBD) DrawAlive(h History, t float64, random Random) (int, error) {
	return m.shared().drawAlive(h, t, random)
}
