package encode

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/customer-landscape/landscape/engine"
)

// awkward has a text, a whole number, a decimal and a double: values that an option writes in another way, and a row of NULLs.
func awkward(t *testing.T) *batches {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "=name", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "amount", Type: &arrow.Decimal128Type{Precision: 18, Scale: 4}, Nullable: true},
		{Name: "share", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	row := func(text string, n int64, amount string, share float64) {
		b.Field(0).(*array.StringBuilder).Append(text)
		b.Field(1).(*array.Int64Builder).Append(n)
		b.Field(2).(*array.Decimal128Builder).Append(number(t, amount, 18, 4))
		b.Field(3).(*array.Float64Builder).Append(share)
	}
	row("=1+1", -5, "-2.5000", math.NaN())
	row("NA;x", 1<<53+1, "0.0001", math.Inf(-1))
	row("NA", 1<<53, "7.0000", 0.5)
	for i := range 4 {
		b.Field(i).AppendNull()
	}
	return &batches{schema: schema, all: []arrow.RecordBatch{b.NewRecordBatch()}}
}

func TestDelimitedOptions(t *testing.T) {
	cases := []struct {
		name   string
		format Format
		opts   Options
		want   string
	}{
		{"nothing", CSV, Options{}, "=name,n,amount,share\n=1+1,-5,-2.5000,nan\nNA;x,9007199254740993,0.0001,-inf\nNA,9007199254740992,7.0000,0.5\n,,,\n"},
		{"semicolon", CSV, Options{Delimiter: ';'}, "=name;n;amount;share\n=1+1;-5;-2.5000;nan\n\"NA;x\";9007199254740993;0.0001;-inf\nNA;9007199254740992;7.0000;0.5\n;;;\n"},
		{"a delimiter of numbers", CSV, Options{Delimiter: '.', NoHeader: true},
			"=1+1.-5.\"-2.5000\".nan\nNA;x.9007199254740993.\"0.0001\".-inf\nNA.9007199254740992.\"7.0000\".\"0.5\"\n...\n"},
		{"NULL that is also a value", CSV, Options{Null: "NA", NoHeader: true},
			"=1+1,-5,-2.5000,nan\nNA;x,9007199254740993,0.0001,-inf\n\"NA\",9007199254740992,7.0000,0.5\nNA,NA,NA,NA\n"},
		{"for Excel", CSV, Options{BOM: true, CRLF: true, EscapeFormulas: true},
			"\uFEFF'=name,n,amount,share\r\n'=1+1,-5,-2.5000,nan\r\nNA;x,9007199254740993,0.0001,-inf\r\nNA,9007199254740992,7.0000,0.5\r\n,,,\r\n"},
		{"tsv", TSV, Options{CRLF: true, Null: "\\N", EscapeFormulas: true, NoHeader: true},
			"'=1+1\t-5\t-2.5000\tnan\r\nNA;x\t9007199254740993\t0.0001\t-inf\r\nNA\t9007199254740992\t7.0000\t0.5\r\n\\N\t\\N\t\\N\t\\N\r\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := written(t, c.format, c.opts); got != c.want {
				t.Errorf("got\n%q, want\n%q", got, c.want)
			}
		})
	}
}

func written(t *testing.T, format Format, opts Options) string {
	t.Helper()
	var out bytes.Buffer
	if _, err := Write(&out, format, awkward(t), opts); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestNumbersInJSON(t *testing.T) {
	cases := []struct {
		name string
		opts Options
		want string
	}{
		{"bare", Options{}, `["=1+1",-5,-2.5000,null],["NA;x",9007199254740993,0.0001,null],["NA",9007199254740992,7.0000,0.5],[null,null,null,null]`},
		{"safe", Options{Int64: Safe, Decimal: Quoted, NamedFloat: true},
			`["=1+1",-5,"-2.5000","NaN"],["NA;x","9007199254740993","0.0001","-Infinity"],["NA",9007199254740992,"7.0000",0.5],[null,null,null,null]`},
		{"quoted", Options{Int64: Quoted, Decimal: Bare},
			`["=1+1","-5",-2.5000,null],["NA;x","9007199254740993",0.0001,null],["NA","9007199254740992",7.0000,0.5],[null,null,null,null]`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := strings.ReplaceAll(written(t, Compact, c.opts), "\n", "")
			if _, rows, _ := strings.Cut(got, `"rows":[`); rows != c.want+"]}" {
				t.Errorf("got %s, want %s", rows, c.want)
			}
		})
	}
}

