package btyd_test

import (
	"math"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// TestFitRecoversParameters of simulated populations within three standard errors, and the model that made them by its likelihood.
func TestFitRecoversParameters(t *testing.T) {
	for _, m := range []btyd.Model{
		btyd.NBD{R: .6, Alpha: 20},
		btyd.BG{R: .9, Alpha: 20, A: .8, B: 2.5},
		btyd.MBG{R: .9, Alpha: 20, A: .8, B: 2.5},
		btyd.Pareto{R: .7, Alpha: 10, S: .8, Beta: 30},
		btyd.CNBD{K: 3, R: 1.5, Alpha: 8, A: .8, B: 2.5},
	} {
		past, _ := simulate(m, 1, 4000, 30, 150, 1, 1)
		f, err := btyd.FitModel(t.Context(), m.Kind(), histories(past), btyd.FitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if !f.Converged {
			t.Errorf("%s: %s", m.Kind(), f.Reason)
			continue
		}
		truth := m.Parameters()
		for i, p := range f.Parameters {
			if p.Name == "k" {
				if p.Value != truth[i].Value {
					t.Errorf("k = %v, the population has %v", p.Value, truth[i].Value)
				}
				continue
			}
			if off := math.Log(p.Value/truth[i].Value) / (p.StandardError / p.Value); !(math.Abs(off) < 3) {
				t.Errorf("%s: %s = %.4g, the population has %.4g, %.1f standard errors away", m.Kind(), p.Name, p.Value, truth[i].Value, off)
			}
		}
		t.Logf("%s: %.4v, %d evaluations", m.Kind(), f.Parameters, f.Evaluations)
	}
}
