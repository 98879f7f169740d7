package btyd

import (
	"fmt"
	"math"
)

// BGBB is the BG/BB model of customers who can buy at fixed opportunities only, once at each: donors of a yearly appeal, guests of
// an annual cruise. At each opportunity a living customer buys with a probability p ~ Beta(Alpha, Beta), and before each one it
// leaves with a probability θ ~ Beta(Gamma, Delta). Make one with NewBGBB.
//
// Fader, Hardie & Shang (2010), Customer-base analysis in a discrete-time noncontractual setting.
type BGBB struct{ Alpha, Beta, Gamma, Delta float64 }

// Opportunities is a number of customers of one history. Opportunities are counted after the first purchase, from 1.
type Opportunities struct {
	X         int   // purchases, 0 to Tx
	Tx        int   // the opportunity of the last purchase, 0 to N; 0 exactly when X is 0
	N         int   // opportunities so far, 0 to a million
	Customers int64 // 1 or more; read by a fit alone
}

// mostOpportunities ends the past and the future: every one of them is a term of a sum.
const mostOpportunities = 1_000_000

// NewBGBB makes the model. Each parameter is between 1e-9 and 1e9; another value is an error that names the parameter.
func NewBGBB(alpha, beta, gamma, delta float64) (BGBB, error) {
	m := BGBB{Alpha: alpha, Beta: beta, Gamma: gamma, Delta: delta}
	return m, m.check()
}

func (m BGBB) check() error {
	for i, value := range [...]float64{m.Alpha, m.Beta, m.Gamma, m.Delta} {
		if err := checkShape(bgbbNames[i], value); err != nil {
			return err
		}
	}
	return nil
}

var bgbbNames = []string{"alpha", "beta", "gamma", "delta"}

// check reports the first field of a history out of its valid range, by name and value.
func (o Opportunities) check() error {
	switch {
	case o.N < 0 || o.N > mostOpportunities:
		return fmt.Errorf("n = %d: opportunities are 0 to %d", o.N, mostOpportunities)
	case o.Tx < 0 || o.Tx > o.N:
		return fmt.Errorf("t_x = %d: the last purchase is at one of the n = %d opportunities", o.Tx, o.N)
	case o.X < 0 || o.X > o.Tx:
		return fmt.Errorf("x = %d: up to t_x = %d there are 0 to as many purchases", o.X, o.Tx)
	case o.X == 0 && o.Tx != 0:
		return fmt.Errorf("t_x = %d: without a purchase (x = 0) it is 0", o.Tx)
	}
	return nil
}

// Parameters are alpha, beta, gamma, delta, without standard errors.
func (m BGBB) Parameters() []Parameter {
	return estimated(bgbbNames, m.Alpha, m.Beta, m.Gamma, m.Delta)
}

// LogLikelihood is the logarithm of the probability of one string of X purchases, the last at Tx, in N opportunities.
func (m BGBB) LogLikelihood(o Opportunities) (float64, error) {
	if err := m.checkWith(o); err != nil {
		return 0, err
	}
	all, _ := m.paths(o)
	return all, nil
}

// Alive is the probability that the customer still is one at the opportunity N+1.
func (m BGBB) Alive(o Opportunities) (float64, error) {
	if err := m.checkWith(o); err != nil {
		return 0, err
	}
	all, stayed := m.paths(o)
	stays := m.Delta + float64(o.N)
	return math.Exp(stayed-all) * stays / (m.Gamma + stays), nil
}

// Expected is the expected number of purchases at the next h opportunities, h between 0 and a million.
func (m BGBB) Expected(o Opportunities, h int) (float64, error) {
	if err := m.checkWith(o); err != nil {
		return 0, err
	}
	if h < 0 || h > mostOpportunities {
		return 0, fmt.Errorf("h = %d: opportunities to look ahead are 0 to %d", h, mostOpportunities)
	}
	all, stayed := m.paths(o)
	n := float64(o.N)
	buys := (m.Alpha + float64(o.X)) / (m.Alpha + m.Beta + n)
	// The paper's closed form of this sum is 0/0 at gamma = 1.
	sum, living := 0.0, 1.0
	for j := range h {
		stays := m.Delta + n + float64(j)
		living *= stays / (m.Gamma + stays)
		sum += living
	}
	return math.Exp(stayed-all) * buys * sum, nil
}

func (m BGBB) checkWith(o Opportunities) error {
	if err := m.check(); err != nil {
		return err
	}
	return o.check()
}

// paths are the logarithms of the probability of a history, and of its part in which the customer has lived until N. The other
// part sums the opportunities after which it may have left.
func (m BGBB) paths(o Opportunities) (all, stayed float64) {
	x, n, last := float64(o.X), float64(o.N), float64(o.Tx)
	stayed = m.logBought(x, n) + lnRising(m.Delta, n) - lnRising(m.Gamma+m.Delta, n)
	if o.Tx == o.N {
		return stayed, stayed
	}
	// Relative to leaving right after the last purchase, each later opportunity adds one that was not taken and one survived.
	sum, term := 0.0, 1.0
	for t := last; t < n; t++ {
		sum += term
		term *= (m.Beta + t - x) / (m.Alpha + m.Beta + t) * (m.Delta + t) / (m.Gamma + m.Delta + t + 1)
	}
	left := m.logBought(x, last) + math.Log(m.Gamma) + lnRising(m.Delta, last) - lnRising(m.Gamma+m.Delta, last+1) + math.Log(sum)
	all, _ = logAddExp(stayed, left)
	return all, stayed
}

// logBought is the logarithm of the probability that a customer who lives through n opportunities buys at a given x of them.
func (m BGBB) logBought(x, n float64) float64 {
	return lnRising(m.Alpha, x) + lnRising(m.Beta, n-x) - lnRising(m.Alpha+m.Beta, n)
}
