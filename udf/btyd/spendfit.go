package btyd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
)

// SpendFit is a Gamma-Gamma model with the parameters that fit a data set best, and what is known of them.
type SpendFit struct {
	Model      GammaGamma
	Parameters []Parameter // p, q, gamma with standard errors on the natural scale; that of q is (q-1) times that of ln(q-1)
	// LogLikelihood is the sum over customers on the scale of the money, without the prior.
	LogLikelihood float64
	Customers     int64
	Groups        int
	Iterations    int
	Evaluations   int
	Converged     bool   // as in Fit
	Reason        string // as in Fit
	// Covariance is that of ln p, ln(q-1) and ln gamma; nil when the fit did not converge.
	Covariance [][]float64
	// Correlation is that of the number of purchases with their mean value over customers. The model assumes that the two are
	// independent; NaN where one of them does not vary.
	Correlation float64

	theta []float64
}

var spendStart = []float64{1, 1, 1} // p, q-1, gamma with money divided by the median mean

// FitSpend fits the Gamma-Gamma model to mean values of purchases by maximum likelihood, with q above 1 so that every expectation
// exists. Money is divided by the median of the means; the search and the prior are those of FitModel, and so is what is an
// error and what a fit that did not converge. Above half a million customers a sample serves as well.
func FitSpend(ctx context.Context, groups []Spend, o FitOptions) (SpendFit, error) {
	scaled, unit, customers, err := prepareSpend(groups)
	if err != nil {
		return SpendFit{}, err
	}
	found, err := search(ctx, newSpendLikelihood(scaled), spendStart, customers, 0, o)
	if err != nil {
		return SpendFit{}, err
	}
	f := SpendFit{
		LogLikelihood: found.mean*float64(customers) - float64(customers)*math.Log(unit),
		Customers:     customers,
		Groups:        len(scaled),
		Iterations:    found.iterations,
		Evaluations:   found.evaluations,
		Converged:     found.failure == "",
		Covariance:    found.covariance,
		Correlation:   spendCorrelation(scaled),
		theta:         found.theta,
	}
	f.theta[2] += math.Log(unit)
	if f.Model, err = spendModel(f.theta); err != nil {
		return SpendFit{}, fmt.Errorf("fit of spend to %d customers: %w", customers, err)
	}
	if !f.Converged {
		f.Reason = fmt.Sprintf("The model of spend did not fit %d customers: %s.", customers, found.failure)
	}
	f.Parameters = f.Model.Parameters()
	for i := range f.Parameters {
		f.Parameters[i].StandardError = math.NaN()
		if f.Covariance != nil {
			f.Parameters[i].StandardError = math.Exp(f.theta[i]) * math.Sqrt(f.Covariance[i][i])
		}
	}
	return f, nil
}

// Draws gives n models whose parameters are drawn from what the fit knows of them, as those of Fit.
func (f SpendFit) Draws(n int, seed uint64) ([]GammaGamma, error) {
	draws, err := normalDraws(f.theta, f.Covariance, n, seed)
	if err != nil {
		return nil, err
	}
	models := make([]GammaGamma, n)
	for i, theta := range draws {
		if models[i], err = spendModel(theta); err != nil {
			return nil, fmt.Errorf("draw %d of the parameters: %w", i, err)
		}
	}
	return models, nil
}

func spendModel(theta []float64) (GammaGamma, error) {
	return NewGammaGamma(math.Exp(theta[0]), 1+math.Exp(theta[1]), math.Exp(theta[2]))
}

// prepareSpend checks the groups, sorts and merges them and divides money by the median of the means.
func prepareSpend(groups []Spend) (scaled []Spend, unit float64, customers int64, err error) {
	for _, g := range groups {
		if err := g.check(); err != nil {
			return nil, 0, 0, err
		}
		customers += g.Customers
	}
	if customers == 0 {
		return nil, 0, 0, errors.New("no customers: a model of spend needs at least one")
	}
	sorted := slices.Clone(groups)
	slices.SortFunc(sorted, func(a, b Spend) int { return cmp.Or(cmp.Compare(a.Mean, b.Mean), cmp.Compare(a.N, b.N)) })
	var before int64
	for _, g := range sorted {
		if last := len(scaled) - 1; last >= 0 && scaled[last].N == g.N && scaled[last].Mean == g.Mean {
			scaled[last].Customers += g.Customers
		} else {
			scaled = append(scaled, g)
		}
		if before*2 < customers {
			unit = g.Mean
		}
		before += g.Customers
	}
	for i := range scaled {
		scaled[i].Mean /= unit
	}
	return scaled, unit, customers, nil
}

func spendCorrelation(groups []Spend) float64 {
	var weight, meanN, meanValue, squareN, squareValue, product float64
	for _, g := range groups { // Welford's updates, for means far from 0
		w := float64(g.Customers)
		weight += w
		n, value := float64(g.N)-meanN, g.Mean-meanValue
		meanN += n * w / weight
		meanValue += value * w / weight
		squareN += w * n * (float64(g.N) - meanN)
		squareValue += w * value * (g.Mean - meanValue)
		product += w * n * (g.Mean - meanValue)
	}
	return product / math.Sqrt(squareN*squareValue)
}
