package engine_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
)

// ledger is a database in memory with what the tests of loads ask of it.
type ledger struct {
	*testing.T
	e *engine.Engine
}

func openLedger(t *testing.T) ledger {
	t.Helper()
	e, err := engine.Open(t.Context(), engine.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return ledger{t, e}
}

// load loads and fails the test on an error.
func (l ledger) load(opts engine.LoadOptions) *engine.LoadSummary {
	l.Helper()
	s, err := l.e.Load(l.Context(), opts)
	if err != nil {
		l.Fatalf("%v\nTry: %s", err, engine.HintOf(err))
	}
	return s
}

// rows runs a query whose columns are text, and returns its rows with the values joined by "|".
func (l ledger) rows(query string) []string {
	l.Helper()
	session, err := l.e.Session(l.Context())
	if err != nil {
		l.Fatal(err)
	}
	defer session.Close()
	r, err := session.Query(l.Context(), "select coalesce(columns(*)::varchar, 'NULL') from ("+query+")", nil)
	if err != nil {
		l.Fatalf("%v\n%s", err, query)
	}
	defer r.Release()
	var out []string
	for r.Next() {
		b := r.Batch()
		for i := range int(b.NumRows()) {
			var row []string
			for j := range int(b.NumCols()) {
				row = append(row, strings.Clone(b.Column(j).ValueStr(i)))
			}
			out = append(out, strings.Join(row, "|"))
		}
	}
	if err := r.Err(); err != nil {
		l.Fatal(err)
	}
	return out
}

func (l ledger) want(query string, want ...string) {
	l.Helper()
	got := l.rows(query)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		l.Errorf("%s\ngot:\n%s\nwant:\n%s", query, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// file writes a file of the test and returns its path.
func (l ledger) file(name, text string) string {
	l.Helper()
	path := filepath.Join(l.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		l.Fatal(err)
	}
	return path
}

// refuse loads what must fail with the kind, and returns the error with its hint as text. The ledger must be as it was.
func (l ledger) refuse(kind engine.Kind, opts engine.LoadOptions) string {
	l.Helper()
	const state = "select (select count(*) from loads), (select count(*) from invoice_lines), (select count(*) from customers)"
	before := l.rows(state)
	_, err := l.e.Load(context.Background(), opts)
	if engine.KindOf(err) != kind {
		l.Fatalf("kind %q of %v, want %q", engine.KindOf(err), err, kind)
	}
	l.want(state, before...)
	return err.Error() + "\n" + engine.HintOf(err)
}

func (l ledger) mentions(text string, words ...string) {
	l.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			l.Errorf("%q does not mention %q", text, w)
		}
	}
}

const small = "customer_id,invoice_id,invoice_date,net_amount\nA,1,2024-01-31,10.50\nA,1,2024-01-31,10.50\nB,2,2024-02-01,-3.25\n,3,2024-02-02,1\n"

func TestLoadCanonical(t *testing.T) {
	l := openLedger(t)
	s := l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", small)}})
	if s.Totals == nil || *s.Totals != (engine.Totals{Lines: 4, NetAmount: "18.7500", Invoices: 3, Customers: 2, FirstDate: "2024-01-31",
		LastDate: "2024-02-02", CreditNotes: 1, Unassigned: 1}) {
		t.Errorf("totals %+v", s.Totals)
	}
	l.want("select source, invoice_id, customer_id, invoice_date, doc_type, net_amount, mi, load_id from invoice_lines order by all",
		"default|1|A|2024-01-31|invoice|10.5000|24288|1", "default|1|A|2024-01-31|invoice|10.5000|24288|1",
		"default|2|B|2024-02-01|credit_note|-3.2500|24289|1", "default|3|NULL|2024-02-02|invoice|1.0000|24289|1")
	l.want("select load_id, table_name, source, profile, rows, net_amount, invoices, customers, first_date, last_date, credit_notes, unassigned_lines, unloaded_at from loads",
		"1|invoice_lines|default|canonical|4|18.7500|3|2|2024-01-31|2024-02-02|1|1|NULL")
}

func TestLoadTwiceIsOnce(t *testing.T) {
	l := openLedger(t)
	path := l.file("a.csv", small)
	l.load(engine.LoadOptions{Paths: []string{path}})
	if s := l.load(engine.LoadOptions{Paths: []string{path}}); s.Already != 1 {
		t.Errorf("the second load says %+v", s)
	}
	l.want("select count(*) from invoice_lines", "4")
}

func TestLoadInvoiceIDByCustomerAndDay(t *testing.T) {
	l := openLedger(t)
	l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", "customer_id,invoice_date,net_amount\nA,2024-01-31,1\nA,2024-01-31,2\nB,2024-01-31,3\n")}})
	l.want("select distinct invoice_id from invoice_lines order by 1", "A@2024-01-31", "B@2024-01-31")
}

func TestLoadMap(t *testing.T) {
	l := openLedger(t)
	path := l.file("a.csv", "Cust No,Day,Qty,Unit Price,Country\n007,2024-01-31,3,1.25,UK\n7,2024-02-01,-1,2.5,FR\n")
	l.load(engine.LoadOptions{Paths: []string{path}, Source: "shop", Map: []string{
		`customer_id="Cust No"`, "invoice_date=day", `net_amount=Qty*"Unit Price"`, "quantity=Qty", "attrs.country=Country"}})
	l.want("select source, customer_id, invoice_date, quantity, net_amount, attrs['country'] from invoice_lines order by invoice_date",
		"shop|007|2024-01-31|3.0000|3.7500|UK", "shop|7|2024-02-01|-1.0000|-2.5000|FR")
	l.mentions(l.refuse(engine.KindInvalid, engine.LoadOptions{Paths: []string{path}}), "Cust No, Day, Qty, Unit Price, Country", "--map")
	l.mentions(l.refuse(engine.KindInvalid, engine.LoadOptions{Paths: []string{path}, Map: []string{"net_amount=Qty*Price"}}), `"Price"`)
	l.mentions(l.refuse(engine.KindInvalid, engine.LoadOptions{Paths: []string{path}, Map: []string{"net_amount=(select 1)"}}), "subquery")
	l.mentions(l.refuse(engine.KindInvalid, engine.LoadOptions{Paths: []string{path}, Map: []string{"amount=Qty"}}), "amount", "net_amount")
}

func TestLoadRejects(t *testing.T) {
	l := openLedger(t)
	path := l.file("a.csv", "customer_id,invoice_date,net_amount\nA,2024-01-31,10.50\nA,2024-02-30,1.25\nB,2024-02-01,12 pieces\nB,2024-02-01,\nB,2024-02-03,2.25\n")
	text := l.refuse(engine.KindRejected, engine.LoadOptions{Paths: []string{path}})
	l.mentions(text, "3 rows", "line 3", "invoice_date", "2024-02-30", "--max-rejects")
	_, err := l.e.Load(t.Context(), engine.LoadOptions{Paths: []string{path}})
	var rejected *engine.RejectedError
	if !errors.As(err, &rejected) || len(rejected.Rejects) != 3 || rejected.Rejects[1].Line != 4 || rejected.Rejects[1].Column != "net_amount" ||
		rejected.Rejects[1].Value != "12 pieces" || rejected.Rejects[2].Line != 5 {
		t.Errorf("rejects %+v", rejected)
	}
	s := l.load(engine.LoadOptions{Paths: []string{path}, MaxRejects: 3})
	if s.Rejected != 3 || s.Totals.Lines != 2 || s.Totals.NetAmount != "12.7500" {
		t.Errorf("summary %+v %+v", s, s.Totals)
	}
	l.want("select load_id, line, column_name, value from load_rejects order by line", "1|3|invoice_date|2024-02-30",
		"1|4|net_amount|12 pieces", "1|5|net_amount|NULL")
}

// A column in which nothing is a date, or no amount, is told row by row as one in which something is.
func TestLoadNothingFits(t *testing.T) {
	l := openLedger(t)
	for _, c := range []struct{ row, column, value, reason string }{
		{"A,2011-13-45,5", "invoice_date", "2011-13-45", "no date as %Y-%m-%d"},
		{"A,soon,5", "invoice_date", "soon", "no date as %Y-%m-%d"},
		{"A,40513,5", "invoice_date", "40513", "no date as %Y-%m-%d"},
		{"A,2011-01-31,five", "net_amount", "five", "no number"},
	} {
		path := l.file("a.csv", "customer_id,invoice_date,net_amount\n"+c.row+"\n")
		_, err := l.e.Load(t.Context(), engine.LoadOptions{Paths: []string{path}})
		var rejected *engine.RejectedError
		if !errors.As(err, &rejected) || len(rejected.Rejects) != 1 {
			t.Errorf("%s: %v", c.row, err)
			continue
		}
		if r := rejected.Rejects[0]; r.Line != 2 || r.Column != c.column || r.Value != c.value || !strings.Contains(r.Reason, c.reason) {
			t.Errorf("%s: %+v", c.row, r)
		}
	}
	l.want("select count(*) from invoice_lines", "0")
}

func TestLoadAmbiguous(t *testing.T) {
	l := openLedger(t)
	dates := l.file("dates.csv", "customer_id,invoice_date,net_amount\nA,01/02/2024,1\nA,03/04/2024,2\n")
	l.mentions(l.refuse(engine.KindInvalid, engine.LoadOptions{Paths: []string{dates}}), "01/02/2024", "2024-02-01", "2024-01-02", "--date-order")
	l.load(engine.LoadOptions{Paths: []string{dates}, DateOrder: "dmy"})
	l.want("select invoice_date from invoice_lines order by 1", "2024-02-01", "2024-04-03")
	amounts := l.file("amounts.csv", "customer_id;invoice_date;net_amount\nA;2024-02-01;1.234\nA;2024-02-02;2.500\n")
	l.mentions(l.refuse(engine.KindInvalid, engine.LoadOptions{Paths: []string{amounts}}), "1.234", "--decimal")
	l.load(engine.LoadOptions{Paths: []string{amounts}, Decimal: ",", Source: "x"})
	l.want("select net_amount from invoice_lines where source = 'x' order by 1", "1234.0000", "2500.0000")
}

func TestLoadOnlineRetail(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	l := openLedger(t)
	s := l.load(engine.LoadOptions{Paths: []string{enginetest.SharedData(t, "online-retail/online_retail.parquet")}})
	if s.Profile != "online-retail" || s.Totals.Lines != 541909 || s.Totals.Unassigned != 135080 || s.Totals.Customers != 4372 || s.Totals.CreditNotes != 9288 {
		t.Errorf("summary %+v %+v", s, s.Totals)
	}
	const sums = `select sum(net_amount) filter (where quantity > 0 and net_amount > 0 and customer_id is not null),
		sum(net_amount) filter (where doc_type = 'credit_note' and customer_id is not null), count(*), sum(net_amount) from invoice_lines`
	before := l.rows(sums)
	if !strings.HasPrefix(before[0], "8911407.9040|-611342.0900|541909|") {
		t.Errorf("sums %v", before)
	}
	again := l.load(engine.LoadOptions{Paths: []string{enginetest.SharedData(t, "online-retail/online_retail_raw.csv.gz")}})
	l.want(sums, before...)
	o := again.Overlap
	if o == nil || o.LinesBefore != 541909 || o.LinesAfter != 541909 || o.NetBefore != o.NetAfter || o.Shrunk != 0 {
		t.Errorf("overlap %+v", o)
	}
	const difference = `(select * exclude (load_id) from invoice_lines except all select * exclude (load_id, replaced_by) from landscape_history.invoice_lines)`
	l.want("select count(*) from "+difference, "0")
}

func TestLoadRealLedgers(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	data := func(t *testing.T, names ...string) []string {
		var out []string
		for _, n := range names {
			out = append(out, enginetest.SharedData(t, n))
		}
		return out
	}
	t.Run("cdnow", func(t *testing.T) {
		l := openLedger(t)
		s := l.load(engine.LoadOptions{Paths: data(t, "cdnow/CDNOW_master.txt.gz")})
		if s.Totals.Lines != 69659 || s.Totals.NetAmount != "2500315.6300" || s.Totals.Customers != 23570 || s.Totals.Invoices != 67591 {
			t.Errorf("%+v", s.Totals)
		}
		l.want("select customer_id from invoice_lines order by 1 limit 1", "00001")
		l.want("select name, value from settings", "zero_value_orders|count")
	})
	t.Run("cdnow sample", func(t *testing.T) {
		l := openLedger(t)
		s := l.load(engine.LoadOptions{Paths: data(t, "cdnow/CDNOW_sample.txt")})
		if s.Profile != "cdnow" || s.Totals.Lines != 6919 || s.Totals.Customers != 2357 {
			t.Errorf("%+v %+v", s, s.Totals)
		}
	})
	t.Run("superstore", func(t *testing.T) {
		var first []string
		for _, name := range []string{"superstore.csv.gz", "superstore.parquet", "superstore.arrow", "superstore.lz4.arrow"} {
			l := openLedger(t)
			s := l.load(engine.LoadOptions{Paths: data(t, "superstore/"+name)})
			if s.Profile != "superstore" || s.Totals.Lines != 9994 || s.Totals.Customers != 793 || s.Yielded["customers"] != 793 || s.Yielded["products"] != 1862 {
				t.Errorf("%s: %+v %+v", name, s, s.Totals)
			}
			rows := append(l.rows("select * from invoice_lines order by all"), l.rows("select * from customers order by all")...)
			rows = append(rows, l.rows("select * from products order by all")...)
			if first == nil {
				first = rows
			} else if strings.Join(first, "\n") != strings.Join(rows, "\n") {
				t.Errorf("%s gives other rows than the csv", name)
			}
		}
	})
	t.Run("northwind", func(t *testing.T) {
		l := openLedger(t)
		l.mentions(l.refuse(engine.KindInvalid, engine.LoadOptions{Paths: data(t, "northwind/orders.csv")}), "northwind", "details", "unit_price")
		s := l.load(engine.LoadOptions{Paths: data(t, "northwind/orders.csv", "northwind/order_details.csv", "northwind/customers.csv", "northwind/products.csv", "northwind/categories.csv")})
		if s.Totals.Lines != 2155 || s.Totals.Customers != 89 || s.Yielded["customers"] != 91 || s.Yielded["products"] != 77 {
			t.Errorf("%+v %+v", s, s.Totals)
		}
	})
	t.Run("chinook", func(t *testing.T) {
		l := openLedger(t)
		s := l.load(engine.LoadOptions{Paths: data(t, "chinook/Invoice.csv"), Map: []string{"customer_id=CustomerId", "invoice_id=InvoiceId", "invoice_date=InvoiceDate", "net_amount=Total"}})
		if s.Totals.NetAmount != "2328.6000" {
			t.Errorf("%+v", s.Totals)
		}
	})
	t.Run("iowa", func(t *testing.T) {
		l := openLedger(t)
		s := l.load(engine.LoadOptions{Paths: data(t, "iowa-liquor/sales_stores_ending_7.parquet", "iowa-liquor/products.csv.gz", "iowa-liquor/stores.csv.gz")})
		if s.Totals.Lines != 2416178 || s.Totals.CreditNotes != 42 || s.Yielded["products"] != 6482 {
			t.Errorf("%+v %+v", s, s.Totals)
		}
		l.want("select count(*) from invoice_lines where cost_amount is null", "101678")
	})
}
