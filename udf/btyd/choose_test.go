package btyd_test

import (
	"math"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// TestChooseCDNOW forecasts weeks 40 to 78 from weeks 1 to 39 and compares with the numbers of an independent program.
func TestChooseCDNOW(t *testing.T) {
	all := outcomes(cdnow(t, "CDNOW_sample.txt", 2))
	choice, err := btyd.Choose(t.Context(), histories(all), all, btyd.ChooseOptions{
		FitOptions: btyd.FitOptions{NoPrior: true}, Horizon: 39,
	})
	if err != nil {
		t.Fatal(err)
	}
	actual := []float64{.237, .697, 1.393, 1.560, 2.532, 2.947, 3.862, 6.359}
	published := map[btyd.Kind]struct {
		total, percent, mae, rmse, deviance float64
		bins                                []float64
	}{
		btyd.KindBG:     {1653.4, -12.1, .785, 1.608, 3769.4, []float64{.225, .523, 1.044, 1.520, 2.164, 2.654, 3.504, 6.157}},
		btyd.KindMBG:    {1576.7, -16.2, .765, 1.607, 3774.7, []float64{.185, .551, 1.049, 1.493, 2.104, 2.564, 3.361, 5.849}},
		btyd.KindPareto: {1665.5, -11.5, .755, 1.603, 3757.1, []float64{.138, .599, 1.196, 1.714, 2.398, 2.907, 3.819, 6.403}},
		btyd.KindNBD:    {2929.8, 55.7, 1.041, 1.860, 4136.9, []float64{.337, 1.213, 2.094, 2.971, 3.796, 4.681, 5.569, 9.398}},
	}
	digits := func(what string, got, want, unit float64) {
		t.Helper()
		if !(math.Abs(got-want) <= unit/2*1.0001) {
			t.Errorf("%s = %.5g, published %v", what, got, want)
		}
	}
	seen := 0
	for _, c := range append(choice.Candidates, choice.Naive) {
		kind := c.Fit.Model.Kind()
		want, m := published[kind], c.Measures
		seen++
		if m.Customers != 2357 || m.Actual != 1882 {
			t.Errorf("%s: %d customers bought %d times; they are 2357 and 1882", kind, m.Customers, m.Actual)
		}
		digits(string(kind)+" total", m.Expected, want.total, 0.1)
		digits(string(kind)+" error in percent", 100*m.Error, want.percent, 0.1)
		digits(string(kind)+" MAE", m.MAE, want.mae, 0.001)
		digits(string(kind)+" RMSE", m.RMSE, want.rmse, 0.001)
		digits(string(kind)+" deviance", m.Deviance, want.deviance, 0.1)
		for x, bin := range m.Bins {
			digits(string(kind)+" bin, expected", bin.Expected, want.bins[x], 0.001)
			digits("bin, actual", bin.Actual, actual[x], 0.001)
		}
		t.Logf("%-6s behind %.1f (standard error %.1f), Brier %.4f, slope %.3f, best tenth %.2f times the mean: %s", kind, c.Behind,
			c.BehindError, m.Buys.Brier, m.Buys.Slope, m.Deciles[0].Lift, c.Reason)
	}
	if seen != 4 {
		t.Errorf("%d models compared; without gaps there are four", seen)
	}
	digits("x/T total", choice.Rate.Expected, 2930.1, 0.1)
	digits("x/T error in percent", 100*choice.Rate.Error, 55.7, 0.1)
	digits("x/T MAE", choice.Rate.MAE, 1.024, 0.001)
	digits("x/T RMSE", choice.Rate.RMSE, 2.212, 0.001)
	if !math.IsInf(choice.Rate.Deviance, 1) {
		t.Errorf("x/T deviance = %v; customers without a repeat purchase bought, so it is infinite", choice.Rate.Deviance)
	}
	t.Logf("chosen: %s. %s", choice.Kind, choice.Reason)
}

// TestChooseTakesTheSimplerModel within one standard error: Pareto forecasts CDNOW best, MBG not measurably worse.
func TestChooseTakesTheSimplerModel(t *testing.T) {
	all := outcomes(cdnow(t, "CDNOW_sample.txt", 2))
	choose := func(kinds ...btyd.Kind) btyd.Choice {
		choice, err := btyd.Choose(t.Context(), histories(all), all, btyd.ChooseOptions{Horizon: 39, Kinds: kinds})
		if err != nil {
			t.Fatal(err)
		}
		return choice
	}
	if c := choose(btyd.KindPareto, btyd.KindMBG, btyd.KindBG); c.Kind != btyd.KindMBG || c.K != 0 || c.Reason == "" {
		t.Errorf("chosen: %s, %q", c.Kind, c.Reason)
	}
	if c := choose(btyd.KindPareto, btyd.KindBG); c.Kind != btyd.KindBG {
		t.Errorf("without MBG: %s, %q", c.Kind, c.Reason)
	}
	if c := choose(btyd.KindPareto); c.Kind != btyd.KindPareto {
		t.Errorf("without MBG and BG: %s, %q", c.Kind, c.Reason)
	}
}

// TestChooseRefusesWhatDoesNotBeatTheNaiveModel: customers who fell silent all come back, so whoever counts on dropout is wrong.
func TestChooseRefusesWhatDoesNotBeatTheNaiveModel(t *testing.T) {
	var all []btyd.Outcome
	for i := range 300 {
		x := i % 5
		h := btyd.History{X: x, Tx: float64(3 * x), T: 60 + float64(i%7)}
		all = append(all, btyd.Outcome{History: h, Future: 2 * x, Customers: 1})
	}
	choice, err := btyd.Choose(t.Context(), histories(all), all, btyd.ChooseOptions{Horizon: 60})
	if err != nil {
		t.Fatal(err)
	}
	if choice.Kind != "" || choice.Reason == "" {
		t.Errorf("chosen: %q, %q", choice.Kind, choice.Reason)
	}
	for _, c := range choice.Candidates {
		if c.Reason == "" {
			t.Errorf("%s has a deviance of %v against %v and may be chosen", c.Fit.Model.Kind(), c.Measures.Deviance, choice.Naive.Measures.Deviance)
		}
	}
}

// TestChooseFindsRegularGaps where they are: of a population with regular gaps only CNBD forecasts as well as the best.
func TestChooseFindsRegularGaps(t *testing.T) {
	past, _ := simulate(btyd.CNBD{K: 6, R: 1.5, Alpha: 3, A: .8, B: 4}, 31, 1500, 20, 80, 26, 1)
	choice, err := btyd.Choose(t.Context(), histories(past), past, btyd.ChooseOptions{Horizon: 26})
	if err != nil {
		t.Fatal(err)
	}
	if choice.Kind != btyd.KindCNBD || choice.K != 6 {
		t.Errorf("chosen: %s with k = %d, %q", choice.Kind, choice.K, choice.Reason)
	}
}
