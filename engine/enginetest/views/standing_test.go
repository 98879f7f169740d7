package views_test

import (
	"context"
	"fmt"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// What is said of one customer in a hurry is what the figures over all customers say, whatever the ledger and the settings.
func TestStandingIsThatOfTheFigures(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	columns := []string{"customer_id", "rank", "share", "tier", "v1", "v0", "status", "first_order", "last_order", "orders"}
	e := Open(t)
	seen := 0
	for seed := range uint64(2) {
		l := Random(40 + seed)
		loads := Fill(t, e, l)
		for _, given := range RandomSettings(40+seed, l)[:3] {
			s := Session(t, e)
			for name, value := range NewBook(l).At(given).Settings.Text() {
				if value == "" {
					value = "default"
				}
				if err := s.Set(context.Background(), name, value); err != nil {
					t.Fatal(err)
				}
			}
			want := Query(t, s, `select c.customer_id, p.rank, p.share, p.tier, coalesce(p.value, 0) as v1, coalesce(r.v0, 0) as v0,
				c.status, c.first_order, c.last_order, c.orders
				from customer_status as c left join pareto_rank(measure := 'revenue') as p using (customer_id)
				left join revenue_split(measure := 'revenue', years := 1, period_kind := 'rolling',
					period_months := (select f.value::integer from settings_in_force as f where f.name = 'tier_months')) as r
				on c.customer_id = r.customer_id and r.period = 0 where c.kind = 'customer'`)
			var got []Record
			for _, w := range want {
				got = append(got, Query(t, s, fmt.Sprintf(`select s.customer_id, s.rank, s.share, s.tier, s.v1, s.v0, s.status, s.first_order, s.last_order,
					s.orders from landscape_base.customer_standing('%s') as s`, w["customer_id"]))...)
				seen++
			}
			for _, line := range Diff(want, got, columns[:1], columns) {
				t.Errorf("seed %d, %+v: %s", 40+seed, given, line)
			}
		}
		Empty(t, e, loads)
	}
	if seen < 40 {
		t.Errorf("only %d customers", seen)
	}
}
