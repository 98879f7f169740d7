package forecast

import "math"

// The backtest: forecasts are made as of each of the last 12 months, for 1 to 6 months ahead, as far as they are known by now.
const (
	BacktestOrigins = 12
	BacktestSteps   = 6
	fewestOrigins   = 4
)

// Trial is what a method would have said on earlier days. Origin is the number of months that the first forecast knew; each of the
// following knew one more.
type Trial struct {
	Method    Method
	Origin    int
	Forecasts [][]float64 // of each origin, up to 6 months or to the end of the series
}

// Backtest forecasts a series as of its last 12 months (its origins), fewer where the method needs what came before: at least 6 months, or 24
// for seasonal methods to be compared, which from names. The constants of Holt-Winters are those of the months before the first origin, and
// its level, trend and season go on from month to month, so that no forecast knows what came after it. from is the least number of
// months that a forecast knows, 1 or more. A method that cannot work on the series is an error. Source: Tashman 2000.
func Backtest(m Method, s Series, from int) (Trial, error) {
	if err := s.check(1); err != nil {
		return Trial{}, err
	}
	if from < 1 {
		return Trial{}, fault("from", from, "it is a whole number, 1 or more")
	}
	n := len(s.Values)
	trial := Trial{Method: m, Origin: max(from, n-BacktestOrigins)}
	if trial.Origin >= n {
		return trial, nil
	}
	fitted, err := fitModel(m, s.before(trial.Origin))
	if err != nil {
		return Trial{}, err
	}
	for origin := trial.Origin; origin < n; origin++ {
		said, err := fitted.forecast(s.before(origin), min(BacktestSteps, n-origin))
		if err != nil {
			return Trial{}, err
		}
		trial.Forecasts = append(trial.Forecasts, notBelow(s.before(origin), said))
	}
	return trial, nil
}

// notBelow keeps forecasts at 0 or above where the series always was.
func notBelow(s Series, said []float64) []float64 {
	if neverNegative(s.Values) {
		for i := range said {
			said[i] = max(0, said[i])
		}
	}
	return said
}

func neverNegative(values []float64) bool {
	for _, v := range values {
		if v < 0 {
			return false
		}
	}
	return true
}

// Errors are actual - forecast, by months ahead (the first is one month), in the order of the origins.
func (t Trial) Errors(values []float64) [][]float64 {
	out := make([][]float64, BacktestSteps)
	for i, said := range t.Forecasts {
		for h, f := range said {
			out[h] = append(out[h], values[t.Origin+i+h]-f)
		}
	}
	return out
}

// MAE is the mean absolute error over all origins and months ahead; NaN without a forecast.
func (t Trial) MAE(values []float64) float64 {
	total, count := 0.0, 0
	for _, errors := range t.Errors(values) {
		for _, e := range errors {
			total += math.Abs(e)
			count++
		}
	}
	return total / float64(count)
}

// Scale is what MASE divides by: the mean of |y(t) - y(t-12)| over the series, what seasonal naive errs by within it. NaN for 12 months
// or fewer, or where the series repeats itself exactly.
func Scale(values []float64) float64 {
	total := 0.0
	for i := Season; i < len(values); i++ {
		total += math.Abs(values[i] - values[i-Season])
	}
	if !(total > 0) {
		return math.NaN()
	}
	return total / float64(len(values)-Season)
}

// MASE is the mean absolute error by the Scale of the series: below 1 is better than seasonal naive within it. NaN where either is. Source:
// Hyndman, Koehler 2006.
func (t Trial) MASE(values []float64) float64 { return t.MAE(values) / Scale(values) }

// average is the trial of the mean of two methods.
func average(a, b Trial) Trial {
	out := Trial{Method: MethodAverage, Origin: a.Origin}
	for i := range a.Forecasts {
		out.Forecasts = append(out.Forecasts, between(a.Forecasts[i], b.Forecasts[i]))
	}
	return out
}

func between(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i]/2 + b[i]/2
	}
	return out
}
