package forecast_test

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/customer-landscape/landscape/udf/forecast"
)

var options = forecast.ChooseOptions{Steps: 12, Level: 0.8, Seed: 1}

// plainMASE computes the backtest a second time: two loops over origins and months ahead, forecasts from the public functions alone.
func plainMASE(t *testing.T, values []float64, from int, of func(known []float64, steps int) ([]float64, error)) float64 {
	t.Helper()
	errors, count := 0.0, 0
	for origin := max(from, len(values)-12); origin < len(values); origin++ {
		said, err := of(values[:origin], 6)
		if err != nil {
			t.Fatal(err)
		}
		for h := 0; h < 6 && origin+h < len(values); h++ {
			errors += math.Abs(values[origin+h] - said[h])
			count++
		}
	}
	naive, months := 0.0, 0
	for i := 12; i < len(values); i++ {
		naive += math.Abs(values[i] - values[i-12])
		months++
	}
	return errors / float64(count) / (naive / float64(months))
}

// TestBacktestPlainly holds every candidate's MASE against the second computation, and the average of the best two.
func TestBacktestPlainly(t *testing.T) {
	c, err := forecast.Choose(series(1, airPassengers...), options)
	if err != nil {
		t.Fatal(err)
	}
	first := len(airPassengers) - 12
	simple := func(of func(forecast.Series, int) ([]float64, error)) func([]float64, int) ([]float64, error) {
		return func(known []float64, steps int) ([]float64, error) { return of(series(1, known...), steps) }
	}
	smooth := func(multiplicative, damped bool) func([]float64, int) ([]float64, error) {
		return func(known []float64, steps int) ([]float64, error) {
			fitted, err := forecast.FitHoltWinters(airPassengers[:first], 12, multiplicative, damped)
			if err != nil {
				return nil, err
			}
			h, err := forecast.RunHoltWinters(known, 12, multiplicative, fitted.Smoothing)
			if err != nil {
				return nil, err
			}
			return h.Forecast(steps)
		}
	}
	methods := map[forecast.Method]func([]float64, int) ([]float64, error){
		forecast.MethodMean: simple(forecast.Mean), forecast.MethodDrift: simple(forecast.Drift),
		forecast.MethodSeasonalNaive: simple(forecast.SeasonalNaive), forecast.MethodSeasonalRunRate: simple(forecast.SeasonalRunRate),
		forecast.MethodAdditive: smooth(false, false), forecast.MethodDampedAdditive: smooth(false, true),
		forecast.MethodMultiplicative: smooth(true, false), forecast.MethodDamped: smooth(true, true),
	}
	plain := map[forecast.Method]float64{}
	var order []forecast.Method
	for m, of := range methods {
		plain[m] = plainMASE(t, airPassengers, 24, of)
		order = append(order, m)
	}
	slices.SortFunc(order, func(a, b forecast.Method) int {
		if plain[a] < plain[b] {
			return -1
		}
		return 1
	})
	plain[forecast.MethodAverage] = plainMASE(t, airPassengers, 24, func(known []float64, steps int) ([]float64, error) {
		a, err := methods[order[0]](known, steps)
		if err != nil {
			return nil, err
		}
		b, err := methods[order[1]](known, steps)
		for i := range a {
			a[i] = (a[i] + b[i]) / 2
		}
		return a, err
	})
	least := forecast.MethodAverage
	for _, candidate := range c.Candidates {
		near(t, string(candidate.Method), candidate.MASE, plain[candidate.Method], 1e-12)
		if plain[candidate.Method] < plain[least] {
			least = candidate.Method
		}
		delete(methods, candidate.Method)
	}
	if len(methods) > 0 || c.Method != least || c.MASE != plain[least] && math.Abs(c.MASE-plain[least]) > 1e-12 || c.Origins != 12 {
		t.Errorf("chose %s of %v, want %s; never judged %v", c.Method, c.Candidates, least, methods)
	}
	if c.MASE > 0.8 {
		t.Errorf("MASE %v of AirPassengers", c.MASE)
	}
}

