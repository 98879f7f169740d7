package forecast_test

import (
	"math"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/udf/forecast"
)

func series(month int, values ...float64) forecast.Series {
	return forecast.Series{Values: values, Month: month}
}

// repeated is a year of 1, 2, ..., 12 times a level for each year.
func repeated(levels ...float64) []float64 {
	var out []float64
	for _, level := range levels {
		for m := 1; m <= 12; m++ {
			out = append(out, level*float64(m))
		}
	}
	return out
}

// half is a season in which January has half of the year.
var half = append([]float64{0.5}, fill(11, 0.5/11)...)

func fill(n int, value float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = value
	}
	return out
}

// TestMethodsByHand: each forecast is a line of arithmetic.
func TestMethodsByHand(t *testing.T) {
	type method = func(forecast.Series, int) ([]float64, error)
	for _, c := range []struct {
		name string
		of   method
		s    forecast.Series
		want []float64
	}{
		{"seasonal naive goes round", forecast.SeasonalNaive, series(1, repeated(1)...), append(repeated(1), 1)},
		{"drift: 10, 14, 19, mean step 4.5", forecast.Drift, series(1, 10, 14, 19), []float64{23.5, 28}},
		{"mean of the last 12", forecast.Mean, series(1, append([]float64{1000}, repeated(1)...)...), []float64{6.5, 6.5}},
		{"mean of all when fewer", forecast.Mean, series(5, 1, 2, 6), []float64{3}},
		// November and December free of season: 50 / (12 x 0.5/11) = 91.67 each; January 12 x 0.5 times that
		{"borrowed season", forecast.Mean, forecast.Series{Values: []float64{50, 50}, Month: 11, Shares: half}, []float64{550, 50}},
		// shares m/78; January to March bring 2 x (1+2+3) = 12 of 6/78: the year is 156, April 156 x 4/78 = 8
		{"seasonal run-rate", forecast.SeasonalRunRate, series(1, append(repeated(1), 2, 4, 6)...), []float64{8, 10}},
		// no month of the year is over: the last 12 months are the estimate
		{"seasonal run-rate in January", forecast.SeasonalRunRate, series(1, repeated(1, 3)...), []float64{3, 6}},
		// demands 4 after 2, 6 after 3: z = 4 + 0.5 x 2 = 5, p = 2 + 0.5 x 1 = 2.5; 0.75 x 5 / 2.5
		{"Croston SBA", func(s forecast.Series, h int) ([]float64, error) { return forecast.CrostonSBA(s, 0.5, h) },
			series(1, 0, 4, 0, 0, 6), []float64{1.5, 1.5}},
		// z = 5; p = 1/2, 1/4, 1/8, then 1/8 + 7/16 = 9/16, then 9/32 after a month without
		{"TSB", func(s forecast.Series, h int) ([]float64, error) { return forecast.TSB(s, 0.5, 0.5, h) },
			series(1, 0, 4, 0, 0, 6, 0), []float64{5 * 9.0 / 32}},
		{"nothing ever sold", func(s forecast.Series, h int) ([]float64, error) { return forecast.TSB(s, 0.1, 0.1, h) }, series(1, 0, 0), []float64{0}},
	} {
		got, err := c.of(c.s, len(c.want))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		nearAll(t, c.name, got, c.want, 1e-9)
	}
	rate, err := forecast.RunRate(100, 73, 365)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "run-rate of 100 in a fifth of a year", rate, 500, 1e-9)
}

// TestSeasonalShares: two calendar years of 78 and 780, and months outside of them that do not count.
func TestSeasonalShares(t *testing.T) {
	want := make([]float64, 12)
	for i := range want {
		want[i] = float64(i+1) / 78
	}
	for _, s := range []forecast.Series{
		series(11, append(append([]float64{999, 999}, repeated(1, 10)...), 999)...),
		series(1, repeated(1)...),
		series(7, append(append([]float64{}, repeated(1)[6:]...), repeated(1)[:6]...)...), // no calendar year whole: the last 12 months
	} {
		got, err := forecast.SeasonalShares(s)
		if err != nil {
			t.Fatal(err)
		}
		nearAll(t, "shares", got, want, 1e-12)
	}
	for _, s := range []forecast.Series{series(1, fill(11, 1)...), series(1, fill(24, 0)...), series(1, fill(12, -5)...)} {
		if got, err := forecast.SeasonalShares(s); got != nil || err != nil {
			t.Errorf("%v, %v", got, err)
		}
	}
}

