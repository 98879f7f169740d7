package engine_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"

	"github.com/customer-landscape/landscape/engine/enginetest"
	"github.com/customer-landscape/landscape/engine/source"
)

// openDuck opens a plain DuckDB, as another program would.
func openDuck(t testing.TB) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// rowsOf runs a query and writes each row as its values set apart by "|", NULL as "~".
func rowsOf(t testing.TB, db *sql.DB, query string) ([]string, error) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var out []string
	for rows.Next() {
		values := make([]sql.NullString, len(names))
		into := make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		parts := make([]string, len(names))
		for i, v := range values {
			if parts[i] = v.String; !v.Valid {
				parts[i] = "~"
			}
		}
		out = append(out, strings.Join(parts, "|"))
	}
	return out, rows.Err()
}

func inspect(t testing.TB, path string, opts source.Options) *source.Input {
	t.Helper()
	opts.TempDir = t.TempDir()
	in, err := source.Inspect(context.Background(), path, opts)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	t.Cleanup(func() {
		if err := in.Close(); err != nil {
			t.Error(err)
		}
		if left, _ := os.ReadDir(opts.TempDir); len(left) > 0 {
			t.Errorf("%s: temporary files left: %v", path, left)
		}
	})
	return in
}

func writeFile(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRelationText reads texts of every shape through DuckDB and compares every value, and the rows that Go sees.
func TestRelationText(t *testing.T) {
	const want = "1|a, b|2020-01-02;2|~|2020-01-03"
	cases := map[string]struct{ name, content, want string }{
		"comma":               {"x.csv", "id,n,d\n1,\"a, b\",2020-01-02\n2,,2020-01-03\n", want},
		"crlf":                {"x.csv", "id,n,d\r\n1,\"a, b\",2020-01-02\r\n2,,2020-01-03\r\n", want},
		"cr":                  {"x.csv", "id,n,d\r1,\"a, b\",2020-01-02\r2,,2020-01-03\r", want},
		"mixed ends":          {"x.csv", "id,n,d\r\n1,\"a, b\",2020-01-02\n2,,2020-01-03\r\n", want},
		"bom":                 {"x.csv", "\ufeffid,n,d\n1,\"a, b\",2020-01-02\n2,,2020-01-03\n", want},
		"bom and crlf":        {"x.csv", "\ufeffid,n,d\r\n1,\"a, b\",2020-01-02\r\n2,,2020-01-03\r\n", want},
		"semicolon":           {"x.csv", "id;n;d\n1;a, b;2020-01-02\n2;;2020-01-03\n", want},
		"tab":                 {"x.tsv", "id\tn\td\n1\ta, b\t2020-01-02\n2\t\t2020-01-03\n", want},
		"pipe":                {"x.txt", "id|n|d\n1|a, b|2020-01-02\n2||2020-01-03\n", want},
		"sep line":            {"x.csv", "sep=;\r\nid;n;d\r\n1;a, b;2020-01-02\r\n2;;2020-01-03\r\n", want},
		"bom and sep line":    {"x.csv", "\ufeffsep=;\r\nid;n;d\r\n1;a, b;2020-01-02\r\n2;;2020-01-03\r\n", want},
		"blank lines":         {"x.csv", "\n\nid,n,d\n\n1,\"a, b\",2020-01-02\n\n2,,2020-01-03\n\n", want},
		"titles":              {"x.csv", "Sales of 2020\n\nid,n,d\n1,\"a, b\",2020-01-02\n2,,2020-01-03\n", want},
		"no last end":         {"x.csv", "id,n,d\n1,\"a, b\",2020-01-02\n2,,2020-01-03", want},
		"end-of-file mark":    {"x.csv", "id,n,d\r\n1,\"a, b\",2020-01-02\r\n2,,2020-01-03\r\n\x1a", want},
		"trailing delimiter":  {"x.csv", "id,n,d,\n1,\"a, b\",2020-01-02,\n2,,2020-01-03,\n", want},
		"trailing in rows":    {"x.csv", "id,n,d\n1,\"a, b\",2020-01-02,\n2,,2020-01-03,\n", want},
		"blanks around":       {"x.csv", "id,n,d\n1, \"a, b\" ,2020-01-02\n2,,2020-01-03\n", want},
		"backslash":           {"x.csv", "id,n,d\n1,\"a \\\" b, c\",2020-01-02\n2,\"x \\\"y\\\"\",2020-01-03\n", "1|a \" b, c|2020-01-02;2|x \"y\"|2020-01-03"},
		"doubled quotes":      {"x.csv", "id,n,d\n1,\"a \"\"b\"\"\",2020-01-02\n2,\"\",2020-01-03\n", "1|a \"b\"|2020-01-02;2|~|2020-01-03"},
		"inches":              {"x.csv", "id;n;d\n1;\" pipe, 6;2020-01-02\n2;\"x;2020-01-03\n3;\"y;2020-01-04\n4;\"z\" z;2020-01-05\n", "1|\" pipe, 6|2020-01-02;2|\"x|2020-01-03;3|\"y|2020-01-04;4|\"z\" z|2020-01-05"},
		"line in a field":     {"x.csv", "id,n,d\n1,\"a\nb\",2020-01-02\n2,,2020-01-03\n", "1|a\nb|2020-01-02;2|~|2020-01-03"},
		"line in crlf header": {"x.csv", "id,n,d,\"a\nb\"\r\n1,\"a, b\",2020-01-02,\r\n2,,2020-01-03,\r\n", want},
		"crlf in lf header":   {"x.csv", "id,n,d,\"a\r\nb\"\n1,\"a, b\",2020-01-02,\n2,,2020-01-03,\n", want},
		"line in crlf field":  {"x.csv", "id,n,d\r\n1,\"a\nb\",2020-01-02\r\n2,,2020-01-03\r\n", "1|a\nb|2020-01-02;2|~|2020-01-03"},
		"latin-1":             {"x.csv", "id,n,d\n1,M\xfcller,2020-01-02\n2,,2020-01-03\n", "1|Müller|2020-01-02;2|~|2020-01-03"},
		"utf-16le bom":        {"x.csv", "\xff\xfe" + utf16("id;n;d\r\n1;Müller;2020-01-02\r\n2;;2020-01-03\r\n", false), "1|Müller|2020-01-02;2|~|2020-01-03"},
		"utf-16be bom":        {"x.csv", "\xfe\xff" + utf16("id;n;d\n1;Müller;2020-01-02\n2;;2020-01-03\n", true), "1|Müller|2020-01-02;2|~|2020-01-03"},
		"utf-16le":            {"x.csv", utf16("id\tn\td\r\n1\tMüller\t2020-01-02\r\n2\t\t2020-01-03\r\n", false), "1|Müller|2020-01-02;2|~|2020-01-03"},
		"utf-16be":            {"x.csv", utf16("id\tn\td\r\n1\tMüller\t2020-01-02\r\n2\t\t2020-01-03\r\n", true), "1|Müller|2020-01-02;2|~|2020-01-03"},
		"pattern in name":     {"x[1]*.csv", "id,n,d\n1,\"a, b\",2020-01-02\n2,,2020-01-03\n", want},
		"quote in name":       {"it's.csv", "id,n,d\n1,\"a, b\",2020-01-02\n2,,2020-01-03\n", want},
		"json":                {"x.json", `[{"id":1,"n":"a, b","d":"2020-01-02"},{"id":2,"n":null,"d":"2020-01-03"}]`, want},
		"ndjson":              {"x.ndjson", "{\"id\":1,\"n\":\"a, b\",\"d\":\"2020-01-02\"}\n{\"id\":2,\"d\":\"2020-01-03\"}\n", want},
		"pretty objects":      {"x.json", "{\n\"id\":1,\n\"n\":\"a, b\",\"d\":\"2020-01-02\"}\n{\"id\":2,\"d\":\"2020-01-03\"}\n", want},
		"json with bom":       {"x.json", "\ufeff" + `[{"id":1,"n":"a, b","d":"2020-01-02"},{"id":2,"d":"2020-01-03"}]`, want},
		"json in utf-16":      {"x.json", "\xff\xfe" + utf16(`[{"id":1,"n":"a, b","d":"2020-01-02"},{"id":2,"d":"2020-01-03"}]`, false), want},
	}
	db := openDuck(t)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			in := inspect(t, writeFile(t, c.name, c.content), source.Options{})
			got, err := rowsOf(t, db, "select id::varchar, n, d::varchar from "+in.Relation([]source.ColumnSpec{
				{Name: "d", Type: "DATE"}, {Name: "id", Type: "INTEGER"}, {Name: "n", Type: "VARCHAR"},
			})+" order by id")
			if err != nil {
				t.Fatal(err)
			}
			if s := strings.Join(got, ";"); s != c.want {
				t.Errorf("DuckDB reads %q, want %q", s, c.want)
			}
			if len(in.Sample.Rows) != strings.Count(c.want, ";")+1 || !in.Sample.All {
				t.Errorf("sample %q", in.Sample.Rows)
			}
			if in.Format != source.FormatText {
				return
			}
			copied, faults, err := in.Numbered(context.Background(), 10)
			if err != nil || faults.Total > 0 {
				t.Fatalf("numbered: %v, %v", faults, err)
			}
			got, err = rowsOf(t, db, "select id, n, d from "+copied.Relation(nil)+" order by "+source.LineColumn)
			if s := strings.Join(got, ";"); err != nil || s != c.want {
				t.Errorf("the numbered copy gives %q, %v", s, err)
			}
		})
	}
}

