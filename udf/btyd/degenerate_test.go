package btyd_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// regularBuyers are n customers who buy every 10 days for 100 days; from stopped on they do so for the first half of them only.
func regularBuyers(n, stopped int) []btyd.Group {
	var groups []btyd.Group
	for i := range n {
		h := btyd.History{X: 10, Tx: 100, T: 104, LogGaps: 10 * math.Log(10)}
		if i >= stopped {
			h = btyd.History{X: 5, Tx: 50, T: 104, LogGaps: 5 * math.Log(10)}
		}
		groups = append(groups, btyd.Group{History: h, Customers: 1})
	}
	return groups
}

// degenerate are data sets of which plain maximum likelihood makes nothing, or parameters in the millions.
func degenerate() map[string][]btyd.Group {
	one := func(h btyd.History, customers int64) []btyd.Group {
		return []btyd.Group{{History: h, Customers: customers}}
	}
	var nobodyLeaves []btyd.Group
	for i := range 200 {
		age := float64(100 + i)
		x := 1 + i%7
		nobodyLeaves = append(nobodyLeaves, btyd.Group{Customers: 1, History: btyd.History{
			X: x, Tx: age - 0.5, T: age, LogGaps: float64(x) * math.Log((age-0.5)/float64(x)),
		}})
	}
	return map[string][]btyd.Group{
		"nobody repeats":           {{History: btyd.History{T: 50}, Customers: 300}, {History: btyd.History{T: 90}, Customers: 200}},
		"nobody leaves":            nobodyLeaves,
		"one customer":             one(btyd.History{X: 3, Tx: 40, T: 60, LogGaps: 3 * math.Log(13)}, 1),
		"one customer, once":       one(btyd.History{T: 60}, 1),
		"identical customers":      one(btyd.History{X: 2, Tx: 20, T: 60, LogGaps: 2 * math.Log(10)}, 1000),
		"everyone bought today":    one(btyd.History{X: 4, Tx: 80, T: 80, LogGaps: 4 * math.Log(20)}, 500),
		"all of age 0":             one(btyd.History{}, 100),
		"regular, half left":       regularBuyers(200, 100),
		"one buyer 1412 times":     append(one(btyd.History{T: 156}, 50), btyd.Group{History: btyd.History{X: 1412, Tx: 155, T: 156, LogGaps: 1412 * math.Log(.11)}, Customers: 1}),
		"two customers, far apart": {{History: btyd.History{X: 1, Tx: .001, T: 3000, LogGaps: math.Log(.001)}, Customers: 1}, {History: btyd.History{X: 900, Tx: 2999, T: 3000, LogGaps: 900 * math.Log(3.3)}, Customers: 1}},
	}
}

// TestDegenerateDataConverge with the prior: finite parameters with finite standard errors, or a sentence that says what is wrong.
func TestDegenerateDataConverge(t *testing.T) {
	for name, groups := range degenerate() {
		for _, kind := range []btyd.Kind{btyd.KindNBD, btyd.KindMBG, btyd.KindBG, btyd.KindPareto, btyd.KindCNBD} {
			f, err := btyd.FitModel(t.Context(), kind, groups, btyd.FitOptions{})
			if err != nil {
				t.Errorf("%s, %s: %v", name, kind, err)
				continue
			}
			t.Logf("%s, %s: %v (%d iterations, %d evaluations) %s", name, kind, f.Parameters, f.Iterations, f.Evaluations, f.Reason)
			if !f.Converged {
				t.Errorf("%s, %s: %s", name, kind, f.Reason)
				continue
			}
			for _, p := range f.Parameters {
				if p.Name != "k" && !(p.Value > 0 && !math.IsInf(p.Value, 0) && p.StandardError > 0 && !math.IsInf(p.StandardError, 0)) {
					t.Errorf("%s, %s: %s = %v with a standard error of %v", name, kind, p.Name, p.Value, p.StandardError)
				}
			}
			if _, err := f.Draws(3, 1); err != nil {
				t.Errorf("%s, %s: %v", name, kind, err)
			}
		}
	}
}

