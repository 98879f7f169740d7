package engine_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
)

func TestLoadOtherTables(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	l := openLedger(t)
	s := l.load(engine.LoadOptions{Into: "customers", Paths: []string{l.file("c.csv",
		"customer_id,name,created_date,is_internal,attrs,unknown\n1.0,Ann,2020-01-31,yes,\"{\"\"a\"\": \"\"b\"\"}\",x\n2.0,Bob,,no,,y\n")}})
	if s.Rows != 2 || s.Totals != nil {
		t.Errorf("%+v", s)
	}
	l.want("select customer_id, name, created_date, is_internal, attrs['a'], load_id from customers order by 1",
		"1|Ann|2020-01-31|true|b|1", "2|Bob|NULL|false|NULL|1")
	s = l.load(engine.LoadOptions{Into: "customers", Paths: []string{l.file("d.csv", "Id;Full Name\n2;Bobby\n3;Cy\n")}, Map: []string{"customer_id=Id", `name="Full Name"`}})
	if s.Overlap == nil || s.Overlap.Invoices != 1 {
		t.Errorf("%+v", s.Overlap)
	}
	l.want("select customer_id, name from customers order by 1", "1|Ann", "2|Bobby", "3|Cy")
	l.want("select customer_id, name, replaced_by from landscape_history.customers", "2|Bob|2")

	twice := l.file("twice.csv", "customer_id,name\n7,a\n8,b\n7,c\n,d\n")
	l.mentions(l.refuse(engine.KindRejected, engine.LoadOptions{Into: "customers", Paths: []string{twice}}), "2 rows", "line 4", "line 2", `"7"`)
	l.mentions(l.refuse(engine.KindInvalid, engine.LoadOptions{Into: "customers", Paths: []string{l.file("x.csv", "id,name\n7,a\n")}}), "customer_id", "id, name", "--map")
	l.mentions(l.refuse(engine.KindInvalid, engine.LoadOptions{Into: "clients", Paths: []string{twice}}), "clients", "customer_aliases")

	l.load(engine.LoadOptions{Into: "fx_rates", Paths: []string{l.file("fx.csv", "currency,rate_date,to_base\nEUR,2024-01-01,1.08123456\nEUR,2024-01-02,1.1\n")}})
	l.want("select currency, rate_date, to_base from fx_rates order by 2", "EUR|2024-01-01|1.08123456", "EUR|2024-01-02|1.10000000")
	l.load(engine.LoadOptions{Into: "costs_to_serve", Paths: []string{l.file("k.csv", "customer_id,period_start,period_end,kind,amount\n1,2024-01-01,2024-01-31,freight,5\n1,2024-01-01,2024-01-31,freight,5\n")}})
	l.want("select count(*) from costs_to_serve", "2")
}