func utf16(s string, big bool) string {
	var b strings.Builder
	for _, r := range s {
		if lo, hi := byte(r), byte(r>>8); big {
			b.WriteByte(hi)
			b.WriteByte(lo)
		} else {
			b.WriteByte(lo)
			b.WriteByte(hi)
		}
	}
	return b.String()
}

// TestStrictConversionsFail shows that a value which does not fit is an error and never NULL or rounded.
func TestStrictConversionsFail(t *testing.T) {
	db := openDuck(t)
	in := inspect(t, writeFile(t, "x.csv", "a,b\n1.5,2\nx,3\n"), source.Options{})
	for name, spec := range map[string]source.ColumnSpec{
		"native decimal":    {Name: "a", Type: "DECIMAL(18,4)"},
		"converted decimal": {Name: "a", Type: "DECIMAL(18,4)", Decimal: source.DecimalFormat{Mark: ".", Group: ","}},
		"comma":             {Name: "a", Type: "DECIMAL(18,4)", Decimal: source.DecimalFormat{Mark: ",", Plain: true}},
		"native date":       {Name: "b", Type: "DATE"},
		"converted date":    {Name: "b", Type: "DATE", Date: source.DateFormat{Layouts: []string{"%d/%m/%Y", "%d/%m/%y"}}},
		"whole number":      {Name: "a", Type: "INTEGER"},
	} {
		if got, err := rowsOf(t, db, "from "+in.Relation([]source.ColumnSpec{spec})); err == nil {
			t.Errorf("%s: got %q", name, got)
		}
	}
	in = inspect(t, writeFile(t, "x.csv", "a,b\n1.5,2\n2,3\n"), source.Options{})
	if got, err := rowsOf(t, db, "from "+in.Relation([]source.ColumnSpec{{Name: "a", Type: "INTEGER"}})); err == nil {
		t.Errorf("1.5 as a whole number gave %q", got)
	}
}

