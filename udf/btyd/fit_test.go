package btyd_test

import (
	"errors"
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

// TestFitCDNOWMaster fits all 23,570 customers: the likelihood is the sum over customers, and no step away from the maximum raises it.
func TestFitCDNOWMaster(t *testing.T) {
	groups := btyd.Coarsen(histories(outcomes(cdnow(t, "CDNOW_master.txt.gz", 1))), 0)
	sum := func(m btyd.Model) (total float64) {
		for _, g := range groups {
			l, err := m.LogLikelihood(g.History)
			if err != nil {
				t.Fatal(err)
			}
			total += float64(g.Customers) * l
		}
		return total
	}
	for _, kind := range []btyd.Kind{btyd.KindNBD, btyd.KindMBG, btyd.KindBG, btyd.KindPareto} {
		f, err := btyd.FitModel(t.Context(), kind, groups, btyd.FitOptions{NoPrior: true})
		if err != nil {
			t.Fatal(err)
		}
		if f.Customers != 23570 || !f.Converged {
			t.Errorf("%s: %d customers, %q", kind, f.Customers, f.Reason)
		}
		near(t, string(kind)+" log-likelihood", f.LogLikelihood, sum(f.Model), 1e-11)
		for i := range f.Parameters {
			for _, factor := range []float64{0.99, 1.01} {
				moved := make([]float64, len(f.Parameters))
				for j, p := range f.Parameters {
					moved[j] = p.Value
				}
				moved[i] *= factor
				m, err := btyd.New(kind, moved)
				if err != nil {
					t.Fatal(err)
				}
				if l := sum(m); !(l < f.LogLikelihood) {
					t.Errorf("%s: %s times %v raises the likelihood from %v to %v", kind, f.Parameters[i].Name, factor, f.LogLikelihood, l)
				}
			}
		}
		t.Logf("%s: %.5v, %.2f", kind, f.Parameters, f.LogLikelihood)
	}
}

// TestPriorIsWeak moves the parameters of 2,357 customers by less than a tenth of their standard errors.
func TestPriorIsWeak(t *testing.T) {
	groups := histories(outcomes(cdnow(t, "CDNOW_sample.txt", 2)))
	for _, kind := range []btyd.Kind{btyd.KindNBD, btyd.KindMBG, btyd.KindBG, btyd.KindPareto} {
		with, errWith := btyd.FitModel(t.Context(), kind, groups, btyd.FitOptions{})
		without, errWithout := btyd.FitModel(t.Context(), kind, groups, btyd.FitOptions{NoPrior: true})
		if err := errors.Join(errWith, errWithout); err != nil {
			t.Fatal(err)
		}
		for i, p := range without.Parameters {
			if moved := (with.Parameters[i].Value - p.Value) / p.StandardError; !(math.Abs(moved) < 0.1) || moved == 0 {
				t.Errorf("%s: the prior moves %s from %.5g to %.5g, %.2f standard errors", kind, p.Name, p.Value, with.Parameters[i].Value, moved)
			}
		}
	}
}
