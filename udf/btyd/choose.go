package btyd

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
)

// ChooseOptions are the choices of a comparison of models.
type ChooseOptions struct {
	FitOptions
	// Horizon is the length of the holdout in the unit of the histories, over 0. Required.
	Horizon float64
	// Kinds are the models to compare. Defaults to MBG, BG, Pareto and, where histories carry LogGaps, CNBD. The NBD is
	// always fitted besides them: it is what a model has to beat.
	Kinds []Kind
}

// Candidate is one model in a comparison: fitted to the past, measured on the holdout.
type Candidate struct {
	Fit      Fit
	Measures Measures
	// Behind is how much more deviance it has than the best candidate, 0 for the best itself; BehindError is the standard error of that
	// difference, paired by customer.
	Behind      float64
	BehindError float64
	// Reason says in a sentence why the candidate cannot be chosen; "" when it can.
	Reason string
}

// Choice is the outcome of a comparison.
type Choice struct {
	Kind       Kind // of the model chosen; "" when none can be used
	K          int  // of CNBD; 0 otherwise
	Candidates []Candidate
	Naive      Candidate // the NBD without dropout
	Rate       Measures  // the forecast x/T times the horizon: without probabilities, and without limit where a customer of x = 0 bought
	Reason     string    // why this model, in a sentence
}

// preference is the order in which a simpler model is taken when the holdout cannot tell it from the best.
var preference = []Kind{KindMBG, KindBG, KindPareto, KindCNBD}

// Choose fits models to the past, forecasts the holdout and chooses by Poisson deviance. A model has to converge and to beat the NBD
// without dropout. Among those that do, the first of MBG, BG, Pareto and CNBD whose deviance is within one standard error of the
// least, paired by customer, is taken. past are the histories to fit and outcomes those to score: they may
// differ, since a fit may round times or leave customers out. The model for use is then fitted anew, to all data.
func Choose(ctx context.Context, past []Group, outcomes []Outcome, o ChooseOptions) (Choice, error) {
	if !(o.Horizon > 0) || math.IsInf(o.Horizon, 0) {
		return Choice{}, fmt.Errorf("a holdout of length %v: a number over 0", o.Horizon)
	}
	data, err := prepare(past)
	if err != nil {
		return Choice{}, err
	}
	kinds := o.Kinds
	if kinds == nil {
		kinds = defaultKinds(past)
	}
	var c Choice
	outcomes = mergeOutcomes(outcomes)
	groups := groupsOf(outcomes)
	kinds = append([]Kind{KindNBD}, slices.DeleteFunc(slices.Clone(kinds), func(k Kind) bool { return k == KindNBD })...)
	candidates, forecasts := make([]Candidate, len(kinds)), make([][]Forecast, len(kinds))
	for i, kind := range kinds {
		if candidates[i].Fit, err = data.fit(ctx, kind, o.FitOptions); err != nil {
			return Choice{}, err
		}
	}
	// measuring takes one core each, and the rate without a model one more
	errs := make([]error, len(kinds)+1)
	eachBlock(len(errs), func(i int) {
		if i == len(kinds) {
			c.Rate, errs[i] = measureRate(outcomes, o.Horizon)
			return
		}
		if forecasts[i], errs[i] = Forecasts(ctx, candidates[i].Fit.Model, groups, o.Horizon); errs[i] != nil {
			errs[i] = fmt.Errorf("holdout of %s: %w", kinds[i], errs[i])
			return
		}
		candidates[i].Measures, errs[i] = Measure(outcomes, forecasts[i])
	})
	if err := errors.Join(errs...); err != nil {
		return Choice{}, err
	}
	c.Naive, c.Candidates = candidates[0], candidates[1:]
	for i := range c.Candidates {
		c.Candidates[i].Reason = refusal(c.Candidates[i], c.Naive)
	}
	c.pick(outcomes, forecasts[1:])
	return c, nil
}

// defaultKinds leaves CNBD out where nothing is known of the gaps.
func defaultKinds(past []Group) []Kind {
	for _, g := range past {
		if g.X > 0 && g.LogGaps != 0 {
			return preference
		}
	}
	return preference[:len(preference)-1]
}

func measureRate(outcomes []Outcome, horizon float64) (Measures, error) {
	forecasts := make([]Forecast, len(outcomes))
	for i, o := range outcomes {
		forecasts[i].Buys = math.NaN()
		if o.X > 0 {
			forecasts[i].Expected = float64(o.X) / o.T * horizon
		}
	}
	return Measure(outcomes, forecasts)
}

// refusal says why a candidate cannot be chosen.
func refusal(c, naive Candidate) string {
	switch {
	case !c.Fit.Converged:
		return c.Fit.Reason
	case !(c.Measures.Deviance < naive.Measures.Deviance):
		return fmt.Sprintf("its deviance of %.1f is not under the %.1f of a forecast in which nobody leaves",
			c.Measures.Deviance, naive.Measures.Deviance)
	}
	return ""
}

// pick applies the rule of one standard error.
func (c *Choice) pick(outcomes []Outcome, forecasts [][]Forecast) {
	best := -1
	for i, candidate := range c.Candidates {
		if candidate.Reason == "" && (best < 0 || candidate.Measures.Deviance < c.Candidates[best].Measures.Deviance) {
			best = i
		}
	}
	if best < 0 {
		c.Reason = "No model forecasts the holdout better than a constant rate without dropout."
		return
	}
	for i := range c.Candidates {
		c.Candidates[i].Behind, c.Candidates[i].BehindError = pairedDifference(outcomes, forecasts[i], forecasts[best])
	}
	chosen := best
	for rank := len(preference) - 1; rank >= 0; rank-- {
		for i, candidate := range c.Candidates {
			if candidate.Fit.Model.Kind() == preference[rank] && candidate.Reason == "" && candidate.Behind <= candidate.BehindError {
				chosen = i
			}
		}
	}
	c.Kind = c.Candidates[chosen].Fit.Model.Kind()
	c.K = gapShape(c.Candidates[chosen].Fit.Model)
	c.Reason = "It has the least deviance on the holdout."
	if chosen != best {
		c.Reason = fmt.Sprintf("Its deviance on the holdout is %.1f above the least (%s), within the standard error of %.1f: the simpler model is taken.",
			c.Candidates[chosen].Behind, c.Candidates[best].Fit.Model.Kind(), c.Candidates[chosen].BehindError)
	}
}

// pairedDifference sums the difference of two forecasts' deviances over customers, with its standard error.
func pairedDifference(outcomes []Outcome, a, b []Forecast) (sum, standardError float64) {
	var customers, squares float64
	for i, o := range outcomes {
		difference := deviance(o.Future, a[i].Expected) - deviance(o.Future, b[i].Expected)
		customers += float64(o.Customers)
		sum += float64(o.Customers) * difference
		squares += float64(o.Customers) * difference * difference
	}
	return sum, math.Sqrt(max(0, squares-sum*sum/customers))
}
