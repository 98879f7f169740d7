package forecast_test

import (
	"math"
	"runtime"
	"testing"

	"github.com/customer-landscape/landscape/udf/forecast"
)

// TestStageProbability: 3 of 6 won at an overall rate of 0.2 and a weight of 10 is (3 + 2) / 16.
func TestStageProbability(t *testing.T) {
	for _, c := range []struct {
		won, closed         int64
		prior, weight, want float64
	}{{3, 6, 0.2, 10, 5.0 / 16}, {0, 0, 0.2, 10, 0.2}, {0, 3, 0.5, 10, 5.0 / 13}, {1000, 1000, 0, 10, 1000.0 / 1010}} {
		got, err := forecast.StageProbability(c.won, c.closed, c.prior, c.weight)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "probability", got, c.want, 1e-15)
	}
}

// TestCloseTimes: won deals took 10, 20, 30 and 40 days. At age 10 three are left, of which two close within 20 days.
func TestCloseTimes(t *testing.T) {
	times, err := forecast.NewCloseTimes([]float64{40, 10, 30, 20})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ age, ahead, want float64 }{
		{0, 30, 0.75}, {10, 20, 2.0 / 3}, {10, 9, 0}, {39, 1, 1}, {40, 100, 0}, {10, 0, 0},
	} {
		got, err := times.Within(c.age, c.ahead)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "within", got, c.want, 1e-15)
	}
	none, err := forecast.NewCloseTimes(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := none.Within(1, 1); err != nil || !math.IsNaN(got) {
		t.Errorf("%v, %v", got, err)
	}
}

// TestSimulate compares with the exact distribution of three deals.
func TestSimulate(t *testing.T) {
	o := forecast.Outlook{Mean: 10, Deals: []forecast.Deal{{100, 0.5}, {200, 0.25}, {400, 0.1}}}
	s, err := forecast.Simulate(o, 210, 0.8, 1, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "expected", s.Expected, 10+50+50+40, 1e-9)
	near(t, "sd", s.SD, math.Sqrt(2500+7500+14400), 1e-9)
	// 210 or more: the second or the third is won: 1 - 0.75 x 0.9
	near(t, "reached", s.Reached, 1-0.75*0.9, 0.015)
	// below 110 with 0.3375; the lowest tenth is nothing won, the highest lies at 410 (0.1 from there on, all with the third)
	if s.Low != 10 || s.High != 310 && s.High != 410 {
		t.Errorf("%v to %v", s.Low, s.High)
	}
	again, err := forecast.Simulate(o, 210, 0.8, 1, 10_000)
	if err != nil || again != s {
		t.Errorf("%+v, then %+v", s, again)
	}
	other, err := forecast.Simulate(o, 210, 0.8, 2, 10_000)
	if err != nil || other.Reached == s.Reached {
		t.Errorf("the seed changes nothing: %+v", other)
	}
}

// TestSimulateNormal: the base alone is normal, and many small deals are nearly so.
func TestSimulateNormal(t *testing.T) {
	s, err := forecast.Simulate(forecast.Outlook{Mean: 1000, SD: 100}, 1100, 0.8, 1, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "low", s.Low, 1000-128.16, 2)
	near(t, "high", s.High, 1000+128.16, 2)
	near(t, "reached", s.Reached, 0.1587, 0.005)
	deals := make([]forecast.Deal, 2000)
	for i := range deals {
		deals[i] = forecast.Deal{Amount: 10, Probability: 0.3}
	}
	s, err = forecast.Simulate(forecast.Outlook{Deals: deals}, math.NaN(), 0.8, 1, 10_000)
	if err != nil || !math.IsNaN(s.Reached) {
		t.Fatalf("%+v, %v", s, err)
	}
	near(t, "low", s.Low, 6000-1.2816*s.SD, 15)
	near(t, "high", s.High, 6000+1.2816*s.SD, 15)
	near(t, "sd", s.SD, math.Sqrt(2000*100*0.21), 1e-9)
}

// TestSimulateEverywhere gives the same draws from many goroutines at once.
func TestSimulateEverywhere(t *testing.T) {
	o := forecast.Outlook{Mean: 5, SD: 3, Deals: []forecast.Deal{{100, 0.5}, {20, 0.9}, {7, 0.2}}}
	want, err := forecast.Simulate(o, 50, 0.9, 7, 5000)
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan forecast.Simulation)
	for range 4 * runtime.NumCPU() {
		go func() {
			s, err := forecast.Simulate(o, 50, 0.9, 7, 5000)
			if err != nil {
				t.Error(err)
			}
			got <- s
		}()
	}
	for range 4 * runtime.NumCPU() {
		if s := <-got; s != want {
			t.Errorf("%+v, want %+v", s, want)
		}
	}
}

// FuzzSimulate: whatever the deal, the ends are in order around possible totals, or there is an error.
func FuzzSimulate(f *testing.F) {
	f.Add(10.0, 1.0, 100.0, 0.5, 50.0)
	f.Add(-1e99, 1e99, 1e99, 1.0, 0.0)
	f.Fuzz(func(t *testing.T, mean, sd, amount, probability, target float64) {
		o := forecast.Outlook{Mean: mean, SD: sd, Deals: []forecast.Deal{{amount, probability}, {amount, probability}}}
		s, err := forecast.Simulate(o, target, 0.8, 1, 50)
		if err != nil {
			return
		}
		if !(s.Low <= s.High) || math.IsNaN(s.Expected) || math.IsNaN(s.SD) || !math.IsNaN(target) && !(s.Reached >= 0 && s.Reached <= 1) {
			t.Errorf("%+v", s)
		}
	})
}
