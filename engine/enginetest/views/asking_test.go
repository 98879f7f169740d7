package views_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// Every claim is well-formed and stands there whatever the data are, and says nothing of yours where there are none.
func TestBenchmarksAreClaims(t *testing.T) {
	t.Parallel()
	s := Session(t, Open(t))
	for _, r := range Query(t, s, `select b.key, b.seed, b.position from benchmarks as b
		where b.key is null or b.claim is null or b.view is null or b.low > b.high or b.seed not in ('A', 'B', 'C', 'D', 'E')
			or b.unit not in ('ratio', 'count', 'days', 'weeks', 'months', 'years', 'number')
			or (b.your_n is not null or b.your_value is not null and b.key not in ('window_years', 'tiers', 'active_days', 'nonactive_years'))`) {
		t.Errorf("%v", r)
	}
	r := Query(t, s, `select count(*) as claims, count(distinct (key, seed, position)) as keys, count(distinct key) as subjects,
		sum(low) filter (where key = 'churn_reasons' and position < 7) as reasons, sum(low) filter (where key = 'bands') as bands from benchmarks`)[0]
	if r["claims"] != r["keys"] || r["subjects"] != int64(30) {
		t.Errorf("%v", r)
	}
	for _, sum := range []string{"reasons", "bands"} {
		if got := r[sum].(float64); got < 0.999999 || got > 1.000001 {
			t.Errorf("the shares of %s add up to %v", sum, got)
		}
	}
	for _, r := range Query(t, s, `select distinct c.measure from landscape_base.benchmark_claims as c
		where (c.measure is null) != (c.key in ('churn_kinds', 'opportunity_areas', 'qualify_reasons', 'bands', 'client_categories')
			or c.key = 'referral_goal' and c.position = 2)`) {
		t.Errorf("measure %v", r["measure"])
	}
}

// The 12-row ledger beside the claims: what pareto_test, the tiers and the case of reactivation say of it, and nothing where it has no input.
func TestBenchmarksOfTwelveRows(t *testing.T) {
	t.Parallel()
	e := Open(t)
	LoadFolder(t, e, "golden12")
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	CheckFigures(t, s, "golden12", [][3]string{{"benchmarks", "key seed position", "benchmarks where your_value is not null"}})
}

// With all inputs every claim that is no definition has a value of the business, the same that the view it names gives.
func TestBenchmarksOfABusiness(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e, _ := Business(t)
	s := Session(t, e)
	yours, asOf := map[string]any{}, ""
	for _, r := range Query(t, s, `select b.key, b.seed || b.position as place, b.your_value, c.measure is not null as measured, b.as_of::varchar as as_of
		from benchmarks as b inner join landscape_base.benchmark_claims as c on b.key = c.key and b.seed = c.seed and b.position = c.position`) {
		key := r["key"].(string)
		yours[key+" "+r["place"].(string)], asOf = r["your_value"], r["as_of"].(string)
		if r["measured"] == true && r["your_value"] == nil && !slices.Contains([]string{"focus_period", "personas"}, key) {
			t.Errorf("nothing is said of %v", r)
		}
	}
	for _, c := range []struct{ claim, from string }{
		{"indifference B1", "share from churn_reason_mix where reason = 'unappreciated'"},
		{"churn_reasons B3", "share from churn_reason_mix where reason = 'friend_advice'"},
		{"effort_new_vs_existing A1", "effort_ratio from effort_ratio where period = 0"},
		{"recall_top A1", "customers from recall_check"},
		{"tail_revenue C1", "tail_share from pareto_test where period = 0"},
		{"reactivation B1", "sum(reactivated) / sum(past_customers) from reactivation_case"},
		{"prospect_floors A1", "(a_floor is not null)::integer + (b_floor is not null)::integer from tier_floors"},
		{"referral_goal B1", "progress_customers / baseline_customers - 1 from referral_goal(start_date := date '" + asOf + "' - 69)"},
	} {
		want := float(Query(t, s, "select ("+strings.Replace(c.from, " from ", ")::double as v from ", 1))[0]["v"])
		if got := float(yours[c.claim]); math.IsNaN(got) || math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: %v, the view says %v", c.claim, got, want)
		}
	}
}

// The views that claims name are there.
func TestBenchmarksNameViews(t *testing.T) {
	t.Parallel()
	for _, r := range Query(t, Session(t, Open(t)), `select distinct c.view from landscape_base.benchmark_claims as c
		where c.view not in (select o.name from catalogue as o where o.kind = 'view')`) {
		t.Errorf("there is no view %v", r["view"])
	}
}
