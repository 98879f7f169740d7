package btyd

import (
	"fmt"
	"math"
)

// GammaGamma is the model of what a purchase is worth: the values of one customer's purchases are Gamma(P, ν), and ν ~ Gamma(Q,
// Gamma) over customers, independent of how often they buy. Gamma is an amount of money; Q > 1, so that a mean value exists. Make
// one with NewGammaGamma.
//
// Colombo & Jiang (1999), A stochastic RFM model; Fader & Hardie (2013), The Gamma-Gamma model of monetary value.
type GammaGamma struct{ P, Q, Gamma float64 }

// Spend is a number of customers who made the same number of purchases, worth the same on average.
type Spend struct {
	N         int     // purchases in the mean, 1 or more
	Mean      float64 // mean value of a purchase, between 1e-12 and 1e15
	Customers int64   // 1 or more
}

// NewGammaGamma makes the model. p is between 1e-9 and 1e9, q from 1+1e-9 to 1e9, gamma between 1e-12 and 1e15; another value is an
// error that names the parameter.
func NewGammaGamma(p, q, gamma float64) (GammaGamma, error) {
	m := GammaGamma{P: p, Q: q, Gamma: gamma}
	return m, m.check()
}

func (m GammaGamma) check() error {
	if err := checkShape("p", m.P); err != nil {
		return err
	}
	if err := checkRange("q", m.Q, 1+minShape, maxShape); err != nil {
		return err
	}
	return checkScale("gamma", m.Gamma)
}

// Parameters are p, q, gamma, without standard errors.
func (m GammaGamma) Parameters() []Parameter {
	return estimated([]string{"p", "q", "gamma"}, m.P, m.Q, m.Gamma)
}

// LogLikelihood is the logarithm of the density of the mean value of n purchases, of one customer.
func (m GammaGamma) LogLikelihood(n int, mean float64) (float64, error) {
	if err := m.check(); err != nil {
		return 0, err
	}
	if err := checkSpend(n, mean); err != nil {
		return 0, err
	}
	shape, total := m.P*float64(n), float64(n)*mean
	logGammaQ, _ := math.Lgamma(m.Q)
	return lnGammaRatio(shape, m.Q) - logGammaQ - m.Q*math.Log1p(total/m.Gamma) - shape*math.Log1p(m.Gamma/total) - math.Log(mean), nil
}

// ExpectedSpend is the expected value of a purchase of a customer whose n purchases were worth mean on average: its own mean,
// drawn to that of all customers the more the fewer they are. With n = 0 the mean is not read, and it is that of all customers.
func (m GammaGamma) ExpectedSpend(n int, mean float64) (float64, error) {
	if err := m.check(); err != nil {
		return 0, err
	}
	if n == 0 {
		return m.P * m.Gamma / (m.Q - 1), nil
	}
	if err := checkSpend(n, mean); err != nil {
		return 0, err
	}
	purchases := float64(n)
	return m.P * (m.Gamma + purchases*mean) / (m.P*purchases + m.Q - 1), nil
}

// check reports the first field out of its valid range, by name and value.
func (s Spend) check() error {
	if s.Customers < 1 {
		return fmt.Errorf("customers = %d: a group has 1 or more", s.Customers)
	}
	return checkSpend(s.N, s.Mean)
}

func checkSpend(n int, mean float64) error {
	if n < 1 {
		return fmt.Errorf("n = %d: a mean value needs 1 purchase or more", n)
	}
	return checkScale("mean", mean)
}
