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
	r := newRig(t)
	for seed := range uint64(ifShort(1, 2)) {
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
