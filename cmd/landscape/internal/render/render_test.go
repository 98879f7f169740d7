package render

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

var update = flag.Bool("update", false, "rewrite the golden files")

type batches struct {
	schema *arrow.Schema
	all    []arrow.RecordBatch
	at     int
	err    error
}

func (b *batches) Schema() *arrow.Schema    { return b.schema }
func (b *batches) Next() bool               { b.at++; return b.at <= len(b.all) }
func (b *batches) Batch() arrow.RecordBatch { return b.all[b.at-1] }
func (b *batches) Err() error               { return b.err }

var customerColumns = []Column{
	{Name: "customer_id", Type: "VARCHAR", Unit: "key"}, {Name: "name", Type: "VARCHAR", Unit: "text"}, {Name: "revenue", Type: "DECIMAL(38,4)", Unit: "money"},
	{Name: "orders", Type: "BIGINT", Unit: "count"}, {Name: "last_order", Type: "DATE", Unit: "date"}, {Name: "share", Type: "DOUBLE", Unit: "ratio"}, {Name: "score", Type: "DOUBLE", Unit: ""},
	{Name: "year", Type: "INTEGER", Unit: ""},
	{Name: "active", Type: "BOOLEAN", Unit: "flag"}, {Name: "months", Type: "INTEGER[]", Unit: "list"}, {Name: "note", Type: "VARCHAR", Unit: "text"},
}

// customers makes n rows in batches of seven.
func customers(n int) *batches {
	types := []arrow.DataType{
		arrow.BinaryTypes.String, arrow.BinaryTypes.String, &arrow.Decimal128Type{Precision: 38, Scale: 4},
		arrow.PrimitiveTypes.Int64, arrow.FixedWidthTypes.Date32, arrow.PrimitiveTypes.Float64, arrow.PrimitiveTypes.Float64,
		arrow.PrimitiveTypes.Int32, arrow.FixedWidthTypes.Boolean, arrow.ListOf(arrow.PrimitiveTypes.Int32), arrow.BinaryTypes.String,
	}
	fields := make([]arrow.Field, len(types))
	for i, t := range types {
		fields[i] = arrow.Field{Name: customerColumns[i].Name, Type: t, Nullable: true}
	}
	names := []string{"Zoë 日本 株式会社", "", "Family 👨‍👩‍👧 Ltd", "مؤسسة النور التجارية", "tab\tand\nbreak \x1b[31mred", "Plain & Sons"}
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	src := &batches{schema: schema}
	for i := range n {
		b.Field(0).(*array.StringBuilder).Append(fmt.Sprintf("C-%05d", i))
		b.Field(1).(*array.StringBuilder).Append(names[i%len(names)])
		if i%4 == 1 {
			b.Field(2).AppendNull()
		} else {
			b.Field(2).(*array.Decimal128Builder).Append(decimal128.FromI64(int64(i-1) * 12345678999))
		}
		b.Field(3).(*array.Int64Builder).Append(int64(i) * 1000)
		b.Field(4).(*array.Date32Builder).Append(arrow.Date32(20000 + i))
		b.Field(5).(*array.Float64Builder).Append(1 / float64(i+1))
		b.Field(6).(*array.Float64Builder).Append([]float64{0.1, 1234567.891, math.NaN(), 1e-9, -12.5}[i%5])
		b.Field(7).(*array.Int32Builder).Append(2025)
		b.Field(8).(*array.BooleanBuilder).Append(i%2 == 0)
		list := b.Field(9).(*array.ListBuilder)
		list.Append(true)
		list.ValueBuilder().(*array.Int32Builder).AppendValues([]int32{1, 2, int32(i)}, nil)
		if i%3 == 0 {
			b.Field(10).AppendNull()
		} else {
			b.Field(10).(*array.StringBuilder).Append("a very long note that will hardly ever fit into the width of a terminal")
		}
		if i%7 == 6 || i == n-1 {
			src.all = append(src.all, b.NewRecordBatch())
		}
	}
	return src
}

func draw(t *testing.T, columns []Column, src *batches, opts TableOptions) string {
	t.Helper()
	var out bytes.Buffer
	src = first(src, len(columns))
	if _, err := Table(&out, columns, src, opts); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// first keeps the first n columns.
func first(src *batches, n int) *batches {
	schema := arrow.NewSchema(src.schema.Fields()[:n], nil)
	out := &batches{schema: schema, err: src.err}
	for _, b := range src.all {
		out.all = append(out.all, array.NewRecordBatch(schema, b.Columns()[:n], b.NumRows()))
	}
	return out
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s\nwant:\n%s", name, got, want)
	}
}

