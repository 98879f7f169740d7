package forecast

import (
	"fmt"
	"math"
	"slices"
)

// ChooseOptions says what to forecast and how wide. All fields are needed but Seed.
type ChooseOptions struct {
	Steps int     // months ahead, 1 to 1200
	Level float64 // probability that an interval is to cover, between 0 and 1
	Seed  uint64  // of the draws of the bootstrap
}

// Candidate is a method that took part. MASE and MAE are NaN where nothing could be compared.
type Candidate struct {
	Method    Method
	MASE, MAE float64
	Reason    string // why it could not work on the series; empty for one that took part
}

// Choice is the method taken for a series and what it forecasts.
type Choice struct {
	Method     Method
	Of         []Method             // the two methods of an average
	Parameters []map[string]float64 // of the method, or of the two
	MASE, MAE  float64              // NaN where unknown
	Origins    int                  // of the backtest
	Candidates []Candidate
	Reason     string // what left methods out; empty when nothing did
	Expected   []float64
	Interval
	Outliers []int // indexes of values that the Hampel rule flags
}

// Choose compares the methods that the length of a series allows on rolling origins and forecasts it by the one that errs least (MASE,
// BacktestSteps months ahead as of BacktestOrigins months); of equal ones by the simpler. The mean of the best two takes part.
//
// Fewer than 6 months allow the run rate alone; fewer than 24 the mean and the drift, with the season lent by Shares; from 24 on all but
// Holt-Winters, which joins at 28, when it can be judged. Croston and TSB take its place where months without a demand are frequent.
// Forecasts of a series that never was negative are not either. At least 1 value; errors name the parameter.
func Choose(s Series, o ChooseOptions) (Choice, error) {
	if err := s.check(1); err != nil {
		return Choice{}, err
	}
	if err := checkSteps(o.Steps); err != nil {
		return Choice{}, err
	}
	if err := checkLevel(o.Level); err != nil {
		return Choice{}, err
	}
	if len(s.Values) >= fewestForSeason {
		s.Shares = nil
	}
	allowed, left := candidates(s)
	c := Choice{Reason: left, Method: allowed[0], MASE: math.NaN(), MAE: math.NaN()}
	trials := c.compare(s, allowed)
	ranked := slices.Clone(trials) // stable, so that the simpler stands first among equals
	slices.SortStableFunc(ranked, func(a, b Trial) int { return compareErrors(a.MAE(s.Values), b.MAE(s.Values)) })
	best := Trial{Method: c.Method, Origin: len(s.Values)}
	if len(ranked) > 0 {
		best = ranked[0]
	}
	if len(ranked) > 1 {
		mixed := average(ranked[0], ranked[1])
		c.judge(mixed, s.Values)
		if compareErrors(mixed.MAE(s.Values), best.MAE(s.Values)) < 0 {
			best, c.Of = mixed, []Method{ranked[0].Method, ranked[1].Method}
		}
	}
	c.Method, c.Origins = best.Method, len(best.Forecasts)
	if c.Origins > 0 {
		c.MASE, c.MAE = best.MASE(s.Values), best.MAE(s.Values)
	}
	return c, c.look(s, best, o)
}

// compareErrors orders by size; errors that differ by rounding are equal.
func compareErrors(a, b float64) int {
	switch {
	case a < b-1e-9*math.Abs(b):
		return -1
	case b < a-1e-9*math.Abs(a):
		return 1
	}
	return 0
}

// compare runs the backtest of every method that can work on the series; none where there are fewer than 1 origin.
func (c *Choice) compare(s Series, allowed []Method) []Trial {
	n, from := len(s.Values), fewestForDrift
	switch {
	case slices.ContainsFunc(allowed, func(m Method) bool { _, _, is := isHoltWinters(m); return is }):
		from = fewestForSeason
	case n >= fewestForSeason:
		from = Season
	case n <= fewestForDrift:
		return nil
	}
	var trials []Trial
	for _, m := range allowed {
		trial, err := Backtest(m, s, from)
		if err == nil && !usable(trial.MAE(s.Values)) {
			err = fmt.Errorf("its forecasts grow without limit")
		}
		if err != nil {
			c.Candidates = append(c.Candidates, Candidate{m, math.NaN(), math.NaN(), err.Error()})
			continue
		}
		c.judge(trial, s.Values)
		trials = append(trials, trial)
	}
	return trials
}

func (c *Choice) judge(t Trial, values []float64) {
	c.Candidates = append(c.Candidates, Candidate{Method: t.Method, MASE: t.MASE(values), MAE: t.MAE(values)})
}

// look forecasts by what was chosen.
func (c *Choice) look(s Series, best Trial, o ChooseOptions) error {
	of := c.Of
	if of == nil {
		of = []Method{c.Method}
	}
	var parts []model
	for _, m := range of {
		fitted, err := fitModel(m, s)
		if err != nil {
			return err
		}
		parts = append(parts, fitted)
		c.Parameters = append(c.Parameters, fitted.parameters())
	}
	forecast := func(s Series, steps int) ([]float64, error) {
		said, err := parts[0].forecast(s, steps)
		if err == nil && len(parts) > 1 {
			var other []float64
			other, err = parts[1].forecast(s, steps)
			if err == nil {
				said = between(said, other)
			}
		}
		return notBelow(s, said), err
	}
	var err error
	if c.Expected, err = forecast(s, o.Steps); err != nil {
		return err
	}
	if c.Outliers, err = Hampel(s); err != nil {
		return err
	}
	c.Interval, err = interval(s, best, c.Expected, forecast, o)
	return err
}
