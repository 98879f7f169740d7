package encode

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// batches is a Source over batches built by hand, ending in err.
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

// ledger has one column of each kind and, in this order, a plain row, a row of awkward values, and a row of NULLs.
func ledger(t *testing.T, mem memory.Allocator) *batches {
	t.Helper()
	fields := []arrow.Field{
		{Name: "customer id", Type: arrow.BinaryTypes.String},
		{Name: "lines", Type: arrow.PrimitiveTypes.Int64},
		{Name: "net", Type: &arrow.Decimal128Type{Precision: 38, Scale: 2}},
		{Name: "share", Type: arrow.PrimitiveTypes.Float64},
		{Name: "active", Type: arrow.FixedWidthTypes.Boolean},
		{Name: "day", Type: arrow.FixedWidthTypes.Date32},
		{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Microsecond}},
		{Name: "sent", Type: &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "Europe/Paris"}},
		{Name: "clock", Type: arrow.FixedWidthTypes.Time64us},
		{Name: "gap", Type: arrow.FixedWidthTypes.MonthDayNanoInterval},
		{Name: "raw", Type: arrow.BinaryTypes.Binary},
		{Name: "list", Type: arrow.ListOf(arrow.PrimitiveTypes.Int32)},
		{Name: "money", Type: arrow.MapOf(arrow.BinaryTypes.String, &arrow.Decimal128Type{Precision: 9, Scale: 2})},
		{Name: "pair", Type: arrow.StructOf(arrow.Field{Name: "a", Type: arrow.BinaryTypes.String, Nullable: true},
			arrow.Field{Name: "b", Type: arrow.PrimitiveTypes.Float64, Nullable: true})},
		{Name: "lines", Type: arrow.PrimitiveTypes.Int64},
	}
	for i := range fields {
		fields[i].Nullable = true
	}
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(mem, schema)
	defer b.Release()
	row := func(id string, n int64, net string, share float64, on bool, day int32, at int64, gap arrow.MonthDayNanoInterval,
		raw string, list []int32, amount string, text string) {
		b.Field(0).(*array.StringBuilder).Append(id)
		b.Field(1).(*array.Int64Builder).Append(n)
		b.Field(2).(*array.Decimal128Builder).Append(number(t, net, 38, 2))
		b.Field(3).(*array.Float64Builder).Append(share)
		b.Field(4).(*array.BooleanBuilder).Append(on)
		b.Field(5).(*array.Date32Builder).Append(arrow.Date32(day))
		b.Field(6).(*array.TimestampBuilder).Append(arrow.Timestamp(at))
		b.Field(7).(*array.TimestampBuilder).Append(arrow.Timestamp(at))
		b.Field(8).(*array.Time64Builder).Append(arrow.Time64(at % 86_400_000_000))
		b.Field(9).(*array.MonthDayNanoIntervalBuilder).Append(gap)
		b.Field(10).(*array.BinaryBuilder).Append([]byte(raw))
		lb := b.Field(11).(*array.ListBuilder)
		lb.Append(true)
		for _, v := range list {
			lb.ValueBuilder().(*array.Int32Builder).Append(v)
		}
		mb := b.Field(12).(*array.MapBuilder)
		mb.Append(true)
		mb.KeyBuilder().(*array.StringBuilder).Append("EUR")
		mb.ItemBuilder().(*array.Decimal128Builder).Append(number(t, amount, 9, 2))
		sb := b.Field(13).(*array.StructBuilder)
		sb.Append(true)
		sb.FieldBuilder(0).(*array.StringBuilder).Append(text)
		sb.FieldBuilder(1).AppendNull()
		b.Field(14).(*array.Int64Builder).Append(-n)
	}
	row("C-001", 12, "2.50", 0.1, true, 19723, 1704067200_000000, arrow.MonthDayNanoInterval{Months: 14, Days: 2,
		Nanoseconds: 3_661_500_000_000}, "abc", []int32{1, 2}, "1.10", "x")
	row("say \"hi\", you\n\tand\\you|é日", math.MinInt64, "-99999999999999999999999999999999999.99", math.Inf(1), false, -1,
		-1, arrow.MonthDayNanoInterval{}, "", nil, "-0.05", "\x01</b>")
	first := b.NewRecordBatch()
	b.Field(0).(*array.StringBuilder).Append("")
	for i := 1; i < len(fields); i++ {
		b.Field(i).AppendNull()
	}
	return &batches{schema: schema, all: []arrow.RecordBatch{first, b.NewRecordBatch()}}
}

