package forecast

import (
	"math"
	"slices"
)

// Where an interval comes from.
const (
	BasisConformal = "conformal" // quantiles of the errors on earlier days
	BasisBootstrap = "bootstrap" // resampled errors of one month ahead
	BasisNone      = "none"      // too little is known for one
)

// Interval are the ends of the forecasts of each month, and how often such ends held. Low and High are NaN where nothing supports them.
type Interval struct {
	Low, High []float64
	Basis     string
	// Coverage is the share of earlier forecasts within ends made from the other origins; Judged is their number. NaN and 0 without one.
	Coverage float64
	Judged   int
}

// ConformalWidth gives the half width that covers an absolute error with at least the probability level: of k errors the one of rank
// ceil((k+1) level). NaN where that exceeds k: too few are known. level is between 0 and 1; errors name the parameter. Source:
// Vovk, Gammerman, Shafer 2005; Lei et al. 2018 (split conformal).
func ConformalWidth(errors []float64, level float64) (float64, error) {
	if err := checkLevel(level); err != nil {
		return 0, err
	}
	if err := checkValues(errors, 0); err != nil {
		return 0, err
	}
	return width(errors, level), nil
}

func width(errors []float64, level float64) float64 {
	// the small amount undoes rounding, as in 5 x 0.8
	rank := int(math.Ceil(float64(len(errors)+1)*level - 1e-9))
	if rank > len(errors) || rank < 1 {
		return math.NaN()
	}
	sizes := make([]float64, len(errors))
	for i, e := range errors {
		sizes[i] = math.Abs(e)
	}
	slices.Sort(sizes)
	return sizes[rank-1]
}

// interval takes the ends from the backtest where it has enough errors one month ahead, else from resampled residuals.
func interval(s Series, best Trial, expected []float64, forecast func(Series, int) ([]float64, error), o ChooseOptions) (Interval, error) {
	errors := best.Errors(s.Values)
	if !math.IsNaN(width(errors[0], o.Level)) {
		out := Interval{Basis: BasisConformal}
		widths := growing(errors, o.Level, o.Steps)
		for h, f := range expected {
			out.Low, out.High = append(out.Low, f-widths[h]), append(out.High, f+widths[h])
		}
		out.Low = notBelow(s, out.Low)
		out.Coverage, out.Judged = achieved(best, s.Values, o.Level)
		return out, nil
	}
	return bootstrap(s, expected, forecast, o)
}

// growing are the widths of each month ahead. One never is narrower than that of an earlier month; beyond the last month that the backtest can
// judge they grow with the square root of the time.
func growing(errors [][]float64, level float64, steps int) []float64 {
	out := make([]float64, steps)
	last, at := 0.0, 0
	for h := range out {
		own := math.NaN()
		if h < len(errors) {
			own = width(errors[h], level)
		}
		if math.IsNaN(own) {
			out[h] = last * math.Sqrt(float64(h+1)/float64(at))
			continue
		}
		last, at = max(last, own), h+1
		out[h] = last
	}
	return out
}

// achieved is the share of earlier forecasts within the ends that the errors of all other origins make.
func achieved(t Trial, values []float64, level float64) (share float64, judged int) {
	held := 0
	for i := range t.Forecasts {
		others := make([][]float64, BacktestSteps)
		for j, said := range t.Forecasts {
			for h, f := range said {
				if j != i {
					others[h] = append(others[h], values[t.Origin+j+h]-f)
				}
			}
		}
		if math.IsNaN(width(others[0], level)) {
			continue
		}
		widths := growing(others, level, BacktestSteps)
		for h, f := range t.Forecasts[i] {
			judged++
			if math.Abs(values[t.Origin+i+h]-f) <= widths[h] {
				held++
			}
		}
	}
	return float64(held) / float64(judged), judged
}

// paths is the number of futures that a bootstrap draws.
const paths = 200

// fewestResiduals is how many errors a bootstrap needs to draw from.
const fewestResiduals = 3

// bootstrap draws futures: each month is the forecast of what went before plus one of the errors that the method made one month ahead.
func bootstrap(s Series, expected []float64, forecast func(Series, int) ([]float64, error), o ChooseOptions) (Interval, error) {
	none := Interval{Basis: BasisNone, Coverage: math.NaN(), Low: constant(math.NaN(), o.Steps), High: constant(math.NaN(), o.Steps)}
	n := len(s.Values)
	var residuals []float64
	for i := min(2, n); i < n; i++ {
		said, err := forecast(s.before(i), 1)
		if err != nil {
			return none, err
		}
		residuals = append(residuals, s.Values[i]-said[0])
	}
	if len(residuals) < fewestResiduals {
		return none, nil
	}
	ends := make([][]float64, o.Steps)
	for path := range paths {
		random := newStream(o.Seed, uint64(path))
		future := Series{append(make([]float64, 0, n+o.Steps), s.Values...), s.Month, s.Shares}
		for h := range o.Steps {
			said, err := forecast(future, 1)
			if err != nil {
				return none, nil // a future that no method can go on from
			}
			value := said[0] + residuals[int(random.next()*float64(len(residuals)))]
			future.Values = append(future.Values, value)
			ends[h] = append(ends[h], value)
		}
	}
	out := Interval{Basis: BasisBootstrap, Coverage: math.NaN()}
	for h, values := range ends {
		slices.Sort(values)
		out.Low = append(out.Low, min(expected[h], quantile(values, (1-o.Level)/2)))
		out.High = append(out.High, max(expected[h], quantile(values, (1+o.Level)/2)))
	}
	out.Low = notBelow(s, out.Low)
	return out, nil
}

// quantile of sorted values, between neighbours in proportion (R's type 7).
func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	below := int(at)
	above := min(below+1, len(sorted)-1)
	return sorted[below] + (at-float64(below))*(sorted[above]-sorted[below])
}