func TestLoadConversions(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	for _, c := range []struct{ name, text, want string }{
		{"decimal comma with thousands", "customer_id;invoice_date;net_amount\nA;31.01.2024;1.234,56\nB;01.02.2024;-7,5\n", "A|2024-01-31|1234.5600 B|2024-02-01|-7.5000"},
		{"ids written as floats", "customer_id,invoice_date,net_amount\n17850.0,2024-01-31,1.5\n,2024-01-31,2.5\n", "17850|2024-01-31|1.5000 NULL|2024-01-31|2.5000"},
		{"leading zeros", "customer_id,invoice_date,net_amount\n007,2024-01-31,1.5\n7,2024-01-31,2.5\n", "007|2024-01-31|1.5000 7|2024-01-31|2.5000"},
		{"zoned timestamps are days of the setting", "customer_id,invoice_date,net_amount\nA,2024-01-31T23:30:00-05:00,1.5\n", "A|2024-02-01|1.5000"},
		{"blanks", "customer_id,invoice_date,net_amount\n A , 2024-01-31 , 1.5 \n", "A|2024-01-31|1.5000"},
		{"more than four decimals", "customer_id,invoice_date,net_amount\nA,2024-01-31,0.30000000000000004\nA,2024-02-01,0.12345\n", "A|2024-01-31|0.3000 A|2024-02-01|0.1235"},
		{"far days", "customer_id,invoice_date,net_amount\nA,0024-01-31,1\nB,2099-01-01,1\n", "A|0024-01-31|1.0000 B|2099-01-01|1.0000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := openLedger(t)
			l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", c.text)}})
			got := l.rows("select customer_id, invoice_date, net_amount from invoice_lines order by invoice_date, net_amount")
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
}

// TestLoadMarkFarDown has a thousands mark far below the looked-at rows, where 1.000 must not become 1.
func TestLoadMarkFarDown(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	l := openLedger(t)
	var b strings.Builder
	b.WriteString("customer_id;invoice_date;quantity;net_amount\n")
	for range 200000 {
		b.WriteString("A;2024-01-31;5;1,50\n")
	}
	text := b.String()
	at := len(text) / 3 / 20 * 20
	at = strings.Index(text[at:], "\n") + at + 1
	path := l.file("a.csv", text[:at]+"A;2024-01-31;1.000;1,50\n"+text[at:])
	_, err := l.e.Load(t.Context(), engine.LoadOptions{Paths: []string{path}})
	if engine.KindOf(err) == engine.KindInvalid {
		return // one value, and it can be read in two ways
	}
	if err != nil {
		t.Fatal(err)
	}
	l.want("select max(quantity) from invoice_lines", "1000.0000")
}

func TestLoadBadFiles(t *testing.T) {
	l := openLedger(t)
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := w.Write([]byte(strings.Repeat(small, 1000))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	head := "customer_id,invoice_date,net_amount\n"
	for _, c := range []struct {
		name  string
		kind  engine.Kind
		paths []string
		words []string
	}{
		{"missing", engine.KindNotFound, []string{filepath.Join(t.TempDir(), "none.csv")}, []string{"none.csv"}},
		{"no match", engine.KindNotFound, []string{filepath.Join(t.TempDir(), "*.csv")}, []string{"*.csv", "no file matches"}},
		{"empty", engine.KindInvalid, []string{l.file("empty.csv", "")}, []string{"empty.csv"}},
		{"directory", engine.KindInvalid, []string{t.TempDir()}, []string{"folder"}},
		{"cut gzip", engine.KindInvalid, []string{l.file("cut.csv.gz", zipped.String()[:zipped.Len()/2])}, []string{"cut.csv.gz"}},
		{"no profile", engine.KindInvalid, []string{l.file("other.csv", "a,b,c\n1,2,3\n")}, []string{"a, b, c", "--map"}},
		{"column twice", engine.KindInvalid, []string{l.file("twice.csv", "customer_id,invoice_date,net_amount,Net_Amount\nA,2024-01-31,1,1\n")}, []string{"twice"}},
		{"named twice", engine.KindInvalid, []string{l.file("a.csv", small), ""}, []string{"twice"}},
		{"ragged", engine.KindRejected, []string{l.file("ragged.csv", head+"A,2024-01-31,1\nB,2024-01-31\nC,2024-01-31,3\n")}, []string{"line 3"}},
		{"nul", engine.KindRejected, []string{l.file("nul.csv", head+"A,2024-01-31,1\nB\x00,2024-01-31,2\nC,2024-01-31,3\n")}, []string{"NUL"}},
		{"amount of another locale", engine.KindRejected, []string{l.file("mixed.csv", strings.ReplaceAll(head, ",", ";")+strings.Repeat("A;2024-01-31;1.5\n", 30)+"C;2024-01-31;1.234,56\n")}, []string{"line 32", "1.234,56"}},
		{"out of range", engine.KindRejected, []string{l.file("big.csv", head+"A,2024-01-31,123456789012345678\nB,2024-01-31,1.5\n")}, []string{"line 2", "out of range"}},
		{"ndjson", engine.KindRejected, []string{l.file("bad.ndjson", `{"customer_id":"A","invoice_date":"2024-01-31","net_amount":1.5}`+"\n"+
			`{"customer_id":"A","invoice_date":"2024-02-31","net_amount":1.5}`+"\n")}, []string{"line 2", "2024-02-31"}},
		{"doc_type", engine.KindRejected, []string{l.file("doc.csv", "customer_id,invoice_date,net_amount,doc_type\nA,2024-01-31,1,invoice\nA,2024-01-31,1,refund\n")}, []string{"line 3", "refund", "credit_note"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := ledger{t, l.e}
			if len(c.paths) == 2 {
				c.paths[1] = c.paths[0]
			}
			l.mentions(l.refuse(c.kind, engine.LoadOptions{Paths: c.paths}), c.words...)
		})
	}
}

func TestLoadFullDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	e, err := engine.Open(t.Context(), engine.Options{Path: filepath.Join(t.TempDir(), "l.db"), Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	defer engine.SetFreeSpace(1 << 20)()
	l := ledger{t, e}
	l.mentions(l.refuse(engine.KindTooLarge, engine.LoadOptions{Paths: []string{l.file("a.csv", small)}}), "17 MB", "Free 16 MB")
}

func TestLoadDryRun(t *testing.T) {
	l := openLedger(t)
	path := l.file("a.csv", small)
	s := l.load(engine.LoadOptions{Paths: []string{path}, DryRun: true})
	if !s.DryRun || s.Totals.Lines != 4 {
		t.Errorf("%+v", s)
	}
	l.want("select (select count(*) from loads) + (select count(*) from invoice_lines)", "0")
	l.load(engine.LoadOptions{Paths: []string{path}})
}

func TestLoadCanceled(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	l := openLedger(t)
	ctx, cancel := context.WithCancel(t.Context())
	path := l.file("a.csv", small)
	_, err := l.e.Load(ctx, engine.LoadOptions{Paths: []string{path}, Progress: func(p engine.ProgressEvent) {
		if p.Phase == "refresh" {
			cancel()
		}
	}})
	if engine.KindOf(err) != engine.KindCanceled {
		t.Errorf("%v", err)
	}
	l.want("select (select count(*) from loads) + (select count(*) from invoice_lines)", "0")
	l.load(engine.LoadOptions{Paths: []string{path}})
}

func TestLoadGlobIsOneExtract(t *testing.T) {
	l := openLedger(t)
	dir := t.TempDir()
	for name, text := range map[string]string{"b1.csv": january, "b2.csv": again} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := l.load(engine.LoadOptions{Paths: []string{filepath.Join(dir, "b*.csv")}})
	if s.Totals.Lines != 7 || s.Overlap != nil || len(s.Files) != 2 {
		t.Errorf("%+v %+v", s, s.Totals)
	}
}

func TestLoadProfileFile(t *testing.T) {
	l := openLedger(t)
	profile := l.file("mine.sql", `-- name:    mine
-- kind:    profile
-- summary: Sales of mine.
-- relations:
--   sales         required
--   sales.who     key      Who
--   sales.day     date     Day
--   sales.amount  decimal  Amount

select s.who as customer_id, s.day as invoice_date, s.amount * 2 as net_amount, s.raw_row from sales as s
`)
	path := l.file("a.csv", "Who,Day,Amount\nA,2024-01-31,1.5\n")
	s := l.load(engine.LoadOptions{Paths: []string{path}, ProfileFile: profile})
	l.want("select source, customer_id, net_amount from invoice_lines", "mine|A|3.0000")
	if s.Profile != "mine" {
		t.Errorf("%+v", s)
	}
	bad := l.file("bad.sql", "-- name:    bad\n-- kind:    profile\n-- summary: Bad.\n-- relations:\n--   sales maybe\n\nselect 1\n")
	l.mentions(l.refuse(engine.KindInvalid, engine.LoadOptions{Paths: []string{path}, ProfileFile: bad}), "bad.sql", "maybe")
	l.mentions(l.refuse(engine.KindInvalid, engine.LoadOptions{Paths: []string{path}, Profile: "sage"}), "sage", "online-retail")
}

func TestExplainLoad(t *testing.T) {
	l := openLedger(t)
	p, err := l.e.ExplainLoad(t.Context(), engine.LoadOptions{Paths: []string{l.file("a.csv", "customer_id;invoice_date;net_amount;colour\nA;31.01.2024;1.234,56;red\n")}})
	if err != nil {
		t.Fatal(err)
	}
	if p.Profile != "canonical" || p.Source != "default" || len(p.Files) != 1 || len(p.Preview) != 1 {
		t.Fatalf("%+v", p)
	}
	f := p.Files[0]
	if f.Format != "csv" || !strings.Contains(f.Dialect, `";"`) || f.Relation != "lines" || strings.Join(f.Unused, " ") != "colour" {
		t.Errorf("%+v", f)
	}
	if c := f.Columns[2]; c.Name != "net_amount" || c.Kind != "decimal" || !strings.Contains(c.Format, "mark ,") {
		t.Errorf("%+v", c)
	}
	got := map[string]string{}
	for i, name := range p.Columns {
		got[name] = p.Preview[0][i]
	}
	if got["invoice_date"] != "2024-01-31" || got["net_amount"] != "1234.5600" || got["doc_type"] != "invoice" {
		t.Errorf("%v", got)
	}
	l.want("select (select count(*) from loads) + (select count(*) from invoice_lines)", "0")
}