// TestRulesByLength: what each length allows.
func TestRulesByLength(t *testing.T) {
	noisy := func(n int) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = 100 + 30*math.Sin(float64(i)*math.Pi/6) + float64((i*7919)%13)
		}
		return out
	}
	sparse := fill(40, 0)
	for i := 0; i < 40; i += 3 {
		sparse[i] = float64(5 + i%4)
	}
	seasonal := []forecast.Method{"mean_12", "drift", "seasonal_naive", "seasonal_run_rate"}
	negative := noisy(36)
	negative[3] = -1
	for _, c := range []struct {
		name   string
		values []float64
		want   []forecast.Method // candidates judged, but for the average
		basis  string
	}{
		{"4 months", noisy(4), nil, "none"},
		{"5 months", noisy(5), nil, "bootstrap"},
		{"6 months", noisy(6), nil, "bootstrap"},
		{"8 months", noisy(8), seasonal[:2], "bootstrap"},
		{"23 months", noisy(23), seasonal[:2], "conformal"},
		{"24 months", noisy(24), seasonal, "conformal"},
		{"27 months", noisy(27), seasonal, "conformal"},
		{"28 months", noisy(28), append(slices.Clone(seasonal), "holt_winters_additive", "holt_winters_additive_damped", "holt_winters_multiplicative",
			"holt_winters_multiplicative_damped"), "conformal"},
		{"36 months with a negative one", negative, append(slices.Clone(seasonal), "holt_winters_additive", "holt_winters_additive_damped"), "conformal"},
		{"mostly nothing", sparse, append(slices.Clone(seasonal), "croston_sba", "tsb"), "conformal"},
	} {
		got, err := forecast.Choose(series(3, c.values...), options)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var judged []forecast.Method
		for _, candidate := range got.Candidates {
			if candidate.Method != forecast.MethodAverage {
				judged = append(judged, candidate.Method)
			}
		}
		if !slices.Equal(judged, c.want) || got.Basis != c.basis {
			t.Errorf("%s: judged %v, interval %s", c.name, judged, got.Basis)
		}
		if c.want == nil && (got.Method != "run_rate" && len(c.values) < 6 || !math.IsNaN(got.MASE)) {
			t.Errorf("%s: %s with MASE %v", c.name, got.Method, got.MASE)
		}
	}
}

// TestTiesGoToTheSimpler: all methods foretell a series that never changes.
func TestTiesGoToTheSimpler(t *testing.T) {
	c, err := forecast.Choose(series(1, fill(48, 7)...), options)
	if err != nil || c.Method != forecast.MethodMean {
		t.Errorf("%s, %v", c.Method, err)
	}
	nearAll(t, "forecast", c.Expected, fill(12, 7), 1e-9)
	nearAll(t, "low", c.Low, fill(12, 7), 1e-9)
	c, err = forecast.Choose(series(1, repeated(1, 1, 1, 1)...), options)
	if err != nil || c.Method != forecast.MethodSeasonalNaive {
		t.Errorf("%s, %v", c.Method, err)
	}
}

// TestConformalWidth: of 4 errors at 0.8 the rank is ceil(5 x 0.8) = 4, at 0.5 ceil(2.5) = 3; 3 errors do not reach 0.8.
func TestConformalWidth(t *testing.T) {
	errors := []float64{-3, 1, 2, -4}
	for _, c := range []struct {
		errors      []float64
		level, want float64
	}{{errors, 0.8, 4}, {errors, 0.5, 3}, {errors, 0.2, 1}, {errors[:3], 0.8, math.NaN()}, {nil, 0.5, math.NaN()}} {
		got, err := forecast.ConformalWidth(c.errors, c.level)
		if err != nil || got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%v at %v: %v, %v", c.errors, c.level, got, err)
		}
	}
}

