package views_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// Cohorts, survival and lapse alerts equal a second computation in plain Go on random ledgers under random settings.
func TestTimeEqualsOracle(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := Open(t)
	s := Session(t, e)
	for _, c := range []struct {
		seed     uint64
		settings []int
	}{{1, []int{0, 2}}, {103, []int{1}}, {100, []int{1}}} {
		l := Random(c.seed)
		book := NewBook(l)
		loads := Fill(t, e, l)
		for _, i := range c.settings {
			t.Run(fmt.Sprintf("seed %d settings %d", c.seed, i), func(t *testing.T) {
				settings := RandomSettings(c.seed, l)[i]
				settings.Measure = "revenue"
				for name, value := range settings.Text() {
					if value == "" {
						value = "default"
					}
					if err := s.Set(context.Background(), name, value); err != nil {
						t.Fatal(err)
					}
				}
				v := book.At(settings)
				compareCohorts(t, s, v)
				compareSurvival(t, s, v)
				compareAlerts(t, s, v)
			})
		}
		Empty(t, e, loads)
	}
}

func report(t *testing.T, what string, differences []string) {
	t.Helper()
	for _, d := range differences[:min(8, len(differences))] {
		t.Errorf("%s: %s", what, d)
	}
}

func compareCohorts(t *testing.T, s *engine.Session, v *View) {
	t.Helper()
	for grain, months := range map[string]int{"month": 1, "quarter": 3, "year": 12} {
		cells := v.Cohorts(months)
		for _, metric := range []string{"revenue", "orders", "customers"} {
			call := fmt.Sprintf("cohorts(grain := '%s', metric := '%s')", grain, metric)
			report(t, call, Diff(CohortRecords(cells, metric), Query(t, s, "from "+call), []string{"cohort", "period"},
				[]string{"age", "cohort_customers", "so_far", "metric_value", "is_complete"}))
		}
	}
}

func compareSurvival(t *testing.T, s *engine.Session, v *View) {
	t.Helper()
	for _, event := range []string{"lapse", "second_order"} {
		for _, by := range []string{"all", "tier"} {
			call := fmt.Sprintf("survival(by := '%s', event := '%s')", by, event)
			got := Query(t, s, `select by_value, t, at_risk, events, censored, printf('%.9f', survival) as survival, printf('%.9f', std_error) as std_error,
				printf('%.9f', survival_low) as survival_low, printf('%.9f', survival_high) as survival_high, customers from `+call)
			report(t, call, Diff(SurvivalRecords(v.Lives(event, by == "tier")), got, []string{"by_value", "t"},
				[]string{"at_risk", "events", "censored", "survival", "std_error", "survival_low", "survival_high", "customers"}))
		}
	}
}

func compareAlerts(t *testing.T, s *engine.Session, v *View) {
	t.Helper()
	for _, grain := range []string{"customer", "line"} {
		var want []Record
		figures := map[string]Alert{}
		for _, a := range v.Alerts(grain == "line") {
			rec := Record{"customer_id": a.CustomerID, "product_line": a.ProductLine, "gaps": int64(a.Gaps), "last_order": a.Last,
				"is_seasonal": a.Seasonal, "value_at_stake": a.AtStake, "alert": nil, "reason": "few_orders"}
			if a.Gaps >= 3 {
				rec["alert"], rec["reason"] = a.P < 0.05 && !a.Seasonal, nil
			}
			want = append(want, rec)
			figures[a.CustomerID+"|"+a.ProductLine] = a
		}
		call := fmt.Sprintf("lapse_alerts(grain := '%s')", grain)
		got := Query(t, s, `select customer_id, coalesce(product_line, '') as product_line, gaps, last_order, is_seasonal, value_at_stake, alert, reason,
			typical_gap, p_gap_longer from `+call)
		report(t, call, Diff(want, got, []string{"customer_id", "product_line"},
			[]string{"gaps", "last_order", "is_seasonal", "value_at_stake", "alert", "reason"}))
		for _, r := range got {
			a := figures[r["customer_id"].(string)+"|"+r["product_line"].(string)]
			typical, ok := r["typical_gap"].(float64)
			if ok != !math.IsNaN(a.Typical) {
				t.Errorf("%s: %v has typical gap %v, want %v", call, r["customer_id"], r["typical_gap"], a.Typical)
			} else if ok && (math.Abs(typical/a.Typical-1) > 1e-9 || math.Abs(r["p_gap_longer"].(float64)-a.P) > 1e-6) {
				t.Errorf("%s: %v: typical gap %v, p %v, want %v, %v", call, r["customer_id"], typical, r["p_gap_longer"], a.Typical, a.P)
			}
		}
	}
}
