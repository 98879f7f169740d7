package forecast

// SeasonalNaive forecasts each month by the same month of the last year known: y(n+h-12), and again from there beyond a year. Unit as
// the values. At least 12 values; errors name the parameter. Source: Hyndman and Athanasopoulos, Forecasting: Principles and
// Practice, 5.2.
func SeasonalNaive(s Series, steps int) ([]float64, error) {
	if err := s.check(Season); err != nil {
		return nil, err
	}
	if err := checkSteps(steps); err != nil {
		return nil, err
	}
	last := s.Values[len(s.Values)-Season:]
	out := make([]float64, steps)
	for h := range out {
		out[h] = last[h%Season]
	}
	return out, nil
}

// Drift goes on from the last value by the mean step so far: y(n) + h (y(n) - y(1)) / (n-1). A series with borrowed shares is taken
// free of season first and given it back after: values / (12 s_k). Unit as the values. At least 2 values; errors name the parameter.
// Source: as SeasonalNaive.
func Drift(s Series, steps int) ([]float64, error) {
	if err := s.check(2); err != nil {
		return nil, err
	}
	if err := checkSteps(steps); err != nil {
		return nil, err
	}
	flat := withoutSeason(s)
	n := len(flat)
	slope := (flat[n-1] - flat[0]) / float64(n-1)
	out := make([]float64, steps)
	for h := range out {
		out[h] = (flat[n-1] + float64(h+1)*slope) * factor(s, n+h)
	}
	return out, nil
}

// Mean forecasts every month by the mean of the last 12, or of all where there are fewer. A series with borrowed shares is taken free of
// season first and given it back after, as in Drift. Unit as the values. At least 1 value; errors name the parameter.
func Mean(s Series, steps int) ([]float64, error) {
	if err := s.check(1); err != nil {
		return nil, err
	}
	if err := checkSteps(steps); err != nil {
		return nil, err
	}
	flat := withoutSeason(s)
	n := len(flat)
	level := mean(flat[n-min(n, Season):])
	out := make([]float64, steps)
	for h := range out {
		out[h] = level * factor(s, n+h)
	}
	return out, nil
}

// leastFactor bounds what a month is divided by: a month with almost no share says little of the level.
const leastFactor = 0.05

// factor is the seasonal factor of the month at index i: 12 times its borrowed share.
func factor(s Series, i int) float64 { return Season * s.borrowed()[s.calendar(i)] }

// withoutSeason divides the values by their borrowed seasonal factors.
func withoutSeason(s Series) []float64 {
	if s.Shares == nil {
		return s.Values
	}
	flat := make([]float64, len(s.Values))
	for i, v := range s.Values {
		flat[i] = v / max(factor(s, i), leastFactor)
	}
	return flat
}
