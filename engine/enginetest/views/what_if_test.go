package views_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// What must hold whatever the ledger: each statement returns the rows that break it.
var accountIdentities = []struct{ name, broken string }{
	{"owners make the bridge", `from (select period, sum(v0) as v0, sum(v1) as v1, sum(repeat) as repeat, sum(growth) as growth, sum("new") as "new",
		sum(reactivated) as reactivated, sum(contraction) as contraction, sum(lost) as lost, sum(adj0) as adj0, sum(adj1) as adj1, sum(unknown_origin) as unknown_origin
		from rep_contribution group by period) as r full join revenue_bridge as b using (period) where coalesce(r.v0, 0) != b.v0 or coalesce(r.v1, 0) != b.v1
		or r.repeat != b.repeat or r.growth != b.growth or r."new" != b."new" or r.reactivated != b.reactivated or r.contraction != b.contraction
		or r.lost != b.lost or r.adj0 != b.adj0 or r.adj1 != b.adj1 or r.unknown_origin != b.unknown_origin`},
	{"sales people make the bridge", `from (select period, sum(revenue) as v1, sum(repeat) as repeat, sum(growth) as growth, sum("new") as "new",
		sum(reactivated) as reactivated, sum(unknown_origin) as unknown_origin, sum(adj) as adj from rep_mix group by period) as r
		full join revenue_bridge as b using (period) where coalesce(r.v1, 0) != b.v1 or r.repeat != b.repeat or r.growth != b.growth or r."new" != b."new"
		or r.reactivated != b.reactivated or r.unknown_origin != b.unknown_origin or r.adj != b.adj1`},
	{"what a sales person sold is on the lines", `from rep_mix as r join (select rep, sum(net) as net from landscape_base.ledger
		where invoice_date > date '2024-12-31' and invoice_date <= date '2025-12-31' group by rep) as l using (rep)
		where r.period = 0 and r.revenue is distinct from l.net`},
	{"a sales person's parts make what was sold", `from rep_mix where revenue != repeat + growth + "new" + reactivated + unknown_origin + adj`},
	{"personas make the landscape", `from (select period, coalesce(tier, '') as tier, sum(revenue) as revenue, sum(value) as value, sum(orders) as orders,
		sum("repeat") as "repeat", sum(lost) as lost, sum(contraction) as contraction, sum(cost_to_serve) as served from persona_landscape('region') group by all) as p
		full join (select period, coalesce(tier, '') as tier, sum(revenue) as revenue, sum(value) as value, sum(orders) as orders, sum("repeat") as "repeat",
		sum(lost) as lost, sum(contraction) as contraction from landscape where period is not null group by all) as l using (period, tier)
		where p.revenue is distinct from l.revenue or p.value is distinct from l.value or p.orders is distinct from l.orders
		or p."repeat" is distinct from l."repeat" or p.lost is distinct from l.lost or p.contraction is distinct from l.contraction`},
	{"tiers make the ledger", `from (select sum(revenue) as net, sum(profit) as profit, sum(cost_to_serve) as served, any_value(as_of) as day from tier_economics) as t,
		(select sum(net) as net, sum(net - cost) as profit from landscape_base.ledger where invoice_date > date '2024-12-31' and invoice_date <= date '2025-12-31') as l
		where t.net is distinct from l.net or t.profit is distinct from l.profit`},
	{"tiers are those of pareto_rank", `from tier_economics as t join (select tier, count(*) as n, sum(value) as v from pareto_rank group by tier) as p using (tier)
		where t.customers is distinct from p.n or t.revenue is distinct from p.v`},
	{"losing nobody changes nothing", `from what_if_lose([]) as w join what_if_lose([]) as n on w.scenario = 'without' and n.scenario = 'now'
		where w.tier_customers is distinct from n.tier_customers or w.tier_values is distinct from n.tier_values or w.hhi is distinct from n.hhi
		or w.a_floor is distinct from n.a_floor or w.revenue is distinct from n.revenue or w.moved_up + w.moved_down != 0 or w.unknown_ids is not null`},
	{"now is the landscape", `from what_if_lose([]) as w, tier_floors as f, pareto_test as c where w.scenario = 'now' and c.period = 0 and (w.a_floor is distinct from f.a_floor
		or w.b_floor is distinct from f.b_floor or abs(w.hhi - c.hhi) > 1e-12 or abs(w.top1_share - c.top1_share) > 1e-12 or abs(w.top10_share - c.top10_share) > 1e-12
		or w.tier_customers['A'] != f.a_customers)`},
	{"the cuts in force change nothing", `from what_if_cuts([0.8, 0.95]) where changes`},
	{"other cuts are those of pareto_rank", `from (select to_tier as tier, sum(customers) as n, sum(value) as v from what_if_cuts([0.5, 0.7, 0.9]) group by all) as w
		full join (select tier, count(*) as n, sum(value) as v from pareto_rank(cuts := [0.5, 0.7, 0.9], labels := ['A', 'B', 'C', 'D']) group by tier) as p using (tier)
		where w.n is distinct from p.n or w.v is distinct from p.v`},
	{"the cut for 30 leaves 30", `from recall_check as r, (select count(*) filter (where share_above < (select cut_for_30 from recall_check)) as n,
		count(*) filter (where share_above <= (select cut_for_30 from recall_check)) as more, count(*) filter (where tier = 'A') as a from pareto_rank) as p
		where r.customers is distinct from p.a or r.customers > 30 and (r.customers_at_cut is distinct from p.n or p.n > 30 or p.more <= 30)`},
	{"the map assigns all", `from (select sum(customers_exclusive) as n, sum(value_exclusive) as v from opportunity_map) as m,
		(select count(*) as n, sum(best) as v from (select unit_id, max(value) as best from landscape_base.opportunity_rows() group by unit_id)) as r where m.n != r.n or m.v != r.v`},
	{"who needs no chasing", `from low_touch_candidates where tier != 'C' or orders_12m > 1 or orders_before > 1 or revenue_12m + gap_value >= floor_above`},
}