// TestRelationRealFiles reads the real ledgers whole.
func TestRelationRealFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	db := openDuck(t)
	money := func(name string) source.ColumnSpec { return source.ColumnSpec{Name: name, Type: "DECIMAL(18,4)"} }
	cases := []struct {
		file  string
		cols  []source.ColumnSpec
		query string
		want  string
	}{
		{
			"online-retail/online_retail_raw.csv.gz",
			[]source.ColumnSpec{
				{Name: "InvoiceDate", Type: "DATE", Date: source.DateFormat{Layouts: []string{"%Y-%m-%d %H:%M:%S"}}},
				{Name: "Quantity", Type: "INTEGER"}, money("UnitPrice"), {Name: "CustomerID"},
			},
			`select count(*), sum(Quantity * UnitPrice) filter (where Quantity > 0 and UnitPrice > 0 and CustomerID is not null)::decimal(18,3)::varchar, min(InvoiceDate)::varchar`,
			"541909|8911407.904|2010-12-01",
		},
		{
			"cdnow/CDNOW_master.txt.gz",
			[]source.ColumnSpec{{Name: "customer_id"}, {Name: "date", Type: "DATE", Date: source.DateFormat{Layouts: []string{"%Y%m%d"}}}, money("dollar_value")},
			`select count(*), count(distinct customer_id), sum(dollar_value)::decimal(18,2)::varchar, max(date)::varchar, min(customer_id)`,
			"69659|23570|2500315.63|1998-06-30|00001",
		},
		{
			"cdnow/CDNOW_sample.txt",
			[]source.ColumnSpec{{Name: "column2"}, money("column5")},
			`select count(*), count(distinct column2)`, "6919|2357",
		},
		{
			"superstore/superstore.csv.gz",
			[]source.ColumnSpec{{Name: "Order Date", Type: "DATE"}, money("Sales"), {Name: "Customer ID"}},
			`select count(*), count(distinct "Customer ID"), min("Order Date")::varchar`, "9994|793|2014-01-03",
		},
		{"superstore/superstore.parquet", nil, `select count(*), count(distinct "Order ID")`, "9994|5009"},
		{"northwind/orders.csv", []source.ColumnSpec{{Name: "order_date", Type: "DATE"}, money("freight")}, `select count(*), min(order_date)::varchar`, "830|1996-07-04"},
		{"iowa-liquor/products.csv.gz", []source.ColumnSpec{money("State Bottle Cost")}, `select count(*)`, "6482"},
		{"chinook/InvoiceLine.csv", []source.ColumnSpec{money("UnitPrice"), {Name: "Quantity", Type: "INTEGER"}}, `select sum(UnitPrice * Quantity)::decimal(18,2)::varchar`, "2328.60"},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			in := inspect(t, enginetest.SharedData(t, c.file), source.Options{})
			got, err := rowsOf(t, db, c.query+" from "+in.Relation(c.cols))
			if err != nil {
				t.Fatal(err)
			}
			if got[0] != c.want {
				t.Errorf("got %s, want %s", got[0], c.want)
			}
			if in.IsText() {
				faults, err := in.Diagnose(context.Background(), 3)
				if err != nil || faults.Total > 0 {
					t.Errorf("faults %v, %v", faults, err)
				}
			}
		})
	}
}