func TestTableGolden(t *testing.T) {
	more := "-o csv shows all"
	for _, w := range []int{40, 80, 140} {
		name := fmt.Sprintf("table-%d", w)
		t.Run(name, func(t *testing.T) {
			got := draw(t, customerColumns, customers(6), TableOptions{Style: Style{Width: w}, Rows: 40, More: more})
			for line := range strings.Lines(got) {
				if n := width(strings.TrimSuffix(line, "\n")); n > w {
					t.Errorf("a line takes %d columns of %d: %s", n, w, line)
				}
			}
			golden(t, name, got)
		})
	}
	golden(t, "table-unlimited", draw(t, customerColumns, customers(3), TableOptions{}))
	golden(t, "table-ascii", draw(t, customerColumns, customers(6), TableOptions{Style: Style{Width: 80, ASCII: true}, Rows: 4, More: more}))
	golden(t, "table-color", draw(t, customerColumns[:4], customers(2), TableOptions{Style: Style{Width: 80, Color: true}}))
	golden(t, "table-long", draw(t, customerColumns[:4], customers(100), TableOptions{Style: Style{Width: 80}, Rows: 24}))
	golden(t, "table-one-row", draw(t, customerColumns, customers(1), TableOptions{Style: Style{Width: 60}}))
	golden(t, "table-narrow", draw(t, customerColumns[:4], customers(4), TableOptions{Style: Style{Width: 20}, Rows: 2}))
	golden(t, "table-empty", draw(t, customerColumns[:3], customers(0), TableOptions{Style: Style{Width: 80}}))
}

func TestTableKeepsFirstAndLastRows(t *testing.T) {
	for _, n := range []int{1, 5, 6, 7, 13, 14, 15, 99} {
		for _, limit := range []int{1, 2, 5, 10} {
			got := draw(t, customerColumns[:1], customers(n), TableOptions{Rows: limit})
			for i := range n {
				shown := strings.Contains(got, fmt.Sprintf("C-%05d", i))
				if want := i < (limit+1)/2 || i >= n-limit/2; shown != want {
					t.Errorf("%d rows, %d shown: row %d shown is %v", n, limit, i, shown)
				}
			}
		}
	}
}

func TestTableManyColumns(t *testing.T) {
	const n = 200
	fields, columns := make([]arrow.Field, n), make([]Column, n)
	for i := range n {
		columns[i] = Column{Name: fmt.Sprintf("c%d", i), Type: "INTEGER"}
		fields[i] = arrow.Field{Name: columns[i].Name, Type: arrow.PrimitiveTypes.Int32}
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	for row := range 2 {
		for i := range n {
			b.Field(i).(*array.Int32Builder).Append(int32(i * row))
		}
	}
	src := &batches{schema: b.Schema(), all: []arrow.RecordBatch{b.NewRecordBatch()}}
	got := draw(t, columns, src, TableOptions{Style: Style{Width: 60}})
	for _, part := range []string{"c0", "c199", "…", "2 rows · 200 columns ("} {
		if !strings.Contains(got, part) {
			t.Errorf("%q is missing:\n%s", part, got)
		}
	}
}

func TestTableNoEscapes(t *testing.T) {
	if got := draw(t, customerColumns, customers(5), TableOptions{Style: Style{Width: 140}}); strings.Contains(got, "\x1b") {
		t.Errorf("data or lines carry an escape: %q", got)
	}
}

func TestTableError(t *testing.T) {
	src := customers(2)
	src.err = errors.New("broken")
	var out bytes.Buffer
	if _, err := Table(&out, customerColumns, src, TableOptions{}); !errors.Is(err, src.err) {
		t.Fatalf("error %v", err)
	}
	if strings.Contains(out.String(), "rows") {
		t.Error("a cut result must not have a footer that counts it")
	}
}

func TestBigNumber(t *testing.T) {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{{Name: "lines", Type: arrow.PrimitiveTypes.Int64}}, nil))
	b.Field(0).(*array.Int64Builder).Append(233_769_100_000)
	src := &batches{schema: b.Schema(), all: []arrow.RecordBatch{b.NewRecordBatch()}}
	got := draw(t, []Column{{Name: "lines", Type: "BIGINT"}}, src, TableOptions{})
	if !strings.HasSuffix(got, "1 row · = 233.76 billion\n") {
		t.Errorf("footer:\n%s", got)
	}
}