func TestAccountIdentities(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e, p := grow(t, 9)
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	for _, c := range accountIdentities {
		t.Run(c.name, func(t *testing.T) {
			for _, row := range Query(t, s, "select * "+c.broken+" limit 3") {
				t.Errorf("%v", row)
			}
		})
	}
	r := rand.New(rand.NewPCG(9, 9))
	for n := range 4 {
		lose(t, p, func(list string) []Record {
			return Query(t, s, `select scenario, customers, value, revenue, coalesce(tier_customers['A'], 0) as a, coalesce(tier_customers['B'], 0) as b,
				coalesce(tier_customers['C'], 0) as c, moved_up, moved_down, array_to_string(moved_up_customers, ' ') as up,
				array_to_string(moved_down_customers, ' ') as down, a_floor, b_floor from what_if_lose(`+list+`) where scenario != 'change'`)
		}, r, 1+n*12)
	}
}

// lose takes some customers out of the ledger and rates the others again, each by looking at all.
func lose(t *testing.T, p people, ask func(list string) []Record, r *rand.Rand, n int) {
	t.Helper()
	ids := []string{}
	for id := range p.value {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	gone, before := ids[:n], p.tiers()
	rest := people{value: map[string]Amount{}}
	for _, id := range ids[n:] {
		rest.value[id] = p.value[id]
	}
	after := rest.tiers()
	var up, down []string
	for id, tier := range after {
		if tier < before[id] {
			up = append(up, id)
		} else if tier > before[id] {
			down = append(down, id)
		}
	}
	best := func(ids []string) string {
		slices.SortFunc(ids, func(x, y string) int {
			if p.value[x] != p.value[y] {
				return int(max(-1, min(1, p.value[y]-p.value[x])))
			}
			return strings.Compare(x, y)
		})
		return strings.Join(ids, " ")
	}
	row := func(scenario string, values map[string]Amount, tiers map[string]string, ups, downs []string) Record {
		counts, floors, total := map[string]int64{}, map[string]Amount{}, Amount(0)
		for id, v := range values {
			tier := tiers[id]
			counts[tier]++
			total += v
			if floor, seen := floors[tier]; !seen || v < floor {
				floors[tier] = v
			}
		}
		return Record{"scenario": scenario, "customers": int64(len(values)), "value": total, "revenue": total, "a": counts["A"], "b": counts["B"], "c": counts["C"],
			"moved_up": int64(len(ups)), "moved_down": int64(len(downs)), "up": best(ups), "down": best(downs), "a_floor": floors["A"], "b_floor": floors["B"]}
	}
	want := []Record{row("now", p.value, before, nil, nil), row("without", rest.value, after, up, down)}
	columns := []string{"scenario", "customers", "value", "revenue", "a", "b", "c", "moved_up", "moved_down", "up", "down", "a_floor", "b_floor"}
	for _, line := range Diff(want, ask("['"+strings.Join(gone, "', '")+"']"), columns[:1], columns) {
		t.Error(fmt.Sprint(n, " lost: ", line))
	}
}
