package btyd

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// BGBBFit is a BG/BB model with the parameters that fit a data set best, and what is known of them.
type BGBBFit struct {
	Model         BGBB
	Parameters    []Parameter // alpha, beta, gamma, delta with standard errors
	LogLikelihood float64     // sum over customers, without the prior
	Customers     int64
	Groups        int // distinct histories
	Iterations    int
	Evaluations   int
	Converged     bool        // as in Fit
	Reason        string      // as in Fit
	Covariance    [][]float64 // that of the logarithms of the parameters; nil when the fit did not converge
}

var bgbbStart = []float64{1, 1, 1, 3}

// FitBGBB fits the BG/BB model by maximum likelihood. The search and the prior are those of FitModel, and so is what is an error and
// what a fit that did not converge. All histories with 0 opportunities say nothing and give the prior.
func FitBGBB(ctx context.Context, groups []Opportunities, o FitOptions) (BGBBFit, error) {
	var customers int64
	for _, g := range groups {
		if err := g.check(); err != nil {
			return BGBBFit{}, err
		}
		if g.Customers < 1 {
			return BGBBFit{}, fmt.Errorf("customers = %d (x = %d, t_x = %d, n = %d): a group has 1 or more", g.Customers, g.X, g.Tx, g.N)
		}
		customers += g.Customers
	}
	if customers == 0 {
		return BGBBFit{}, errors.New("no customers: a fit of BG/BB needs at least one")
	}
	likelihood := newBGBBLikelihood(groups)
	found, err := search(ctx, likelihood, bgbbStart, customers, 0, o)
	if err != nil {
		return BGBBFit{}, err
	}
	f := BGBBFit{
		LogLikelihood: found.mean * float64(customers),
		Customers:     customers,
		Groups:        len(likelihood.groups),
		Iterations:    found.iterations,
		Evaluations:   found.evaluations,
		Converged:     found.failure == "",
		Covariance:    found.covariance,
	}
	p := exponentials(found.theta)
	if f.Model, err = NewBGBB(p[0], p[1], p[2], p[3]); err != nil {
		return BGBBFit{}, fmt.Errorf("fit of BG/BB to %d customers: %w", customers, err)
	}
	if !f.Converged {
		f.Reason = fmt.Sprintf("BG/BB did not fit %d customers: %s.", customers, found.failure)
	}
	f.Parameters = f.Model.Parameters()
	for i := range f.Parameters {
		if f.Covariance != nil {
			f.Parameters[i].StandardError = p[i] * math.Sqrt(f.Covariance[i][i])
		}
	}
	return f, nil
}
