package engine_test

import (
	"fmt"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// What must hold whatever the ledger: each statement returns the rows that break an identity.
var identities = []struct{ name, broken string }{
	{"the parts of v1", `from revenue_split where repeat is not null
		and v1 != repeat + growth + "new" + reactivated + unknown_origin + adj1`},
	{"the way from v0 to v1", `from revenue_split where repeat is not null
		and v1 - v0 != "new" + reactivated + unknown_origin + growth - contraction - lost + adj1 - adj0`},
	{"growth has two kinds", `from revenue_split where growth != growth_annualised + growth_organic`},
	{"the bridge is the sum of the split", `from (select period, sum(v1) as total, sum(lost) as gone from revenue_split
		where repeat is not null group by period) as s join revenue_bridge as b using (period) where s.total != b.v1 or s.gone != b.lost`},
	{"the bridge is the ledger", `from revenue_bridge(measure := 'revenue') as b where b.v1 != coalesce(
		(select sum(l.net) from landscape_base.ledger as l where l.invoice_date between b.period_start and b.period_end), 0)`},
	{"the landscape is the ledger", `from (select period, period_start, period_end, sum(revenue) as total from landscape group by all) as s
		where s.total != (select sum(l.net) from landscape_base.ledger as l where l.invoice_date between s.period_start and s.period_end)`},
	{"the landscape shows the split", `from landscape as l full join revenue_split as s on l.period = s.period and l.customer_id = s.customer_id
		where l.period is not null and (s.customer_id is null or l.value is distinct from s.v1 or l.movement is distinct from s.movement
		or l.repeat is distinct from s.repeat or l.lost is distinct from s.lost or l.adj is distinct from s.adj1)
		or l.customer_id is null`},
	{"the landscape ranks as pareto_rank", `from (select * from landscape where period is null) as l
		join landscape_base.ranked_spans([{'start_day': (select min(period_start) - 1 from landscape_summary),
		'end_day': (select max(period_end) from landscape_summary)}]) as r using (customer_id)
		where l.rank is distinct from r.rank or l.tier is distinct from r.tier or l.value is distinct from r.value`},
	{"the summary is the bridge", `from landscape_summary as s full join revenue_bridge as b using (period) where s.v0 is distinct from b.v0
		or s.v1 is distinct from b.v1 or s.repeat is distinct from b.repeat or s.growth_annualised is distinct from b.growth_annualised
		or s.growth_organic is distinct from b.growth_organic or s."new" is distinct from b."new" or s.lost is distinct from b.lost
		or s.reactivated is distinct from b.reactivated or s.unknown_origin is distinct from b.unknown_origin
		or s.contraction is distinct from b.contraction or s.adj0 is distinct from b.adj0 or s.adj1 is distinct from b.adj1`},
	{"the summary is the kpi", `from landscape_summary as s full join kpi as k using (period) where s.revenue is distinct from k.revenue
		or s.opening_customers is distinct from k.opening_customers or s.closing_customers is distinct from k.closing_customers
		or s.new_customers is distinct from k.new_customers or s.lost_customers is distinct from k.lost_customers`},
	{"the summary counts as customer_status", `from (select count(*) filter (where status = 'existing') as e,
		count(*) filter (where status = 'ex-customer') as x, count(*) filter (where status = 'prospect') as p from customer_status) as c
		join landscape_summary as s on s.period = 0 where c.e != s.existing_customers or c.x != s.ex_customers or c.p != s.prospects`},
	{"the tiers of the summary are those of the landscape", `from (select period, tier, count(*) as n, sum(value) as v from landscape
		where period is not null and tier is not null group by all) as l join landscape_summary as s using (period)
		where s.tier_customers[l.tier] is distinct from l.n or s.tier_values[l.tier] is distinct from l.v`},
	{"the curve ends at one", `from pareto_curve where position = (select max(position) from pareto_curve) and abs(cum_share - 1) > 1e-12`},
	{"the whale ends at the sum of the bands", `from (select sum(value) as v from band_8020) as b, (select any_value(final_value) as v from whale_curve) as w
		where b.v is distinct from w.v`},
	{"customers roll forward", `from kpi where opening_customers + new_customers + reactivated_customers - lost_customers != closing_customers`},
	{"churn in money is the bridge", `from churn_value where v1 - v0 != expansion + new_product + "new" + reactivated + unknown_origin
		- account - product - decreased + adj_product + adj`},
	{"churn in money is the ledger of its customers", `from (select customer_id, sum(v0) as b, sum(v1) as a from churn_value group by customer_id)
		join churn as c using (customer_id) where a != c.spend_after or b != c.spend_before`},
	{"account is lost", `from churn as c join (select customer_id, sum(account) as gone from churn_value group by customer_id) using (customer_id)
		where gone > 0 and c.churn_kind is distinct from 'account'`},
	{"each line is the sum of its parts", `from landscape_lines
		where net != repeat + growth + "new" + reactivated + unknown_origin + adj`},
	{"the lines of an account make its split", `from (select period, account_id, sum(net) as n, sum(repeat) as r, sum("new") as f, sum(adj) as j
		from landscape_lines group by all) as l
		join revenue_split(measure := 'revenue') as s on s.period = l.period and s.customer_id = l.account_id
		where l.n != s.v1 or l.r != s.repeat or l.f != s."new" or l.j != s.adj1`},
	{"no line is missing", `from (select sum(net) as n from landscape_lines) as l, (select sum(v1) as v from revenue_bridge(measure := 'revenue')) as b
		where l.n != b.v`},
	{"what was lost lies on lines", `from (select compared_period, sum(lost) as gone, sum(contraction) as less from landscape_lines
		where compared_period is not null group by all) as l
		join revenue_bridge(measure := 'revenue') as b on b.period = l.compared_period where l.gone != b.lost or l.less != b.contraction`},
	{"every credit line is accounted for", `from (select count(*) as n, sum(net) as v from landscape_base.credit_lines) as c,
		(select count(*) as n, sum(net) as v from landscape_base.ledger where doc_type = 'credit_note') as l where c.n != l.n or c.v != l.v`},
}

func TestFigureIdentities(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	r := newRig(t)
	for seed := range uint64(2) {
		l := Random(200 + seed)
		loads := Fill(t, r.engine, l)
		for i, s := range RandomSettings(200+seed, l)[:1] {
			s.CreditPeriod = "own" // the bridge is the ledger by its own dates only
			r.apply(t, NewBook(l).At(s).Settings)
			for _, c := range identities {
				t.Run(fmt.Sprintf("%s/seed %d settings %d", c.name, 200+seed, i), func(t *testing.T) {
					if rows := Query(t, r.session, "select * "+c.broken+" limit 3"); len(rows) > 0 {
						t.Errorf("broken under %v: %v", s.Text(), rows)
					}
				})
			}
		}
		Empty(t, r.engine, loads)
	}
}