func number(t *testing.T, text string, precision, scale int32) decimal128.Num {
	t.Helper()
	n, err := decimal128.FromString(text, precision, scale)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (b *batches) release() {
	for _, batch := range b.all {
		batch.Release()
	}
}

func TestWriteText(t *testing.T) {
	for _, format := range []Format{CSV, TSV, JSON, NDJSON, Markdown} {
		t.Run(string(format), func(t *testing.T) {
			mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
			defer mem.AssertSize(t, 0)
			src := ledger(t, mem)
			defer src.release()
			var out bytes.Buffer
			rows, err := Write(&out, format, src, Options{Allocator: mem})
			if err != nil || rows != 3 {
				t.Fatalf("rows %d, error %v", rows, err)
			}
			golden(t, "ledger."+string(format), out.Bytes())
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs:\n%s\nwant:\n%s", name, got, want)
	}
}

func TestJSONParses(t *testing.T) {
	src := ledger(t, memory.DefaultAllocator)
	var out bytes.Buffer
	if _, err := Write(&out, JSON, src, Options{}); err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(&out)
	decoder.UseNumber()
	var rows []map[string]any
	if err := decoder.Decode(&rows); err != nil {
		t.Fatal(err)
	}
	if got := rows[0]["net"]; got != json.Number("2.50") {
		t.Errorf("net is %v, want 2.50 with its scale", got)
	}
	if got := rows[1]["customer id"]; got != "say \"hi\", you\n\tand\\you|é日" {
		t.Errorf("text came back as %q", got)
	}
	if rows[1]["share"] != nil || rows[2]["net"] != nil {
		t.Errorf("infinity and NULL must be null: %v, %v", rows[1]["share"], rows[2]["net"])
	}
	if _, ok := rows[0]["lines_1"]; !ok {
		t.Error("the second column of a name has no key of its own")
	}
}

func TestWriteEmpty(t *testing.T) {
	for format, want := range map[Format]string{
		CSV: "customer id,lines", TSV: "customer id\tlines", JSON: "[]\n", NDJSON: "", Markdown: "| customer id | lines |",
	} {
		src := ledger(t, memory.DefaultAllocator)
		src.all = nil
		var out bytes.Buffer
		if _, err := Write(&out, format, src, Options{}); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); !strings.HasPrefix(got, want) || (want == "") != (got == "") {
			t.Errorf("%s of no rows is %q", format, got)
		}
	}
}

func TestNoHeader(t *testing.T) {
	var out bytes.Buffer
	if _, err := Write(&out, CSV, ledger(t, memory.DefaultAllocator), Options{NoHeader: true}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "C-001,12,2.50,") {
		t.Errorf("the first line is not the first row: %q", out.String())
	}
}

func TestErrorLeavesOutputOpen(t *testing.T) {
	broken := errors.New("the disk went away")
	for _, format := range Formats {
		src := ledger(t, memory.DefaultAllocator)
		src.err = broken
		var out bytes.Buffer
		rows, err := Write(&out, format, src, Options{})
		if !errors.Is(err, broken) || rows != 3 {
			t.Errorf("%s: rows %d, error %v", format, rows, err)
		}
		switch format {
		case JSON:
			if json.Valid(out.Bytes()) {
				t.Error("a cut JSON array must not be closed")
			}
		case Parquet:
			if _, err := file.NewParquetReader(bytes.NewReader(out.Bytes())); err == nil {
				t.Error("a cut Parquet file must not open")
			}
		case Arrow:
			if bytes.HasSuffix(out.Bytes(), []byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}) {
				t.Error("a cut Arrow stream must have no end mark")
			}
		}
	}
}

func TestErrorBeforeRowsWritesNothing(t *testing.T) {
	for _, format := range []Format{CSV, TSV, JSON, NDJSON, Markdown} {
		src := ledger(t, memory.DefaultAllocator)
		src.all, src.err = nil, errors.New("no")
		var out bytes.Buffer
		if _, err := Write(&out, format, src, Options{}); err == nil || out.Len() > 0 {
			t.Errorf("%s: error %v, wrote %q", format, err, out.String())
		}
	}
}

func TestArrowRoundTrip(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	src := ledger(t, mem)
	defer src.release()
	var out bytes.Buffer
	if _, err := Write(&out, Arrow, src, Options{Allocator: mem}); err != nil {
		t.Fatal(err)
	}
	reader, err := ipc.NewReader(&out, ipc.WithAllocator(mem))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Release()
	for i := 0; reader.Next(); i++ {
		if !array.RecordEqual(reader.RecordBatch(), src.all[i]) {
			t.Errorf("batch %d came back as %v", i, reader.RecordBatch())
		}
	}
}

func TestParquetRoundTrip(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	src := ledger(t, mem)
	defer src.release()
	var out bytes.Buffer
	if _, err := Write(&out, Parquet, src, Options{Allocator: mem}); err != nil {
		t.Fatal(err)
	}
	pf, err := file.NewParquetReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	reader, err := pqarrow.NewFileReader(pf, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := reader.ReadTable(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Release()
	if table.NumRows() != 3 || table.Column(14).Name() != "lines_1" {
		t.Fatalf("%d rows, last column %q", table.NumRows(), table.Column(14).Name())
	}
	want := map[int]string{2: "2.5", 5: "2024-01-01", 9: "P1Y2M2DT1H1M1.5S"}
	for c, text := range want {
		if got := table.Column(c).Data().Chunk(0).ValueStr(0); got != text {
			t.Errorf("column %s is %s, want %s", table.Column(c).Name(), got, text)
		}
	}
}

func TestLimit(t *testing.T) {
	for _, tc := range []struct {
		max, rows int64
		cut       bool
	}{{0, 3, false}, {1, 1, true}, {2, 2, true}, {3, 3, false}, {9, 3, false}} {
		mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
		src := ledger(t, mem)
		limited := Limit(src, tc.max)
		var out bytes.Buffer
		rows, err := Write(&out, CSV, limited, Options{})
		if err != nil || rows != tc.rows || limited.Cut() != tc.cut {
			t.Errorf("limit %d: %d rows, cut %v, error %v", tc.max, rows, limited.Cut(), err)
		}
		limited.Release()
		src.release()
		mem.AssertSize(t, 0)
	}
}

func TestParseFormat(t *testing.T) {
	for name, want := range map[string]Format{"csv": CSV, "MD": Markdown, "jsonl": NDJSON, "parquet": Parquet} {
		if got, err := Parse(name); err != nil || got != want {
			t.Errorf("Parse(%q) = %q, %v", name, got, err)
		}
	}
	if _, err := Parse("xml"); err == nil || !strings.Contains(err.Error(), "csv, tsv, json") {
		t.Errorf("an unknown format must list the known ones, got %v", err)
	}
	for path, want := range map[string]Format{"a/top.PARQUET": Parquet, "x.tar.csv": CSV, "x.arrows": Arrow, "x.tab": TSV} {
		if got, ok := ByExtension(path); !ok || got != want {
			t.Errorf("ByExtension(%q) = %q, %v", path, got, ok)
		}
	}
	if f, ok := ByExtension("results"); ok {
		t.Errorf("a name without extension means nothing, got %q", f)
	}
}
