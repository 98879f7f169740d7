package forecast

import "fmt"

// Method names a way to forecast a series.
type Method string

// The methods, the simplest first: of two that err alike the one named first is taken.
const (
	MethodRunRate         Method = "run_rate"          // the pace of the months so far, fewer than 6
	MethodMean            Method = "mean_12"           // Mean
	MethodDrift           Method = "drift"             // Drift
	MethodSeasonalNaive   Method = "seasonal_naive"    // SeasonalNaive
	MethodSeasonalRunRate Method = "seasonal_run_rate" // SeasonalRunRate
	MethodCroston         Method = "croston_sba"       // CrostonSBA
	MethodTSB             Method = "tsb"               // TSB
	MethodAdditive        Method = "holt_winters_additive"
	MethodMultiplicative  Method = "holt_winters_multiplicative"
	MethodDampedAdditive  Method = "holt_winters_additive_damped"
	MethodDamped          Method = "holt_winters_multiplicative_damped"
	MethodAverage         Method = "average" // the mean of the two that err least
)

// model is a method with the constants that it needs.
type model struct {
	method    Method
	smoothing Smoothing // of Holt-Winters alone
}

// isHoltWinters says which kind of Holt-Winters a method is, if any.
func isHoltWinters(m Method) (multiplicative, damped, is bool) {
	switch m {
	case MethodAdditive:
		return false, false, true
	case MethodMultiplicative:
		return true, false, true
	case MethodDampedAdditive:
		return false, true, true
	case MethodDamped:
		return true, true, true
	}
	return false, false, false
}

// fitModel finds the constants of a method on a series.
func fitModel(m Method, s Series) (model, error) {
	multiplicative, damped, is := isHoltWinters(m)
	if !is {
		return model{method: m}, nil
	}
	h, err := FitHoltWinters(s.Values, Season, multiplicative, damped)
	return model{m, h.Smoothing}, err
}

// forecast gives the months after a series, with the constants as they are.
func (m model) forecast(s Series, steps int) ([]float64, error) {
	switch m.method {
	case MethodRunRate, MethodMean:
		return Mean(s, steps)
	case MethodDrift:
		return Drift(s, steps)
	case MethodSeasonalNaive:
		return SeasonalNaive(s, steps)
	case MethodSeasonalRunRate:
		return SeasonalRunRate(s, steps)
	case MethodCroston:
		return CrostonSBA(s, demandWeight, steps)
	case MethodTSB:
		return TSB(s, demandWeight, periodWeight, steps)
	}
	multiplicative, _, is := isHoltWinters(m.method)
	if !is {
		return nil, fault("method", m.method, "it forecasts nothing by itself")
	}
	h, err := RunHoltWinters(s.Values, Season, multiplicative, m.smoothing)
	if err != nil {
		return nil, err
	}
	return h.Forecast(steps)
}

// parameters are the constants by name, for the record.
func (m model) parameters() map[string]float64 {
	switch m.method {
	case MethodCroston:
		return map[string]float64{"a": demandWeight}
	case MethodTSB:
		return map[string]float64{"a": demandWeight, "b": periodWeight}
	}
	if _, damped, is := isHoltWinters(m.method); is {
		p := map[string]float64{"alpha": m.smoothing.Alpha, "beta": m.smoothing.Beta, "gamma": m.smoothing.Gamma}
		if damped {
			p["phi"] = m.smoothing.Phi
		}
		return p
	}
	return map[string]float64{}
}

// Lengths in months at which more methods are allowed.
const (
	fewestForDrift       = 6
	fewestForSeason      = 24
	fewestForHoltWinters = fewestForSeason + fewestOrigins // from here on it can be compared
)

// candidates are the methods that the length and the kind of a series allow, the simplest first, and why others are left out.
func candidates(s Series) (allowed []Method, left string) {
	n := len(s.Values)
	switch {
	case n < fewestForDrift:
		return []Method{MethodRunRate}, fmt.Sprintf("%d months allow a run rate alone", n)
	case n < fewestForSeason:
		return []Method{MethodMean, MethodDrift}, fmt.Sprintf("%d months do not show a season of their own", n)
	}
	allowed = []Method{MethodMean, MethodDrift, MethodSeasonalNaive, MethodSeasonalRunRate}
	if isIntermittent(s.Values) {
		return append(allowed, MethodCroston, MethodTSB), "months without sales leave no room for Holt-Winters"
	}
	if n < fewestForHoltWinters {
		return allowed, fmt.Sprintf("%d months are too few to compare Holt-Winters, which needs %d", n, fewestForHoltWinters)
	}
	allowed = append(allowed, MethodAdditive, MethodDampedAdditive)
	for _, v := range s.Values {
		if !(v > 0) {
			return allowed, "a month at 0 or below leaves no room for multiplicative Holt-Winters"
		}
	}
	return append(allowed, MethodMultiplicative, MethodDamped), ""
}
