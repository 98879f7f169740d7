package btyd_test

import (
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// TestLadderStepsDown where plain likelihood has no maximum: nobody leaves, so that the dropout of each model runs away.
func TestLadderStepsDown(t *testing.T) {
	groups := degenerate()["everyone bought today"]
	f, err := btyd.Ladder(t.Context(), btyd.KindPareto, groups, btyd.FitOptions{NoPrior: true})
	if err != nil {
		t.Fatal(err)
	}
	if f.Converged || f.Model.Kind() != btyd.KindBG || f.Covariance != nil {
		t.Errorf("%s, converged = %v", f.Model.Kind(), f.Converged)
	}
	for _, want := range []string{"Model pareto did not fit 500 customers, 500 of them with a repeat purchase", "Model mbg is fitted instead of pareto.",
		"Model bg did not fit 500 customers"} {
		if !strings.Contains(f.Reason, want) {
			t.Errorf("%q does not say %q", f.Reason, want)
		}
	}
	if _, err := f.Draws(1, 1); err == nil {
		t.Error("parameters that were not found have draws")
	}
	if _, err := btyd.TotalOf(t.Context(), f, groups, 1, btyd.TotalOptions{}); err == nil {
		t.Error("parameters that were not found have an interval")
	}
}

// TestLadderStays on the first step that holds.
func TestLadderStays(t *testing.T) {
	past, _ := simulate(cdnowPareto, 21, 1000, 20, 80, 26, 1)
	f, err := btyd.Ladder(t.Context(), btyd.KindPareto, histories(past), btyd.FitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !f.Converged || f.Model.Kind() != btyd.KindPareto || f.Reason != "" {
		t.Errorf("%s, converged = %v, %q", f.Model.Kind(), f.Converged, f.Reason)
	}
}

// TestFitRefusesInvalidData with the value that is wrong.
func TestFitRefusesInvalidData(t *testing.T) {
	for name, c := range map[string]struct {
		kind   btyd.Kind
		groups []btyd.Group
		says   string
	}{
		"nobody":             {btyd.KindMBG, nil, "no customers"},
		"negative count":     {btyd.KindMBG, []btyd.Group{{History: btyd.History{T: 1}, Customers: -3}}, "-3 customers"},
		"negative purchases": {btyd.KindMBG, []btyd.Group{{History: btyd.History{X: -1, T: 1}, Customers: 1}}, "x = -1"},
		"unknown kind":       {"weibull", []btyd.Group{{History: btyd.History{T: 1}, Customers: 1}}, `"weibull"`},
	} {
		_, err := btyd.FitModel(t.Context(), c.kind, c.groups, btyd.FitOptions{})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v does not say %q", name, err, c.says)
		}
	}
}

// TestNew makes a model again from the numbers of a fit.
func TestNew(t *testing.T) {
	for _, m := range predictiveModels() {
		var numbers []float64
		for _, p := range m.Parameters() {
			numbers = append(numbers, p.Value)
		}
		again, err := btyd.New(m.Kind(), numbers)
		if err != nil || again != m {
			t.Errorf("%+v is %+v again, %v", m, again, err)
		}
		if _, err := btyd.New(m.Kind(), numbers[1:]); err == nil {
			t.Errorf("%s is made of %v", m.Kind(), numbers[1:])
		}
	}
}