func TestNumbers(t *testing.T) {
	for in, want := range map[string]string{
		"999": "999", "1000": "1,000", "-1234567.50": "-1,234,567.50", "0.0001": "0.0001", "-123": "-123",
	} {
		if got := group(in, true); got != want {
			t.Errorf("group(%s) = %s, want %s", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"2.5000": "2.50", "2.5050": "2.51", "-2.5050": "-2.51", "9.9990": "10.00", "-9.9990": "-10.00", "-0.0010": "0.00",
		"12": "12", "99.9999": "100.00", "0.0049": "0.00", "1.2": "1.2",
	} {
		if got := round(in, 2); got != want {
			t.Errorf("round(%s) = %s, want %s", in, got, want)
		}
	}
	for in, want := range map[float64]string{0.1: "0.1", 1234567.891: "1,234,568", 1e-9: "1e-09", 3: "3", -12.5: "-12.5", 1e20: "1e+20"} {
		if got := (Values{}).double(Column{}, in); got != want {
			t.Errorf("double(%v) = %s, want %s", in, got, want)
		}
	}
	for in, want := range map[string]string{"1234.5": "1,234.50", "8911407.904": "8,911,407.90", "7": "7.00", "x": "x"} {
		if got := Amount(in); got != want {
			t.Errorf("Amount(%s) = %s, want %s", in, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, tc := range []struct {
		text string
		max  int
		want string
	}{{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"日本語", 4, "日…"}, {"a👨‍👩‍👧b", 3, "a…"}, {"éé", 1, "…"}} {
		if got := cut(tc.text, tc.max, "…"); got != tc.want {
			t.Errorf("cut(%q, %d) = %q, want %q", tc.text, tc.max, got, tc.want)
		}
	}
}

func TestSideways(t *testing.T) {
	for _, w := range []int{40, 80} {
		var out bytes.Buffer
		if err := Sideways(&out, customerColumns, customers(3), Style{Width: w}); err != nil {
			t.Fatal(err)
		}
		golden(t, fmt.Sprintf("sideways-%d", w), out.String())
	}
}

func TestWrap(t *testing.T) {
	got := strings.Join(Wrap("one two  three 日本 averyverylongword x", 9), "|")
	if want := "one two|three|日本|averyverylongword|x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTexts(t *testing.T) {
	var out bytes.Buffer
	if err := Texts(&out, []string{"id", "net", "day"}, [][]string{{"A1", "-1.50", "2024-01-01"}, {"", "20.00", "x"}}, Style{Width: 80}); err != nil {
		t.Fatal(err)
	}
	golden(t, "texts", out.String())
}

func TestBarsGolden(t *testing.T) {
	bars := []Bar{{"A", 812345, "812,345.00  128 customers"}, {"B", 150000, "150,000.00"}, {"C", 37, "37.00"}, {"none", 0, "0.00"}}
	steps := []Step{
		{"2024", 1000, "1,000.00", true}, {"lost", -300, "-300.00", false}, {"contraction", -100, "-100.00", false},
		{"growth", 150, "150.00", false}, {"new", 400, "400.00", false}, {"other", 1, "1.00", false}, {"2025", 1151, "1,151.00", true},
	}
	for _, style := range []Style{{Width: 40}, {Width: 80}, {Width: 140}, {Width: 80, ASCII: true}, {Width: 80, Color: true}} {
		var out bytes.Buffer
		if err := Bars(&out, bars, style); err != nil {
			t.Fatal(err)
		}
		out.WriteString("\n")
		if err := Bridge(&out, steps, style); err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("bars-%d", style.Width)
		if style.ASCII {
			name += "-ascii"
		}
		if style.Color {
			name += "-color"
		}
		golden(t, name, out.String())
	}
}

func TestProgress(t *testing.T) {
	var out bytes.Buffer
	now := time.Unix(0, 0)
	p := newProgress(&out, true, Style{Width: 100}, func() time.Time { return now })
	p.Report("reading", 1, 50_000_000, "lines")
	now = now.Add(400 * time.Millisecond)
	p.tick()
	if out.Len() > 0 {
		t.Fatalf("drew in the first half second: %q", out.String())
	}
	now = now.Add(4 * time.Second)
	p.Report("reading", 21_000_000, 50_000_000, "lines")
	p.Report("reading", 20_000_000, 50_000_000, "lines")
	p.tick()
	want := "\r\x1b[Kreading   42% ██████░░░░░░░░░░ 21.0M lines / 50.0M lines · 4772k lines/s · 4.4 s · about 6.1 s left"
	if got := out.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	p.Report("reading", 10, 1000, "lines")
	if share, _ := p.share(); share != 0.01 {
		t.Errorf("the next file of the phase begins at %v", share)
	}
	out.Reset()
	p.Report("refresh", 0, 0, "")
	p.tick()
	p.memory = func() int64 { return 612_000_000 }
	p.tick()
	if got, want := out.String(), "\r\x1b[Krefresh  4.4 s\r\x1b[Krefresh  4.4 s · 612.0 MB"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	out.Reset()
	p.clear()
	if out.String() != "\r\x1b[K" {
		t.Errorf("the line is not cleared: %q", out.String())
	}
}

func TestProgressOffTerminal(t *testing.T) {
	var out bytes.Buffer
	now := time.Unix(0, 0)
	p := newProgress(&out, false, Style{}, func() time.Time { return now })
	p.Report("reading", 1000, 2000, "lines")
	for range 250 {
		now = now.Add(100 * time.Millisecond)
		p.tick()
	}
	if got := strings.Count(out.String(), "\n"); got != 2 || strings.Contains(out.String(), "\x1b") {
		t.Errorf("want two plain lines in 25 s, got %q", out.String())
	}
}
