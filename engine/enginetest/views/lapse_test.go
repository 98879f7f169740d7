package views_test

import (
	"math"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// The 12-row ledger: who is gone, who came back, how long customers last.
func TestLapseGolden(t *testing.T) {
	t.Parallel()
	e := Open(t)
	LoadFolder(t, e, "golden12")
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	CheckFigures(t, s, "golden12", [][3]string{
		{"dormant", "customer_id", "dormant"},
		{"reactivation_case", "former_tier silent_for", "reactivation_case"},
		{"survival_all", "by_value t", "survival(by := 'all')"},
		{"survival_second_order", "by_value t", "survival(by := 'all', event := 'second_order')"},
		{"survival_tier", "by_value t", "survival"},
		{"revenue_at_risk", "tier basis", "revenue_at_risk"},
	})
}

// Gaps chosen so that each silence is a whole number of standard deviations; testdata/lapse/README.md has the arithmetic.
func TestLapseAlerts(t *testing.T) {
	t.Parallel()
	e := Open(t)
	LoadFolder(t, e, "lapse")
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	CheckFigures(t, s, "lapse", [][3]string{
		{"lapse_alerts", "customer_id", "lapse_alerts"},
		{"lapse_alerts_strict", "customer_id", "lapse_alerts(alert_p := 0.2)"},
		{"lapse_alerts_line", "customer_id product_line", "lapse_alerts(grain := 'line')"},
	})
	want := map[string][2]float64{"Late": {20, 2}, "Fine": {20, 1}, "Season": {90, 1}}
	for _, r := range Query(t, s, "select customer_id, typical_gap, p_gap_longer, overdue_ratio, days_since_last from lapse_alerts where reason is null") {
		w := want[r["customer_id"].(string)]
		tail := math.Erfc(w[1]/math.Sqrt2) / 2
		if math.Abs(r["typical_gap"].(float64)-w[0]) > 1e-9 || math.Abs(r["p_gap_longer"].(float64)-tail) > 1e-7 {
			t.Errorf("%v: typical gap %v and p %v, want %v and %v", r["customer_id"], r["typical_gap"], r["p_gap_longer"], w[0], tail)
		}
		if got := r["overdue_ratio"].(float64); math.Abs(got-math.Exp2(w[1])) > 1e-9 {
			t.Errorf("%v: overdue %v, want %v", r["customer_id"], got, math.Exp2(w[1]))
		}
	}
}