func TestCompact(t *testing.T) {
	opts := Options{Before: `"id":7`, After: func(rows int64) string { return `"rows_seen":` + string(rune('0'+rows)) },
		Columns: []engine.Column{{Name: "=name", Type: "VARCHAR"}, {Name: "n", Type: "BIGINT", Unit: "count"}, {Name: "amount", Type: "DECIMAL(18,4)"}, {Name: "share", Type: "DOUBLE"}}}
	for _, rows := range []int{0, 4} {
		src := awkward(t)
		if rows == 0 {
			src.all = nil
		}
		var out bytes.Buffer
		if _, err := Write(&out, Compact, src, opts); err != nil {
			t.Fatal(err)
		}
		var got struct {
			ID       int `json:"id"`
			Columns  []struct{ Name, Type, Unit string }
			Rows     [][]any
			RowsSeen int `json:"rows_seen"`
		}
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
		if got.ID != 7 || len(got.Rows) != rows || got.RowsSeen != rows || got.Columns[1].Type != "BIGINT" || got.Columns[1].Unit != "count" {
			t.Errorf("got %+v", got)
		}
	}
	src := awkward(t)
	src.err = errors.New("broken")
	var out bytes.Buffer
	if _, err := Write(&out, Compact, src, opts); err == nil || json.Valid(out.Bytes()) {
		t.Errorf("a broken result reads as a whole one: %s", out.String())
	}
}

func TestFull(t *testing.T) {
	opts := Options{NoHeader: true, Full: func(written int64) bool { return written >= 20 }}
	if got, want := written(t, CSV, opts), "=1+1,-5,-2.5000,nan\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	opts.Full = func(int64) bool { return true }
	if got := written(t, JSON, opts); got != "[]\n" {
		t.Errorf("nothing fits, and yet it wrote %q", got)
	}
}

func TestArrowFile(t *testing.T) {
	src := awkward(t)
	var out bytes.Buffer
	if _, err := Write(&out, ArrowFile, src, Options{}); err != nil {
		t.Fatal(err)
	}
	reader, err := ipc.NewFileReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	batch, err := reader.RecordBatch(0)
	if err != nil || !batch.Schema().Equal(src.schema) || batch.NumRows() != 4 || batch.Column(0).ValueStr(2) != "NA" {
		t.Errorf("got %v, %v", batch, err)
	}
}

func TestHTML(t *testing.T) {
	got := written(t, HTML, Options{Title: "<b>", Columns: []engine.Column{{}, {Unit: "count"}, {}, {}}})
	for _, want := range []string{"<title>&lt;b&gt;</title>", `<th class="n">n <span class="u">count</span></th>`, `<td class="n">-2.5000</td>`, "<td></td>"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
	if strings.Contains(got, "<script") || strings.Contains(got, "<b>") {
		t.Errorf("text is not escaped: %s", got)
	}
}

func TestWindow(t *testing.T) {
	for _, c := range []struct {
		skip, max, rows int64
		cut             bool
	}{{0, 0, 0, true}, {0, -1, 3, false}, {1, -1, 2, false}, {1, 1, 1, true}, {2, 1, 1, false}, {2, 5, 1, false}, {3, 5, 0, false}, {9, 1, 0, false}} {
		mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
		src := ledger(t, mem) // two rows and one
		window := Window(src, c.skip, c.max)
		var rows int64
		for window.Next() {
			rows += window.Batch().NumRows()
		}
		if rows != c.rows || window.Cut() != c.cut {
			t.Errorf("%d rows behind %d: %d rows, cut %v", c.max, c.skip, rows, window.Cut())
		}
		window.Release()
		src.release()
		mem.AssertSize(t, 0)
	}
}