// TestDuckDBAgreesOnFaults holds the reader of places against DuckDB: what one refuses the other refuses.
func TestDuckDBAgreesOnFaults(t *testing.T) {
	db := openDuck(t)
	faults := map[string]string{
		"short row": "1\n", "long row": "1,2,3,4\n", "open quote": "1,\"x,3\n", "text after a quote": "1,\"x\"y,3\n", "not utf-8 among utf-8": "1,\xff,3\n",
	}
	for name, body := range faults {
		for end, text := range map[string]string{"lf": body, "crlf": strings.ReplaceAll(body, "\n", "\r\n")} {
			t.Run(name+" "+end, func(t *testing.T) {
				text = "a,b,c\n" + strings.Repeat("1,ä,x\n", 50) + text + "7,8,9\n"
				if end == "crlf" {
					text = strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\n", "\r\n")
				}
				in := inspect(t, writeFile(t, "x.csv", text), source.Options{})
				if got, err := rowsOf(t, db, "select count(*), max(a), max(b), max(c) from "+in.Relation(nil)); err == nil {
					t.Errorf("DuckDB reads it: %s", got)
				}
				copied, faults, err := in.Numbered(context.Background(), 10)
				if err != nil || faults.Total != 1 || faults.Rows[0].Line.Number != 52 {
					t.Fatalf("%+v, %v", faults, err)
				}
				got, err := rowsOf(t, db, "select count(*), max("+source.LineColumn+"), max(a) from "+copied.Relation(nil))
				if err != nil || got[0] != "51|53|7" {
					t.Errorf("the rest is %v, %v", got, err)
				}
				lines, err := in.Locate(context.Background(), []int64{1, 51})
				if err != nil || lines[1].Number != 2 || lines[51].Number != 53 || lines[51].Text != "7,8,9" {
					t.Errorf("places %v, %v", lines, err)
				}
				if n, err := in.CountRows(context.Background()); n != 51 || err != nil {
					t.Errorf("%d rows, %v", n, err)
				}
			})
		}
	}
}

// TestRealArrow reads the Arrow files of the sample superstore, plain and lz4, with their dictionaries decoded.
func TestRealArrow(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	for _, file := range []string{"superstore/superstore.arrow", "superstore/superstore.lz4.arrow"} {
		in := inspect(t, enginetest.SharedData(t, file), source.Options{})
		r, err := in.OpenRecords(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		at := r.Schema().FieldIndices("Customer ID")[0]
		customers := map[string]bool{}
		rows := int64(0)
		for r.Next() {
			b := r.RecordBatch()
			for i := range int(b.NumRows()) {
				customers[b.Column(at).ValueStr(i)] = true
			}
			rows += b.NumRows()
		}
		if err := r.Err(); err != nil || rows != 9994 || in.Rows != 9994 || len(customers) != 793 {
			t.Errorf("%s: %d rows (%d announced), %d customers, %v", file, rows, in.Rows, len(customers), err)
		}
		r.Release()
	}
}
