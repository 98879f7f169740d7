package btyd

import (
	"context"
	"fmt"
	"math"
	"strings"
)

// FitOptions are the choices of a fit. The zero value is the default of every field.
type FitOptions struct {
	// NoPrior drops the weak prior: plain maximum likelihood, as in the literature. Defaults to false.
	NoPrior bool
	// K is the number of exponential steps in a gap of MBG/CNBD-k, 1 to 12. Defaults to 0: the k of the highest likelihood,
	// which needs the histories' LogGaps. Other models ignore it.
	K int
}

// Fit is a model with the parameters that fit a data set best, and what is known of them.
type Fit struct {
	Model      Model
	Parameters []Parameter // those of Model, with standard errors on the natural scale: the value times that of its logarithm
	// LogLikelihood is the sum over customers on the scale of the histories' time, without the prior.
	LogLikelihood float64
	Customers     int64 // customers in the fit
	Repeaters     int64 // those among them with a repeat purchase
	Groups        int   // distinct histories
	Iterations    int   // of the search, over all its starts
	Evaluations   int   // of likelihood and gradient together
	// Converged says that the gradient vanishes, the curvature is that of a maximum and no parameter ran away.
	Converged bool
	// Reason says in a sentence what the reader of the fit has to know: why it did not converge, or that a parameter is at its
	// limit, such as no dropout seen. "" when there is nothing to say.
	Reason string
	// Covariance is that of the logarithms of the model's parameters, in their order without k: the inverse of the curvature of
	// the penalised log-likelihood at its maximum (of the plain one with FitOptions.NoPrior). nil when it did not converge.
	Covariance [][]float64

	family family
	theta  []float64 // logarithms of the parameters
}

// FitModel fits a kind of model to histories by maximum likelihood: the logarithms of the parameters by BFGS with an analytic
// gradient, time divided by the mean age, then Newton steps. Unless o.NoPrior a weak prior, counted once per data set, holds
// each logarithm within a standard deviation of 3 around where the search starts; it vanishes as customers grow, and makes a fit
// exist where plain likelihood has no maximum. The result does not depend on the order of the groups or on GOMAXPROCS.
//
// A fit that fails is returned with Converged false and its Reason; the error is for invalid groups, an unknown kind and the
// end of ctx.
func FitModel(ctx context.Context, kind Kind, groups []Group, o FitOptions) (Fit, error) {
	data, err := prepare(groups)
	if err != nil {
		return Fit{}, err
	}
	return data.fit(ctx, kind, o)
}

// fit fits a kind to prepared data.
func (d *dataset) fit(ctx context.Context, kind Kind, o FitOptions) (Fit, error) {
	if kind == KindCNBD && o.K == 0 {
		return d.fitGapShape(ctx, o)
	}
	f, err := d.fitFamily(ctx, kind, o)
	if err != nil {
		return Fit{}, err
	}
	var naive Fit
	if kind != KindNBD {
		if naive, err = d.naive(ctx); err != nil {
			return Fit{}, err
		}
	}
	f.Reason = d.explain(f, naive)
	return f, nil
}

// naive fits the NBD without dropout, with the prior, once per data set.
func (d *dataset) naive(ctx context.Context) (Fit, error) {
	if d.nbd == nil {
		f, err := d.fitFamily(ctx, KindNBD, FitOptions{})
		if err != nil {
			return Fit{}, err
		}
		d.nbd = &f
	}
	return *d.nbd, nil
}

// fitGapShape fits MBG/CNBD-k for k = 1, 2, ... and returns the k of the highest likelihood. It stops after two falls in a row:
// the likelihood has one peak in k. Where no history has LogGaps k is 1.
func (d *dataset) fitGapShape(ctx context.Context, o FitOptions) (Fit, error) {
	most := 12
	if !d.gaps {
		most = 1
	}
	best := Fit{LogLikelihood: math.Inf(-1)}
	falls, iterations, evaluations := 0, 0, 0
	for k := 1; k <= most && falls < 2; k++ {
		f, err := d.fit(ctx, KindCNBD, FitOptions{NoPrior: o.NoPrior, K: k})
		if err != nil {
			return Fit{}, err
		}
		iterations += f.Iterations
		evaluations += f.Evaluations
		if better(f, best) {
			best, falls = f, 0
		} else {
			falls++
		}
	}
	best.Iterations, best.Evaluations = iterations, evaluations
	if !d.gaps && d.repeaters > 0 {
		best.Reason = strings.TrimSpace("No gap between purchases is given, so k is 1. " + best.Reason)
	}
	return best, nil
}

// better prefers a fit that converged, then the higher likelihood.
func better(f, than Fit) bool {
	if f.Converged != than.Converged || than.Model == nil {
		return f.Converged || than.Model == nil
	}
	return f.LogLikelihood > than.LogLikelihood
}

func (d *dataset) fitFamily(ctx context.Context, kind Kind, o FitOptions) (Fit, error) {
	family, err := familyOf(kind, o.K)
	if err != nil {
		return Fit{}, err
	}
	found, err := search(ctx, family.likelihood(d.scaled), family.start, d.customers, rateParameters, o)
	if err != nil {
		return Fit{}, err
	}
	f := Fit{
		Customers:   d.customers,
		Repeaters:   d.repeaters,
		Groups:      len(d.scaled),
		Iterations:  found.iterations,
		Evaluations: found.evaluations,
		Converged:   found.failure == "",
		Reason:      found.failure,
		Covariance:  found.covariance,
		family:      family,
		theta:       found.theta,
	}
	f.LogLikelihood = found.mean*float64(d.customers) - float64(d.purchases)*math.Log(d.unit)
	for i, isTime := range family.time {
		if isTime {
			f.theta[i] += math.Log(d.unit)
		}
	}
	if f.Model, err = family.model(exponentials(f.theta)); err != nil {
		return Fit{}, fmt.Errorf("fit of %s to %d customers: %w", kind, d.customers, err)
	}
	f.Parameters = withErrors(f.Model, family.names, f.Covariance)
	return f, nil
}

// rateParameters is the number of parameters, the first of every family, that describe the rates: r and alpha. Where all
// customers have the same rate both grow without limit, and the model is none the worse.
const rateParameters = 2

// search maximises a likelihood over the logarithms of its parameters. The first mayGrow of them may grow without being lost.
func search(ctx context.Context, l likelihood, start []float64, customers int64, mayGrow int, o FitOptions) (maximum, error) {
	center := make([]float64, len(start))
	for i, value := range start {
		center[i] = math.Log(value)
	}
	parameters := make([]float64, len(start))
	p := problem{
		at: func(theta, gradient []float64) float64 {
			for i, value := range theta {
				parameters[i] = math.Exp(value)
			}
			return l.at(parameters, gradient)
		},
		center:    center,
		customers: float64(customers),
		prior:     !o.NoPrior,
		mayGrow:   mayGrow,
	}
	return p.maximise(ctx)
}

func exponentials(theta []float64) []float64 {
	values := make([]float64, len(theta))
	for i, value := range theta {
		values[i] = math.Exp(value)
	}
	return values
}

// withErrors adds the standard errors to the parameters that were fitted; k has none.
func withErrors(m Model, names []string, covariance [][]float64) []Parameter {
	parameters := m.Parameters()
	for i := range parameters {
		parameters[i].StandardError = math.NaN()
		for j, name := range names {
			if name == parameters[i].Name && covariance != nil {
				parameters[i].StandardError = parameters[i].Value * math.Sqrt(covariance[j][j])
			}
		}
	}
	return parameters
}
