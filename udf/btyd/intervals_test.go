package btyd_test

import (
	"math"
	"slices"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// TestTotalCDNOW compares the interval of weeks 40 to 78 with that of an independent program, which drew other random numbers.
func TestTotalCDNOW(t *testing.T) {
	all := outcomes(cdnow(t, "CDNOW_sample.txt", 2))
	for _, c := range []struct {
		kind            btyd.Kind
		low, high       float64 // 95 % from the parameters alone
		low80, high80   float64 // 80 % of everything, with the default tau; 0 where it was not published
		process, within float64
	}{
		{btyd.KindBG, 1531, 1811, 1311, 1996, 70, 25},
		{btyd.KindMBG, 1472, 1720, 0, 0, 70, 25},
	} {
		f, err := btyd.FitModel(t.Context(), c.kind, histories(all), btyd.FitOptions{NoPrior: true})
		if err != nil {
			t.Fatal(err)
		}
		tau, measured := btyd.Tau(nil, nil)
		if tau != 0.15 || measured {
			t.Errorf("tau without any origin = %v, measured = %v", tau, measured)
		}
		total, err := btyd.TotalOf(t.Context(), f, histories(all), 39, btyd.TotalOptions{Seed: 1, Tau: tau})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %+v", c.kind, total)
		if half := (c.high - c.low) / 2; math.Abs(1.96*total.Parameter-half) > c.within {
			t.Errorf("%s: 95 %% from the parameters is ± %.0f, published ± %.0f", c.kind, 1.96*total.Parameter, half)
		}
		if math.Abs(total.Process-c.process) > 5 {
			t.Errorf("%s: standard deviation of the process %.1f, published about %.0f", c.kind, total.Process, c.process)
		}
		if c.high80 > 0 && (math.Abs(total.Low-c.low80) > 10 || math.Abs(total.High-c.high80) > 10) {
			t.Errorf("%s: %.0f to %.0f, published %.0f to %.0f", c.kind, total.Low, total.High, c.low80, c.high80)
		}
		totals, err := btyd.Totals(t.Context(), f.Model, histories(all), []float64{0, 13, 39})
		if err != nil {
			t.Fatal(err)
		}
		if totals[0] != 0 || !slices.IsSorted(totals) {
			t.Errorf("%s: totals after 0, 13 and 39 weeks are %v", c.kind, totals)
		}
		near(t, "total after 39 weeks", totals[2], total.Expected, 1e-12)
	}
}

// TestTau works three origins out by hand: the logarithms of the ratios are ln 2, -ln 2 and 0.
func TestTau(t *testing.T) {
	tau, measured := btyd.Tau([]float64{20, 5, 7, 0}, []float64{10, 10, 7, 3})
	near(t, "tau", tau, math.Ln2*math.Sqrt(2./3), 1e-14)
	if !measured {
		t.Error("three origins are enough")
	}
	if tau, measured := btyd.Tau([]float64{20, 5}, []float64{10, 10}); tau != btyd.DefaultTau || measured {
		t.Errorf("two origins give %v, measured = %v", tau, measured)
	}
}

// TestDrawsHaveTheCovariance of the fit.
func TestDrawsHaveTheCovariance(t *testing.T) {
	past, _ := simulate(cdnowMBG, 3, 2000, 10, 60, 1, 1)
	f, err := btyd.FitModel(t.Context(), btyd.KindMBG, histories(past), btyd.FitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	const n = 4000
	models, err := f.Draws(n, 7)
	if err != nil {
		t.Fatal(err)
	}
	for i := range f.Parameters {
		for j := range f.Parameters {
			product := 0.0
			for _, m := range models {
				p := m.Parameters()
				product += math.Log(p[i].Value/f.Parameters[i].Value) * math.Log(p[j].Value/f.Parameters[j].Value) / n
			}
			scale := math.Sqrt(f.Covariance[i][i] * f.Covariance[j][j])
			if math.Abs(product-f.Covariance[i][j]) > 0.1*scale {
				t.Errorf("covariance of ln %s and ln %s = %.4g, of the draws %.4g", f.Parameters[i].Name, f.Parameters[j].Name,
					f.Covariance[i][j], product)
			}
		}
	}
}