// TestHampel flags one month of five times its season, and nothing in a series that only has a season.
func TestHampel(t *testing.T) {
	values := repeated(10, 11, 12)
	for i := range values {
		values[i] *= 1 + 0.01*float64((i*7)%11) // some spread
	}
	if got, err := forecast.Hampel(series(1, values...)); err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
	values[20] *= 5
	if got, err := forecast.Hampel(series(1, values...)); err != nil || len(got) != 1 || got[0] != 20 {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := forecast.Hampel(series(1, 0, 0, 0, 0, 9, 0, 0, 0)); err != nil || len(got) != 0 {
		t.Errorf("without spread: %v, %v", got, err)
	}
}

// TestErrorsNameTheParameter asks each function for what it does not allow.
func TestErrorsNameTheParameter(t *testing.T) {
	one := series(1, 1)
	p := forecast.Smoothing{Alpha: 0.5, Beta: 0.5, Gamma: 0.5, Phi: 1}
	run := func(values []float64, multiplicative bool, change func(*forecast.Smoothing)) error {
		q := p
		change(&q)
		_, err := forecast.RunHoltWinters(values, 12, multiplicative, q)
		return err
	}
	same := func(*forecast.Smoothing) {}
	second := func(_ any, err error) error { return err }
	for _, c := range []struct {
		want string
		err  error
	}{
		{"values = 11", second(forecast.SeasonalNaive(series(1, fill(11, 1)...), 1))},
		{"values = 1:", second(forecast.Drift(one, 1))},
		{"values[0] = NaN", second(forecast.Mean(series(1, math.NaN()), 1))},
		{"values[1] = +Inf", second(forecast.Mean(series(1, 0, math.Inf(1)), 1))},
		{"month = 13", second(forecast.Mean(series(13, 1), 1))},
		{"month = 0", second(forecast.SeasonalRunRate(series(0, 1), 1))},
		{"steps = 0", second(forecast.Mean(one, 0))},
		{"steps = 1201", second(forecast.SeasonalRunRate(one, 1201))},
		{"shares = 3", second(forecast.Mean(forecast.Series{Values: []float64{1}, Month: 1, Shares: []float64{1, 0, 0}}, 1))},
		{"shares[0] = 2", second(forecast.Mean(forecast.Series{Values: []float64{1}, Month: 1, Shares: fill(12, 2)}, 1))},
		{"shares = 0", second(forecast.Mean(forecast.Series{Values: []float64{1}, Month: 1, Shares: fill(12, 0)}, 1))},
		{"a = 0", second(forecast.CrostonSBA(one, 0, 1))},
		{"b = 2", second(forecast.TSB(one, 0.1, 2, 1))},
		{"alpha = 1.1", run(fill(24, 1), false, func(q *forecast.Smoothing) { q.Alpha = 1.1 })},
		{"beta = NaN", run(fill(24, 1), false, func(q *forecast.Smoothing) { q.Beta = math.NaN() })},
		{"gamma = -1", run(fill(24, 1), false, func(q *forecast.Smoothing) { q.Gamma = -1 })},
		{"phi = 0.5", run(fill(24, 1), false, func(q *forecast.Smoothing) { q.Phi = 0.5 })},
		{"values = 23", run(fill(23, 1), false, same)},
		{"values[3] = 0", run([]float64{1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, true, same)},
		{"period = 1", second(forecast.FitHoltWinters(fill(24, 1), 1, false, false))},
		{"elapsed = 0", second(forecast.RunRate(1, 0, 365))},
		{"days = 360", second(forecast.RunRate(1, 1, 360))},
		{"soFar = NaN", second(forecast.RunRate(math.NaN(), 1, 365))},
		{"level = 1", second(forecast.ConformalWidth([]float64{1}, 1))},
		{"level = 0", second(forecast.Choose(one, forecast.ChooseOptions{Steps: 1}))},
		{"values = 0", second(forecast.Choose(series(1), forecast.ChooseOptions{Steps: 1, Level: 0.8}))},
		{"from = 0", second(forecast.Backtest(forecast.MethodMean, one, 0))},
		{"method = average", second(forecast.Backtest(forecast.MethodAverage, series(1, 1, 2), 1))},
		{"won = 3", second(forecast.StageProbability(3, 2, 0.5, 10))},
		{"closed = -1", second(forecast.StageProbability(0, -1, 0.5, 10))},
		{"prior = 1.5", second(forecast.StageProbability(1, 2, 1.5, 10))},
		{"weight = 0", second(forecast.StageProbability(1, 2, 0.5, 0))},
		{"days[0] = -1", second(forecast.NewCloseTimes([]float64{-1}))},
		{"draws = 0", second(forecast.Simulate(forecast.Outlook{}, 0, 0.8, 1, 0))},
		{"sd = -1", second(forecast.Simulate(forecast.Outlook{SD: -1}, 0, 0.8, 1, 1))},
		{"mean = NaN", second(forecast.Simulate(forecast.Outlook{Mean: math.NaN()}, 0, 0.8, 1, 1))},
		{"probability[0] = 2", second(forecast.Simulate(forecast.Outlook{Deals: []forecast.Deal{{1, 2}}}, 0, 0.8, 1, 1))},
		{"amount[0] = NaN", second(forecast.Simulate(forecast.Outlook{Deals: []forecast.Deal{{math.NaN(), 1}}}, 0, 0.8, 1, 1))},
	} {
		if c.err == nil || !strings.HasPrefix(c.err.Error(), c.want) {
			t.Errorf("%v, want %s", c.err, c.want)
		}
	}
}
