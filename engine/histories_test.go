package engine_test

import (
	"testing"

	"github.com/customer-landscape/landscape/engine"
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
