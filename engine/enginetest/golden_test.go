package enginetest_test

import (
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// The oracle must say what was worked out by hand before it may judge anything else.
func TestOracleGolden(t *testing.T) {
	book := NewBook(Golden(t))
	with := func(change func(*Settings)) *View {
		s := Defaults()
		s.AsOf = ParseDay("2025-12-31")
		change(&s)
		return book.At(s)
	}
	plain := with(func(*Settings) {})
	profit := with(func(s *Settings) { s.Measure = "profit" })
	aaa := with(func(s *Settings) { s.Cuts, s.Labels = []string{"0.5", "0.8", "0.95"}, []string{"AAA", "A", "B", "C"} })
	no := false
	anyDrop := with(func(s *Settings) { s.ProductNeedsDrop = &no })
	tolerant := with(func(s *Settings) { s.ChurnTolerance = "0.6" })
	period := plain.Periods()[0]

	var splits, bridges []Record
	for _, r := range plain.Splits(period) {
		splits = append(splits, SplitRecord(r))
	}
	for _, b := range plain.Bridges() {
		bridges = append(bridges, BridgeRecord(b))
	}
	var credits []Record
	for _, how := range []string{Linked, Matched, Unmatched} {
		c := book.Credits(plain.AsOf)[how]
		credits = append(credits, Record{"link": how, "lines": int64(c.Lines), "net": c.Net})
	}

	for _, c := range []struct {
		file string
		keys []string
		got  []Record
	}{
		{"pareto_rank_revenue", []string{"customer_id"}, RankRecords(plain.Ranks(12))},
		{"pareto_rank_profit", []string{"customer_id"}, RankRecords(profit.Ranks(12))},
		{"pareto_rank_aaa", []string{"customer_id"}, RankRecords(aaa.Ranks(12))},
		{"pareto_test", []string{"period"}, TestRecords(plain.ParetoTests()[:1])},
		{"tier_floors_revenue", []string{"measure"}, FloorRecords(plain)},
		{"tier_floors_profit", []string{"measure"}, FloorRecords(profit)},
		{"revenue_split", []string{"period", "customer_id"}, splits},
		{"revenue_bridge", []string{"period"}, bridges[:1]},
		{"revenue_bridge_2024", []string{"period"}, bridges[1:2]},
		{"kpi", []string{"period"}, KPIRecords(plain.KPIs(), plain.Bridges())[:2]},
		{"churn", []string{"customer_id"}, ChurnRecords(plain.ChurnRows())},
		{"churn_any_drop", []string{"customer_id"}, ChurnRecords(anyDrop.ChurnRows())},
		{"churn_tolerant", []string{"customer_id"}, ChurnRecords(tolerant.ChurnRows())},
		{"churn_value", []string{"customer_id", "product_id"}, ChurnValueRecords(plain.ChurnValues())},
		{"churn_value", []string{"customer_id", "product_id"}, ChurnValueRecords(anyDrop.ChurnValues())},
		{"customer_status", []string{"customer_id"}, StatusRecords(plain.Statuses(), plain.AsOf)},
		{"whale_curve", []string{"position"}, WhaleRecords(plain)},
		{"band_8020", []string{"customer_id"}, RankRecords(profit.Ranks(12))},
		{"tier_migration", []string{"period", "from_tier", "to_tier"}, MigrationRecords(plain.Migrations(period))},
		{"credit_totals", []string{"link"}, credits},
	} {
		t.Run(c.file, func(t *testing.T) {
			columns, want := Expected(t, "golden12/"+c.file+".csv")
			for _, line := range Diff(want, c.got, c.keys, columns) {
				t.Error(line)
			}
		})
	}
}
