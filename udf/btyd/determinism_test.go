package btyd_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// everything runs the whole way once and gives all its numbers.
func everything(t *testing.T, past []btyd.Outcome) string {
	t.Helper()
	choice, err := btyd.Choose(t.Context(), histories(past), past, btyd.ChooseOptions{Horizon: 26})
	if err != nil {
		t.Fatal(err)
	}
	var numbers []any
	for _, c := range append(choice.Candidates, choice.Naive) {
		numbers = append(numbers, c.Fit.LogLikelihood, c.Fit.Covariance, c.Measures.Deviance, c.Measures.Buys, c.Behind, c.BehindError)
		for _, p := range c.Fit.Parameters {
			numbers = append(numbers, p.Value)
		}
		total, err := btyd.TotalOf(t.Context(), c.Fit, histories(past), 26, btyd.TotalOptions{Seed: 5, Draws: 5})
		if err != nil && c.Fit.Converged {
			t.Fatal(err)
		}
		calibration, err := btyd.Calibrate(t.Context(), c.Fit.Model, past, 26, 0.8)
		if err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, total, calibration)
	}
	text, err := json.Marshal(numbers)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestNothingButTheDataMatters: neither a second run, nor the number of processors, nor the order of customers.
func TestNothingButTheDataMatters(t *testing.T) {
	past, _ := simulate(cdnowMBG, 11, 500, 20, 80, 26, 1)
	first := everything(t, past)
	if everything(t, past) != first {
		t.Error("a second run gives other numbers")
	}
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	if everything(t, past) != first {
		t.Errorf("GOMAXPROCS 1 gives other numbers than %d", before)
	}
	runtime.GOMAXPROCS(7)
	if everything(t, past) != first {
		t.Errorf("GOMAXPROCS 7 gives other numbers than %d", before)
	}
	slices.Reverse(past)
	if everything(t, past) != first {
		t.Error("the reverse order of customers gives other numbers")
	}
}

// TestOrderOfGroupsDoesNotMatter to the last bit, nor how customers of one history are split into groups.
func TestOrderOfGroupsDoesNotMatter(t *testing.T) {
	past, _ := simulate(cdnowBG, 12, 500, 20, 80, 26, 1)
	groups := histories(past)
	shuffled := append(slices.Clone(groups), groups...)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for i := range groups {
		groups[i].Customers = 2
	}
	for _, kind := range []btyd.Kind{btyd.KindNBD, btyd.KindMBG, btyd.KindBG, btyd.KindPareto} {
		a, errA := btyd.FitModel(t.Context(), kind, groups, btyd.FitOptions{})
		b, errB := btyd.FitModel(t.Context(), kind, shuffled, btyd.FitOptions{})
		if err := errors.Join(errA, errB); err != nil {
			t.Fatal(err)
		}
		if a.Model != b.Model || a.LogLikelihood != b.LogLikelihood || a.Groups != b.Groups {
			t.Errorf("%s: %v and %v", kind, a.Model, b.Model)
		}
	}
}

// TestUnitOfTimeScalesTimesAlone: days for weeks multiply alpha and beta by 7, and move the likelihood by ln 7 for each purchase.
func TestUnitOfTimeScalesTimesAlone(t *testing.T) {
	past, _ := simulate(cdnowMBG, 13, 800, 20, 80, 26, 1)
	weeks, days, purchases := histories(past), histories(past), 0
	for i := range days {
		days[i].Tx *= 7
		days[i].T *= 7
		days[i].LogGaps += float64(days[i].X) * math.Log(7)
		purchases += days[i].X
	}
	for _, kind := range []btyd.Kind{btyd.KindNBD, btyd.KindMBG, btyd.KindBG, btyd.KindPareto, btyd.KindCNBD} {
		w, errW := btyd.FitModel(t.Context(), kind, weeks, btyd.FitOptions{})
		d, errD := btyd.FitModel(t.Context(), kind, days, btyd.FitOptions{})
		if err := errors.Join(errW, errD); err != nil {
			t.Fatal(err)
		}
		near(t, string(kind)+" log-likelihood", d.LogLikelihood, w.LogLikelihood-float64(purchases)*math.Log(7), 1e-10)
		for i, p := range w.Parameters {
			factor := 1.0
			if p.Name == "alpha" || p.Name == "beta" {
				factor = 7
			}
			near(t, string(kind)+" "+p.Name, d.Parameters[i].Value, factor*p.Value, 1e-5)
		}
	}
}

// TestCancel ends a fit before it begins and in its course.
func TestCancel(t *testing.T) {
	past, _ := simulate(cdnowMBG, 14, 200, 20, 80, 26, 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := btyd.FitModel(ctx, btyd.KindMBG, histories(past), btyd.FitOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("fit after the end of its context: %v", err)
	}
	if _, err := btyd.Choose(ctx, histories(past), past, btyd.ChooseOptions{Horizon: 26}); !errors.Is(err, context.Canceled) {
		t.Errorf("choice after the end of its context: %v", err)
	}
	if _, err := btyd.Calibrate(ctx, cdnowMBG, past, 26, 0.8); !errors.Is(err, context.Canceled) {
		t.Errorf("calibration after the end of its context: %v", err)
	}
	counting := &endsAfter{Context: t.Context(), calls: 20}
	if _, err := btyd.FitModel(counting, btyd.KindPareto, histories(past), btyd.FitOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("fit whose context ends in its course: %v", err)
	}
}

// endsAfter is a context that ends at a number of looks at it.
type endsAfter struct {
	context.Context
	calls int
}

func (c *endsAfter) Err() error {
	if c.calls--; c.calls < 0 {
		return context.Canceled
	}
	return nil
}
