package engine_test

import (
	"testing"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
)

// historiesLedger covers what makes and unmakes a purchase day. Counted by hand as of 2024-12-31:
//
//	A buys on 1 Jan (10), 11 Jan (20 and 5, one event), 10 Apr (40); credit of 20 for the January line, known on 1 Feb, leaves 5 that day.
//	B buys once (30) and gives it all back on 1 Mar: a purchase until then, none after.
//	C has an order worth 0 and, 60 days on, one of 7; an unmatched credit of 3.
//	D is a customer by credit alone.
const historiesLedger = `customer_id,invoice_id,invoice_date,doc_type,product_id,quantity,net_amount,reverses_invoice_id
A,1,2024-01-01,invoice,p,1,10,
A,2,2024-01-11,invoice,p,2,20,
A,3,2024-01-11,invoice,q,1,5,
A,4,2024-02-01,credit_note,p,-2,-20,2
A,5,2024-04-10,invoice,q,8,40,
B,6,2024-01-15,invoice,p,1,30,
B,7,2024-03-01,credit_note,p,-1,-30,6
C,8,2024-05-01,invoice,p,1,0,
C,9,2024-06-30,invoice,p,1,7,
C,10,2024-07-01,credit_note,z,-1,-3,
D,11,2024-07-01,credit_note,z,-1,-9,
`

func TestPurchaseHistories(t *testing.T) {
	l := openFile(t)
	l.load(engine.LoadOptions{Paths: []string{l.file("lines.csv", historiesLedger)}})
	const columns = `select customer_id, x, t_x, t_age, first_event, last_event, orders, zero_days, spend_days,
		spend_value, round(mean_value, 4) as mean_value, repeat_days, repeat_value, unmatched_credit, net from landscape_base.purchase_histories(`
	l.want(columns+"as_of := date '2024-12-31') order by customer_id",
		"A|2|100|365|2024-01-01|2024-04-10|3|0|3|55.0000|18.3333|2|45.0000|0.0000|55.0000",
		"B|NULL|NULL|NULL|NULL|NULL|0|0|0|0.0000|NULL|0|0.0000|0.0000|0.0000",
		"C|0|0|184|2024-06-30|2024-06-30|1|1|1|7.0000|7.0|0|0.0000|3.0000|4.0000",
		"D|NULL|NULL|NULL|NULL|NULL|0|0|0|0.0000|NULL|0|0.0000|9.0000|-9.0000")
	l.want(columns+"as_of := date '2024-02-29') order by customer_id",
		"A|1|10|59|2024-01-01|2024-01-11|2|0|2|15.0000|7.5|1|5.0000|0.0000|15.0000",
		"B|0|0|45|2024-01-15|2024-01-15|1|0|1|30.0000|30.0|0|0.0000|0.0000|30.0000")
	l.want("select x, t_x, zero_days, spend_days, repeat_days, repeat_value from landscape_base.purchase_histories(as_of := date '2024-12-31', "+
		"zero_value_orders := 'count') where customer_id = 'C'", "1|60|1|1|1|7.0000")
	l.want("select customer_id, gaps, round(exp(log_gaps))::int from landscape_base.purchase_gaps(as_of := date '2024-12-31', zero_value_orders := 'count') order by 1",
		"A|2|900", "C|1|60")
	l.want("select x, t_x from landscape_base.purchase_histories(as_of := date '2024-01-11') where customer_id = 'A'", "1|10")
	l.want("select bool_and(net = spend_value - unmatched_credit) from landscape_base.purchase_histories()", "true")
}

// TestPurchaseHistoriesWithoutAmounts takes a ledger of customers and days alone: its orders are worth 0 and are events all the same.
func TestPurchaseHistoriesWithoutAmounts(t *testing.T) {
	l := openFile(t)
	l.load(engine.LoadOptions{
		Paths: []string{l.file("days.csv", "customer,day\nA,2024-01-01\nA,2024-03-01\nB,2024-02-01\n")},
		Map:   []string{"customer_id=customer", "invoice_date=day", "net_amount=0"},
	})
	l.want("select customer_id, x, t_x, spend_days, mean_value from landscape_base.purchase_histories() order by customer_id",
		"A|1|60|0|NULL", "B|0|0|0|NULL")
}

func TestPurchaseHistoriesOfNothing(t *testing.T) {
	l := openFile(t)
	l.want("select count(*) from landscape_base.purchase_histories()", "0")
}

