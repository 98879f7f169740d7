package btyd_test

import (
	"math"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// TestFitSpendCDNOW compares with the fit published by Fader and Hardie.
func TestFitSpendCDNOW(t *testing.T) {
	groups := repeatSpend(cdnow(t, "CDNOW_sample.txt", 2))
	f, err := btyd.FitSpend(t.Context(), groups, btyd.FitOptions{NoPrior: true})
	if err != nil {
		t.Fatal(err)
	}
	if f.Customers != 946 || !f.Converged || f.Reason != "" {
		t.Errorf("%d customers, converged = %v, %q", f.Customers, f.Converged, f.Reason)
	}
	near(t, "log-likelihood", f.LogLikelihood, -4055.92, 0.0051/4056)
	for i, want := range []float64{6.2496, 3.7442, 15.4435} {
		near(t, f.Parameters[i].Name, f.Parameters[i].Value, want, 2e-5)
	}
	mean, err := f.Model.ExpectedSpend(0, 0)
	near(t, "mean spend", mean, 35.17, 2e-4)
	near(t, "correlation of purchases and their value", f.Correlation, 0.11, 0.04)
	if err != nil {
		t.Error(err)
	}
	sum := 0.0
	for _, g := range groups {
		l, err := f.Model.LogLikelihood(g.N, g.Mean)
		if err != nil {
			t.Fatal(err)
		}
		sum += l
	}
	near(t, "log-likelihood, customer by customer", f.LogLikelihood, sum, 1e-12)
	t.Logf("%d iterations, %d evaluations, standard errors %.4g %.4g %.4g", f.Iterations, f.Evaluations,
		f.Parameters[0].StandardError, f.Parameters[1].StandardError, f.Parameters[2].StandardError)
	if math.IsNaN(f.Parameters[1].StandardError) {
		t.Error("no standard error")
	}
}