// TestIntervalsCover draws many series from a season with noise and counts how often the next month falls within its interval.
func TestIntervalsCover(t *testing.T) {
	within, all, claimed := 0, 0, 0.0
	state := uint64(42)
	noise := func() float64 { // sum of 4 uniform numbers
		total := 0.0
		for range 4 {
			state = state*6364136223846793005 + 1442695040888963407
			total += float64(state>>11)/(1<<53) - 0.5
		}
		return total
	}
	for range 300 {
		values := make([]float64, 49)
		for i := range values {
			values[i] = 1000 + 200*math.Sin(float64(i)*math.Pi/6) + 50*noise()
		}
		c, err := forecast.Choose(series(1, values[:48]...), options)
		if err != nil {
			t.Fatal(err)
		}
		all++
		claimed += c.Coverage
		if c.Low[0] <= values[48] && values[48] <= c.High[0] {
			within++
		}
	}
	// choosing the best of many methods by the errors that make the interval costs a little of its coverage
	if share := float64(within) / float64(all); share < 0.72 || share > 0.92 {
		t.Errorf("80 %% intervals cover %v", share)
	}
	if mean := claimed / float64(all); mean < 0.7 || mean > 0.95 {
		t.Errorf("and claim %v", mean)
	}
}

// TestChooseTwiceIsOnce: equal input, equal bytes; a series of another scale is forecast on that scale.
func TestChooseTwiceIsOnce(t *testing.T) {
	for _, n := range []int{5, 9, 30, 144} {
		s := series(4, airPassengers[:n]...)
		a, err := forecast.Choose(s, options)
		if err != nil {
			t.Fatal(err)
		}
		b, err := forecast.Choose(s, options)
		a.MASE, b.MASE, a.MAE, b.MAE, a.Coverage, b.Coverage = 0, 0, 0, 0, 0, 0
		a.Candidates, b.Candidates = nil, nil
		if err != nil || !reflect.DeepEqual(a, b) {
			t.Errorf("%d months: %+v and %+v", n, a, b)
		}
		scaled := slices.Clone(s.Values)
		for i := range scaled {
			scaled[i] *= 1024
		}
		c, err := forecast.Choose(series(4, scaled...), options)
		if err != nil || c.Method != a.Method {
			t.Fatalf("%s for %s, %v", c.Method, a.Method, err)
		}
		for h := range c.Expected {
			near(t, "scaled", c.Expected[h], 1024*a.Expected[h], 1e-6*math.Abs(c.Expected[h]))
			if !(c.Low[h] <= c.Expected[h] && c.Expected[h] <= c.High[h]) {
				t.Errorf("%v not within %v and %v", c.Expected[h], c.Low[h], c.High[h])
			}
		}
	}
}

// FuzzChoose: whatever the numbers, there is an answer without NaN and in order, or an error.
func FuzzChoose(f *testing.F) {
	f.Add([]byte{1, 2, 3}, 1.0, uint8(0))
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9}, -1e99, uint8(5))
	f.Add([]byte("the quick brown fox jumps over the lazy dog and back again"), 1e-300, uint8(11))
	f.Add([]byte("the quick brown fox jumps over the lazy dog and back again"), 3e97, uint8(2))
	f.Fuzz(func(t *testing.T, raw []byte, scale float64, month uint8) {
		if len(raw) > 100 {
			raw = raw[:100]
		}
		values := make([]float64, len(raw))
		for i, b := range raw {
			values[i] = float64(int(b)-20) * scale
		}
		s := forecast.Series{Values: values, Month: int(month)%12 + 1}
		if month > 100 {
			s.Shares = half
		}
		c, err := forecast.Choose(s, forecast.ChooseOptions{Steps: 30, Level: 0.8, Seed: 3})
		if err != nil {
			return
		}
		for h, expected := range c.Expected {
			if math.IsNaN(expected) || math.IsInf(expected, 0) {
				t.Errorf("%s forecasts %v", c.Method, expected)
			}
			if math.IsInf(c.Low[h], 0) || c.Low[h] > expected || c.High[h] < expected || math.IsNaN(c.Low[h]) && c.Basis != forecast.BasisNone {
				t.Errorf("%s: %v, %v, %v by %s", c.Method, c.Low[h], expected, c.High[h], c.Basis)
			}
		}
	})
}
