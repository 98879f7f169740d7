package engine_test

import (
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// The 12-row ledger, loaded from its file, must say what was worked out by hand.
func TestFiguresGolden(t *testing.T) {
	e := Open(t)
	LoadFolder(t, e, "golden12")
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	CheckFigures(t, s, "golden12", [][3]string{
		{"pareto_rank_revenue", "customer_id", "pareto_rank"},
		{"pareto_rank_profit", "customer_id", "pareto_rank(measure := 'profit')"},
		{"pareto_rank_aaa", "customer_id", "pareto_rank(cuts := [0.5, 0.8, 0.95], labels := ['AAA', 'A', 'B', 'C'])"},
		{"revenue_split", "period customer_id", "revenue_split where period = 0"},
		{"revenue_bridge", "period", "revenue_bridge where period = 0"},
		{"revenue_bridge_2024", "period", "revenue_bridge where period = 1"},
		{"kpi", "period", "kpi where period < 2"},
		{"customer_status", "customer_id", "customer_status"},
		{"landscape", "period customer_id", "landscape"},
		{"landscape_summary", "period", "landscape_summary"},
		{"pareto_test", "period", "pareto_test where period = 0"},
		{"pareto_curve", "position", "pareto_curve"},
		{"tier_floors_revenue", "measure", "tier_floors"},
		{"tier_floors_profit", "measure", "tier_floors(measure := 'profit')"},
		{"tier_migration", "period from_tier to_tier", "tier_migration where period = 0"},
		{"band_8020", "customer_id", "band_8020"},
		{"whale_curve", "position", "whale_curve"},
		{"least_profitable", "position", "least_profitable"},
		{"churn", "customer_id", "churn"},
		{"churn_any_drop", "customer_id", "churn(product_needs_drop := false)"},
		{"churn_tolerant", "customer_id", "churn(tolerance := 0.6)"},
		{"churn_value", "customer_id product_id", "churn_value"},
		{"landscape_lines_sums", "period", `(select period, sum(net) as net_amount, sum(repeat) as repeat, sum(growth) as growth, sum("new") as "new",
			sum(reactivated) as reactivated, sum(unknown_origin) as unknown_origin, sum(adj) as adj
			from landscape_lines(as_of := date '2025-12-31') where period < 2 group by period)`},
		{"credit_totals", "link", `(select kinds.link, count(c.link) as lines, coalesce(sum(c.net), 0) as net
			from (values ('linked'), ('matched'), ('unmatched')) as kinds (link) left join landscape_base.credit_lines as c
			on c.link = kinds.link group by kinds.link)`},
	})
}