// TestFitSaysWhatItDidNotSee in words that name the data.
func TestFitSaysWhatItDidNotSee(t *testing.T) {
	for name, want := range map[string]string{
		"nobody leaves":       "No dropout is seen",
		"identical customers": "No heterogeneity is seen",
		"nobody repeats":      "Of 500 customers nobody bought again",
	} {
		f, err := btyd.FitModel(t.Context(), btyd.KindBG, degenerate()[name], btyd.FitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(f.Reason, want) {
			t.Errorf("%s: %v, %q does not say %q", name, f.Parameters, f.Reason, want)
		}
	}
	withoutGaps := []btyd.Group{{History: btyd.History{X: 2, Tx: 30, T: 40}, Customers: 9}, {History: btyd.History{T: 40}, Customers: 9}}
	f, err := btyd.FitModel(t.Context(), btyd.KindCNBD, withoutGaps, btyd.FitOptions{})
	if err != nil || !strings.Contains(f.Reason, "No gap between purchases is given, so k is 1.") {
		t.Errorf("without gaps: %q, %v", f.Reason, err)
	}
}

// TestRandomDataEndLabelled: whatever small data set it is, a fit ends, with finite numbers or with a sentence.
func TestRandomDataEndLabelled(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 2))
	converged, total := 0, 0
	for range 60 {
		burst, scale := random.IntN(4), math.Pow(10, float64(random.IntN(8)-3))
		var groups []btyd.Group
		for range 1 + random.IntN(60) {
			h := btyd.History{T: scale * 100 * random.Float64()}
			if random.IntN(3) > 0 {
				h.X = 1 + int(random.ExpFloat64()*math.Pow(4, float64(burst)))
				h.Tx = h.T * random.Float64()
				if random.IntN(4) == 0 {
					h.Tx = h.T
				}
				h.LogGaps = float64(h.X) * (math.Log(h.Tx/float64(h.X)) - random.Float64()/2)
			}
			groups = append(groups, btyd.Group{History: h, Customers: 1 + random.Int64N(1000)})
		}
		for _, kind := range []btyd.Kind{btyd.KindNBD, btyd.KindMBG, btyd.KindBG, btyd.KindPareto, btyd.KindCNBD} {
			f, err := btyd.FitModel(t.Context(), kind, groups, btyd.FitOptions{})
			if err != nil {
				t.Fatal(err)
			}
			total++
			if f.Converged {
				converged++
			} else if f.Reason == "" || f.Covariance != nil {
				t.Errorf("%s did not converge, %q, %v", kind, f.Reason, f.Covariance)
			}
			for _, p := range f.Parameters {
				if !(p.Value > 0 && !math.IsInf(p.Value, 0)) || f.Converged && p.Name != "k" && !(p.StandardError > 0) {
					t.Errorf("%s: %+v", kind, p)
				}
			}
		}
	}
	t.Logf("%d of %d fits converged", converged, total)
	if converged < total*95/100 {
		t.Errorf("%d of %d fits converged", converged, total)
	}
}

// TestChooseOnDegenerateData never ends in an error, even where plain likelihood has no maximum and parameters run away.
func TestChooseOnDegenerateData(t *testing.T) {
	for name, groups := range degenerate() {
		var all []btyd.Outcome
		for i, g := range groups {
			all = append(all, btyd.Outcome{History: g.History, Future: i % 3, Customers: g.Customers})
		}
		for _, noPrior := range []bool{false, true} {
			choice, err := btyd.Choose(t.Context(), groups, all, btyd.ChooseOptions{
				FitOptions: btyd.FitOptions{NoPrior: noPrior}, Horizon: 50,
			})
			if err != nil {
				t.Errorf("%s, no prior = %v: %v", name, noPrior, err)
				continue
			}
			if choice.Reason == "" {
				t.Errorf("%s, no prior = %v: %q without a reason", name, noPrior, choice.Kind)
			}
		}
	}
}
