package engine_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// Each scalar macro says what was worked out by hand. A row is one result: the values of its columns in the order of the query.
func TestMacros(t *testing.T) {
	s := Session(t, Open(t))
	for _, c := range []struct{ name, sql, want string }{
		{"ranks tie", `select v, pareto_rank(v) from (values (660), (140), (140), (60), (0), (-50), (null)) as t (v)`,
			"660 1|140 2|140 2|60 4|0 5|-50 6|NULL NULL"},
		{"ranks by part", `select g, v, pareto_rank(v, g) from (values (1, 5), (1, 3), (2, 3)) as t (g, v)`, "1 5 1|1 3 2|2 3 1"},
		{"shares above and reached", `select v, round(pareto_share(v), 12), round(pareto_cum(v), 12)
			from (values (660), (140), (140), (60), (0), (-50), (null)) as t (v)`,
			"660 0 0.66|140 0.66 0.94|140 0.66 0.94|60 0.94 1|0 1 1|-50 1 1|NULL NULL NULL"},
		{"tiers on any table", `select c, tier(pareto_share(sum(v))) from (values ('a', 40), ('a', 40), ('b', 15), ('c', 5)) as t (c, v) group by c`,
			"a A|b B|c C"},
		{"ties at the cut", `select v, tier(pareto_share(v)) from (values (660), (140), (140), (60)) as t (v)`, "660 A|140 A|140 A|60 B"},
		{"tier at the cuts", `select tier(0.8), tier(0.95), tier(0.7999999), tier(0.1 + 0.7), tier(null)`, "B C A B NULL"},
		{"four tiers", `select tier(0.3, cuts := [0.5, 0.8, 0.95], labels := ['AAA', 'A', 'B', 'C'])`, "AAA"},
		{"one customer", `select pareto_rank(v), pareto_share(v), tier(pareto_share(v)), band_8020(v) from (values (7)) as t (v)`, "1 0 A middle"},
		{"all zero", `select pareto_rank(v), pareto_share(v), tier(pareto_share(v)), band_8020(v) from (values (0), (0), (0)) as t (v)`,
			"1 NULL NULL middle|1 NULL NULL middle|1 NULL NULL middle"},
		{"all negative", `select v, pareto_rank(v), pareto_share(v), band_8020(v) from (values (-1), (-2)) as t (v)`,
			"-1 1 NULL top|-2 2 NULL bottom"},
		{"all equal", `select pareto_rank(v), tier(pareto_share(v)), band_8020(v) from (values (3), (3)) as t (v)`, "1 A middle|1 A middle"},
		{"no rows", `select pareto_rank(v) from (values (1)) as t (v) where v > 1`, ""},
		{"bands of five", `select v, band_8020(v) from (values (5), (4), (3), (2), (1), (null)) as t (v)`,
			"5 top|4 middle|3 middle|2 middle|1 bottom|NULL NULL"},
		{"bands tied at the top", `select v, band_8020(v) from (values (5), (5), (3), (2), (1)) as t (v)`,
			"5 top|5 top|3 middle|2 middle|1 bottom"},
		{"sticky", `select tier_sticky(0.81, 'A', 0.02), tier_sticky(0.82, 'A', 0.02), tier_sticky(0.79, 'B', 0.02), tier_sticky(0.779, 'B', 0.02),
			tier_sticky(0.99, 'A', 0.02), tier_sticky(0.94, 'C', 0.02), tier_sticky(0.81, null, 0.02), tier_sticky(null, 'A', 0.02)`,
			"A B B A C C B NULL"},
		{"prospects", `select prospect_tier(150, 140, 60), prospect_tier(140, 140, 60), prospect_tier(100, 140, 60), prospect_tier(59.99, 140, 60),
			prospect_tier(null, 140, 60), prospect_tier(100, 140, null), prospect_tier(100, null, 60)`, "A A B C NULL C B"},
		{"status", `select customer_status(date '2024-12-31', date '2025-12-31'), customer_status(date '2025-01-01', date '2025-12-31'),
			customer_status(null, date '2025-12-31'), customer_status(date '2024-02-29', date '2025-02-28'),
			customer_status(null, date '2025-12-31', returns_only := true)`, "ex-customer existing prospect ex-customer ex-customer"},
		{"churn kinds", `select churn_kind(1, 1, 100, 96, tolerance := 0.05), churn_kind(1, 2, 100, 90), churn_kind(0, 1, 0, 60),
			churn_kind(2, 1, 600, 660), churn_kind(2, 1, 600, 660, needs_drop := true), churn_kind(5, 3, 100, 80, needs_drop := true),
			churn_kind(1, 0, 250, 0)`, "none decreased_spend NULL product none product account"},
		{"periods", `select period_no(date '2025-01-01', date '2025-12-31'), period_no(date '2024-12-31', date '2025-12-31'),
			period_no(date '2026-01-01', date '2025-12-31'), period_edge(date '2025-02-28', 12), period_edge(date '2024-02-29', 12)`,
			"0 1 NULL 2024-02-29 2023-02-28"},
		{"gini", `select round(gini([660, 140, 140, 60]), 12), gini([7]), gini([3, 3]), gini([]), gini([0, 0]), gini(null), round(gini([-5, null, 10]), 12)`,
			"0.45 0 0 NULL NULL NULL 0.5"},
		{"spark", `select spark([1, 5, 2, 8, 3]), spark([3, 3]), spark([]), spark(null::double[])`, "▁▅▂█▃ ▁▁ NULL NULL"},
		{"spark with a gap", `select spark([1, null, 2])`, "▁ █"},
		{"hhi", `select round(hhi([660, 140, 140, 60]), 12), hhi([1, null, 1]), hhi([]), hhi([0, -1])`, "0.4784 0.5 NULL NULL"},
		// 1 of 1: centre (1 + 1.9208) / 4.8416, half 1.96 * sqrt(0.9604) / 4.8416
		{"wilson", `select round(wilson_lo(1, 1), 4), wilson_hi(1, 1), wilson_lo(0, 0), wilson_hi(0, 0), round(wilson_lo(5, 10), 4), round(wilson_hi(5, 10), 4)`,
			"0.2065 1 NULL NULL 0.2366 0.7634"},
		{"price and quantity", `select price_effect(10, 100, 12, 90)::decimal(9, 2), quantity_effect(10, 100, 12, 90)::decimal(9, 2),
			(price_effect(1.1, 2.5, 3, 4) + quantity_effect(1.1, 2.5, 3, 4) = 3 * 4 - 1.1 * 2.5),
			(price_effect(3, 4, 1, 2) = -price_effect(1, 2, 3, 4)), price_effect(null, 1, 1, 1)`, "190 -110 true true NULL"},
		{"referrals", `select referral_multiplier(0), referral_multiplier(0.5), referral_multiplier(1), referral_multiplier(0.5, null),
			referral_multiplier(1, null), referral_multiplier(-1)`, "1 1.5 2 2 NULL NULL"},
		// q = 0.8 / 1.1; 100 q / (1 - q), times 1 - q^3 for three years
		{"lifetime value", `select round(ltv_simple(100, 0.8), 2), round(ltv_simple(100, 0.8, years := 3), 2), round(ltv_simple(100, 0.8, include_now := true), 2),
			ltv_simple(100, 1, discount := 0), ltv_simple(100, 1, discount := 0, years := 5), ltv_simple(null, 0.5)`,
			"266.67 164.09 366.67 NULL 500 NULL"},
	} {
		t.Run(c.name, func(t *testing.T) {
			result, err := s.Query(t.Context(), "select * from ("+c.sql+") as q", nil)
			if err != nil {
				t.Fatal(err)
			}
			defer result.Release()
			var rows []string
			for result.Next() {
				for i := range int(result.Batch().NumRows()) {
					var values []string
					for _, column := range result.Batch().Columns() {
						value := column.ValueStr(i)
						if column.IsNull(i) {
							value = "NULL"
						}
						values = append(values, strings.Clone(value)) // the batch owns the text
					}
					rows = append(rows, strings.Join(values, " "))
				}
			}
			if err := result.Err(); err != nil {
				t.Fatal(err)
			}
			if got := inOrder(rows); got != inOrder(strings.Split(c.want, "|")) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// inOrder joins rows sorted, since a query without ORDER BY promises no order.
func inOrder(rows []string) string {
	sorted := slices.Clone(rows)
	slices.Sort(sorted)
	return strings.Join(sorted, "|")
}
