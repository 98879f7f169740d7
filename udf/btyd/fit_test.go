package btyd_test

import (
	"math"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// TestFitCDNOW compares with fits published by Fader and Hardie (BG, Pareto) and with a second program, which printed 8 digits.
func TestFitCDNOW(t *testing.T) {
	groups := histories(outcomes(cdnow(t, "CDNOW_sample.txt", 2)))
	cases := []struct {
		kind          btyd.Kind
		parameters    []float64
		tolerance     float64
		errors        []float64 // of the logarithms
		logLikelihood float64
	}{
		{btyd.KindBG, []float64{.24259452, 4.41360205, .79292202, 2.42590680}, 1e-7, []float64{.052, .086, .234, .291}, -9582.43},
		{btyd.KindMBG, []float64{.52484316, 6.18308528, .89135939, 1.61400224}, 1e-7, []float64{.159, .113, .174, .333}, -9582.14},
		{btyd.KindPareto, []float64{.55327705, 10.57768346, .60623999, 11.66873529}, 1e-7, []float64{.086, .080, .309, .532}, -9594.98},
		{btyd.KindNBD, []float64{.3848, 12.0720}, 2e-4, nil, -9763.66},
	}
	for _, c := range cases {
		t.Run(string(c.kind), func(t *testing.T) {
			f, err := btyd.FitModel(t.Context(), c.kind, groups, btyd.FitOptions{NoPrior: true})
			if err != nil {
				t.Fatal(err)
			}
			if !f.Converged || f.Reason != "" {
				t.Errorf("converged = %v, %q", f.Converged, f.Reason)
			}
			if f.Customers != 2357 || f.Repeaters != 946 {
				t.Errorf("%d customers, %d repeaters; they are 2357 and 946", f.Customers, f.Repeaters)
			}
			if math.Abs(f.LogLikelihood-c.logLikelihood) > 0.005001 {
				t.Errorf("log-likelihood %.4f, published %.2f", f.LogLikelihood, c.logLikelihood)
			}
			for i, want := range c.parameters {
				p := f.Parameters[i]
				if math.Abs(p.Value/want-1) > c.tolerance {
					t.Errorf("%s = %.9g, published %v", p.Name, p.Value, want)
				}
				if c.errors != nil && math.Abs(p.StandardError/p.Value-c.errors[i]) > 0.0005001 {
					t.Errorf("standard error of ln %s = %.5f, published %v", p.Name, p.StandardError/p.Value, c.errors[i])
				}
			}
			t.Logf("%d groups, %d iterations, %d evaluations", f.Groups, f.Iterations, f.Evaluations)
		})
	}
}
