package views_test

import (
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// Every claim is well-formed and stands there whatever the data are, and says nothing of yours where there are none.
func TestBenchmarksAreClaims(t *testing.T) {
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
	e := Open(t)
	LoadFolder(t, e, "golden12")
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	CheckFigures(t, s, "golden12", [][3]string{{"benchmarks", "key seed position", "benchmarks where your_value is not null"}})
}