// TestPurchaseHistoriesOfGroups puts the accounts of a group together: days on which several of them bought are one, and accounts that are
// never ranked are left out.
func TestPurchaseHistoriesOfGroups(t *testing.T) {
	l := openFile(t)
	l.load(engine.LoadOptions{Into: "customers", Paths: []string{l.file("customers.csv",
		"customer_id,parent_id,is_generic,first_order_date\nA,G,false,2023-12-01\nB,G,false,\nX,,true,\nC,,false,\n")}})
	l.load(engine.LoadOptions{Paths: []string{l.file("lines.csv", `customer_id,invoice_id,invoice_date,net_amount
A,1,2024-01-01,10
B,2,2024-01-01,5
B,3,2024-01-31,5
A,4,2024-03-01,1
X,5,2024-01-01,100
C,6,2024-02-01,7
`)}})
	const columns = "select customer_id, x, t_x, orders, spend_days, spend_value, repeat_value, left_censored from landscape_base.purchase_histories(level := "
	l.want(columns+"'customer') order by 1", "A|1|60|2|2|11.0000|1.0000|true", "B|1|30|2|2|10.0000|5.0000|true", "C|0|0|1|1|7.0000|0.0000|true")
	l.want(columns+"'parent') order by 1", "C|0|0|1|1|7.0000|0.0000|true", "G|2|60|4|3|21.0000|6.0000|true")
	l.want("select customer_id, day from landscape_base.purchase_events(after := date '2024-01-01', level := 'parent') order by all",
		"C|2024-02-01", "G|2024-01-31", "G|2024-03-01")
	l.want("select customer_id, gaps, round(exp(log_gaps))::int from landscape_base.purchase_gaps(level := 'parent')", "G|2|900")
	l.want("select count(*) from landscape_base.purchase_events(after := date '2023-01-01') where customer_id = 'X'", "0")
}

// TestPurchaseHistoriesBeforeACut holds the histories that a fit takes from one pass over the days to those of each day by itself, on ledgers
// with credit notes that become known after the cut, accounts in groups and orders worth 0.
func TestPurchaseHistoriesBeforeACut(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	differing := func(level, zero, day, cut string) string {
		more := "level := '" + level + "', zero_value_orders := '" + zero + "')"
		known := ", " + more
		return `with one as (
				from landscape_base.purchase_histories(as_of := date '` + day + `', sums := 'spend', cut := date '` + cut + `', ` + more + `
			),
			whole as (from landscape_base.purchase_histories(as_of := date '` + day + `'` + known + `),
			past as (from landscape_base.purchase_histories(as_of := date '` + cut + `', sums := 'none'` + known + ` where x is not null),
			later as (select customer_id, count(*) as n from landscape_base.purchase_events(after := date '` + cut + `', as_of := date '` + day + `'` + known + ` group by all),
			year as (select customer_id, count(*) as n from landscape_base.purchase_events(after := period_edge(date '` + cut + `', 12), as_of := date '` + cut + `'` + known + ` group by all)
			select count(*) filter ((o.before_x, o.before_t_x, o.before_t_age) is distinct from (p.x, p.t_x, p.t_age)) as before_wrong,
				count(*) filter (coalesce(o.after_cut, 0) != coalesce(l.n, 0) or coalesce(o.before_year, 0) != coalesce(y.n, 0)) as count_wrong,
				count(*) filter ((o.x, o.t_x, o.t_age, o.zero_days, o.left_censored, o.spend_days, o.spend_value, o.mean_value, o.repeat_days, o.repeat_value) is distinct from
					(w.x, w.t_x, w.t_age, w.zero_days, w.left_censored, w.spend_days, w.spend_value, w.mean_value, w.repeat_days, w.repeat_value)) as now_wrong
			from one as o
			full join whole as w on w.customer_id = o.customer_id
			full join past as p on p.customer_id = coalesce(o.customer_id, w.customer_id)
			full join later as l on l.customer_id = coalesce(o.customer_id, w.customer_id, p.customer_id)
			full join year as y on y.customer_id = coalesce(o.customer_id, w.customer_id, p.customer_id)`
	}
	check := func(l ledger, day string, cuts ...string) {
		t.Helper()
		for _, cut := range cuts {
			for _, level := range []string{"customer", "parent"} {
				for _, zero := range []string{"ignore", "count"} {
					l.want(differing(level, zero, day, cut), "0|0|0")
				}
			}
		}
	}
	l := openFile(t)
	l.load(engine.LoadOptions{Paths: []string{l.file("lines.csv", historiesLedger)}})
	check(l, "2024-12-31", "2024-02-29")
	l.want("select customer_id, before_x, before_t_age, before_year, after_cut from landscape_base.purchase_histories(as_of := date '2024-12-31', "+
		"sums := 'spend', cut := date '2024-02-29') where before_x is not null order by customer_id", "A|1|59|2|1", "B|0|45|1|0")
	for seed := range uint64(2) {
		l := openFile(t)
		enginetest.Fill(t, l.e, enginetest.Random(seed+400))
		days := l.rows("select day::varchar from landscape_base.days order by day")
		check(l, days[len(days)-1], days[len(days)*3/4])
	}
}
