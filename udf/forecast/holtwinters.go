package forecast

import (
	"fmt"
	"math"
)

// Smoothing are the constants of Holt-Winters, each from 0 to 1: Alpha of the level, Beta of the trend, Gamma of the season. Phi damps
// the trend: 1 means no damping, else it is from 0.8 to 0.98.
type Smoothing struct{ Alpha, Beta, Gamma, Phi float64 }

// HoltWinters is the state after a series: what its forecasts stand on.
type HoltWinters struct {
	Smoothing
	Multiplicative bool
	Level, Trend   float64
	Seasonal       []float64 // of the coming periods, the next one first
	SSE            float64   // sum of squared one-step errors from the second season on
}

// RunHoltWinters runs the smoothing with constants given, in R's convention: with f = l + phi b the level before the season,
// l' = a (y - s) + (1-a) f, b' = b (l' - l) + (1-b) phi b, s' = g (y - l') + (1-g) s; multiplicative divides by s and l' instead of
// taking them off. It starts, as R does, from a line through the moving average of the first two seasons and their mean
// deviations from it. Units as the values.
//
// period is 2 or more, at least two of them are needed; multiplicative needs values above 0. Errors name the parameter. Source:
// Holt 1957, Winters 1960, Gardner and McKenzie 1985; the function HoltWinters of R 4.2.
func RunHoltWinters(values []float64, period int, multiplicative bool, p Smoothing) (HoltWinters, error) {
	if err := checkHoltWinters(values, period, multiplicative); err != nil {
		return HoltWinters{}, err
	}
	for _, c := range []struct {
		name  string
		value float64
	}{{"alpha", p.Alpha}, {"beta", p.Beta}, {"gamma", p.Gamma}} {
		if !(c.value >= 0 && c.value <= 1) {
			return HoltWinters{}, fault(c.name, c.value, "it is a fraction from 0 to 1")
		}
	}
	if p.Phi != 1 && !(p.Phi >= leastPhi && p.Phi <= greatestPhi) {
		return HoltWinters{}, fault("phi", p.Phi, "it is 1, or a fraction from 0.8 to 0.98")
	}
	h := startHoltWinters(values, period, multiplicative).run(values[period:], p)
	if math.IsNaN(h.SSE) || math.IsInf(h.SSE, 0) {
		return HoltWinters{}, fmt.Errorf("values: their seasonal factors come too near to 0 for multiplicative smoothing")
	}
	return h, nil
}

const leastPhi, greatestPhi = 0.8, 0.98

func checkHoltWinters(values []float64, period int, multiplicative bool) error {
	if period < 2 || period > mostSteps {
		return fault("period", period, "it is a whole number from 2 to 1200")
	}
	if err := checkValues(values, 2*period); err != nil {
		return err
	}
	for i, v := range values {
		if multiplicative && !(v > 0) {
			return fault(fmt.Sprintf("values[%d]", i), v, "multiplicative smoothing needs values above 0")
		}
	}
	return nil
}

// startHoltWinters is the state before the second season.
func startHoltWinters(values []float64, period int, multiplicative bool) HoltWinters {
	h := HoltWinters{Multiplicative: multiplicative}
	trend := movingAverage(values[:2*period], period)
	h.Level, h.Trend = line(trend[period/2 : 2*period-period/2])
	h.Seasonal = make([]float64, period)
	counts := make([]float64, period)
	for i := period / 2; i < 2*period-period/2; i++ {
		deviation := values[i] - trend[i]
		if multiplicative {
			deviation = values[i] / trend[i]
		}
		h.Seasonal[i%period] += deviation
		counts[i%period]++
	}
	for i := range h.Seasonal {
		h.Seasonal[i] /= counts[i]
	}
	centre := mean(h.Seasonal)
	for i := range h.Seasonal {
		if multiplicative {
			h.Seasonal[i] /= centre
		} else {
			h.Seasonal[i] -= centre
		}
	}
	return h
}

// movingAverage is centred and as long as the season; half a weight at each end where that is even. Its ends are not filled.
func movingAverage(values []float64, period int) []float64 {
	out := make([]float64, len(values))
	half := period / 2
	for i := half; i < len(values)-half; i++ {
		total := sum(values[i-half : i+half+1])
		if period%2 == 0 {
			total -= (values[i-half] + values[i+half]) / 2
		}
		out[i] = total / float64(period)
	}
	return out
}

// line fits y = level + trend x by least squares to x = 1, 2, ...
func line(y []float64) (level, trend float64) {
	n := float64(len(y))
	centre, above, below := mean(y), 0.0, 0.0
	for i, v := range y {
		x := float64(i+1) - (n+1)/2
		above += x * (v - centre)
		below += x * x
	}
	if below > 0 {
		trend = above / below
	}
	return centre - trend*(n+1)/2, trend
}

// run smooths values that follow the state.
func (h HoltWinters) run(values []float64, p Smoothing) HoltWinters {
	period := len(h.Seasonal)
	season := append(make([]float64, 0, len(h.Seasonal)), h.Seasonal...)
	h.Smoothing, h.SSE = p, 0
	for i, v := range values {
		at := i % period
		ahead := h.Level + p.Phi*h.Trend
		expected, free := ahead+season[at], v-season[at]
		if h.Multiplicative {
			expected, free = ahead*season[at], v/season[at]
		}
		h.SSE += (v - expected) * (v - expected)
		level := p.Alpha*free + (1-p.Alpha)*ahead
		h.Trend = p.Beta*(level-h.Level) + (1-p.Beta)*p.Phi*h.Trend
		h.Level = level
		if h.Multiplicative {
			season[at] = p.Gamma*(v/level) + (1-p.Gamma)*season[at]
		} else {
			season[at] = p.Gamma*(v-level) + (1-p.Gamma)*season[at]
		}
	}
	turn := len(values) % period
	h.Seasonal = append(season[turn:len(season):len(season)], season[:turn]...)
	return h
}

// Forecast gives the coming periods: l + (phi + ... + phi^h) b, plus or times the season. steps is from 1 to 1200.
func (h HoltWinters) Forecast(steps int) ([]float64, error) {
	if err := checkSteps(steps); err != nil {
		return nil, err
	}
	out := make([]float64, steps)
	damped, power := 0.0, 1.0
	for i := range out {
		power *= h.Phi
		damped += power
		out[i] = h.Level + damped*h.Trend
		if season := h.Seasonal[i%len(h.Seasonal)]; h.Multiplicative {
			out[i] *= season
		} else {
			out[i] += season
		}
	}
	return out, nil
}
