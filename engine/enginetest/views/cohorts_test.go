package views_test

import (
	"context"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// The 12-row ledger by the year in which customers came.
func TestCohortsGolden(t *testing.T) {
	t.Parallel()
	e := Open(t)
	LoadFolder(t, e, "golden12")
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	CheckFigures(t, s, "golden12", [][3]string{
		{"cohorts_year", "cohort period", "cohorts(grain := 'year')"},
		{"cohorts_customers_november", "cohort period", "cohorts(grain := 'year', metric := 'customers', as_of := date '2025-11-15')"},
		{"c3_year", "period cohort", "c3(grain := 'year')"},
		{"audit_lens_1", "decile", "audit_lens_1"},
		{"audit_lens_2", "change", "audit_lens_2"},
		{"audit_lens_3_year", "cohort age", "audit_lens_3(grain := 'year')"},
		{"audit_lens_4_year", "age cohort", "audit_lens_4(grain := 'year')"},
		{"audit_lens_5", "period cohort", "audit_lens_5"},
		{"new_customer_outcome_year", "cohort", "new_customer_outcome(grain := 'year')"},
		{"concentration", "period", "concentration"},
	})
}

// On real ledgers every period of the cohorts, the layers of the chart, the tenths and both periods of lens 2 add up to the ledger, and a
// survival curve begins with everybody and never rises.
func TestTimeOnRealLedgers(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{"online-retail": "online-retail/online_retail.parquet", "cdnow": "cdnow/CDNOW_master.txt.gz"} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() {
				t.Skip("loads a real ledger; make test-all runs it")
			}
			path := SharedData(t, file)
			e := Open(t)
			if _, err := e.Load(context.Background(), engine.LoadOptions{Paths: []string{path}}); err != nil {
				t.Fatal(err)
			}
			s := Session(t, e)
			const lines = "(select date_trunc('month', l.invoice_date)::date as month, sum(l.net_amount) as net from invoice_lines as l group by all) as l"
			for what, query := range map[string]string{
				"months of cohorts that do not sum to the ledger": `select l.month from ` + lines + ` left join (select c.period_start, sum(c.so_far) as net
					from cohorts as c group by all) as c on l.month = c.period_start where l.net is distinct from c.net`,
				"months of cohorts that the ledger does not have": `select c.period_start from cohorts as c left join ` + lines + ` on c.period_start = l.month
					where l.month is null and c.so_far != 0`,
				"quarters whose stack does not end at the total": `select c.period from c3 as c where c.is_complete group by c.period
					having max_by(c.top, c.layer) != sum(c.metric_value)`,
				"cohort customers that do not order at age 0": `select c.cohort from cohorts(grain := 'quarter', metric := 'customers') as c
					where c.age = 0 and c.so_far != c.cohort_customers`,
				"a last year that lens 1 does not hold": `select 1 from (select sum(a.revenue) as net from audit_lens_1 as a) as a, (select sum(b.v1) as net
					from revenue_split as b where b.period = 0) as b where a.net != b.net`,
				"periods that lens 2 does not hold": `select 1 from (select sum(a.revenue_before) as v0, sum(a.revenue_now) as v1 from audit_lens_2 as a) as a,
					(select sum(b.v0) as v0, sum(b.v1) as v1 from revenue_split as b where b.period = 0) as b where a.v0 != b.v0 or a.v1 != b.v1`,
				"effects of lens 2 that do not add up": `select 1 from audit_lens_2 as a where a.revenue_change != a.customers_effect + a.orders_effect + a.value_effect`,
				"curves that rise, or do not lose whom they lose": `select 1 from (select v.*, lag(v.survival) over w as s0, lag(v.at_risk - v.events - v.censored) over w as n0
					from survival(by := 'cohort') as v window w as (partition by v.by_value order by v.t)) as v where v.survival > v.s0 or v.at_risk != v.n0
					or v.survival not between 0 and 1 or v.survival not between coalesce(v.survival_low, 0) and coalesce(v.survival_high, 1)`,
				"ex-customers that dormant does not have": `select 1 from (select count(*) as n from dormant) as d, (select count(*) as n from customer_status as c
					where c.kind = 'customer' and c.status = 'ex-customer') as c where d.n != c.n`,
				"a reactivation case of other customers": `select 1 from (select sum(r.dormant_customers) as n, sum(r.former_value) as v from reactivation_case as r) as r,
					(select count(*) as n, coalesce(sum(d.former_value), 0) as v from dormant as d) as d where r.n != d.n or r.v != d.v`,
				"second orders of other customers": `select 1 from (select sum(o.customers) as n, sum(o.reordered) as k from new_customer_outcome as o) as o,
					(select max(v.customers) as n, sum(v.events) as k from survival(by := 'all', event := 'second_order') as v) as v where o.n != v.n or o.k != v.k`,
				"revenue at risk of other customers": `select 1 from (select sum(r.value_12m) as v from revenue_at_risk as r) as r,
					(select sum(a.value_at_stake) as v from lapse_alerts as a) as a where r.v != a.v`,
				"alerts that their figures do not carry": `select 1 from lapse_alerts as a where a.alert != (a.p_gap_longer < 0.05 and not a.is_seasonal)
					or a.p_gap_longer not between 0 and 1 or (a.reason is null) != (a.gaps >= 3)`,
			} {
				if rows := Query(t, s, query); len(rows) > 0 {
					t.Errorf("%d %s: %v", len(rows), what, rows[0])
				}
			}
		})
	}
}
