package render

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// months makes n months from January 2024 with revenue 100, 110, ..., profit a fifth of it, NULL in the third, and two regions in turn.
func months(n int) ([]Column, *batches) {
	columns := []Column{{Name: "month", Type: "DATE", Unit: "date"}, {Name: "region", Type: "VARCHAR", Unit: "text"},
		{Name: "revenue", Type: "DECIMAL(38,4)", Unit: "money"}, {Name: "profit", Type: "DECIMAL(38,4)", Unit: "money"}, {Name: "orders", Type: "BIGINT", Unit: "count"}}
	money := &arrow.Decimal128Type{Precision: 38, Scale: 4}
	schema := arrow.NewSchema([]arrow.Field{{Name: "month", Type: arrow.FixedWidthTypes.Date32}, {Name: "region", Type: arrow.BinaryTypes.String},
		{Name: "revenue", Type: money}, {Name: "profit", Type: money, Nullable: true}, {Name: "orders", Type: arrow.PrimitiveTypes.Int64}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for i := range n {
		b.Field(0).(*array.Date32Builder).Append(arrow.Date32(19723 + i*31))
		b.Field(1).(*array.StringBuilder).Append([]string{"north", "süd 日本"}[i%2])
		b.Field(2).(*array.Decimal128Builder).Append(decimal128.FromI64(int64(100+10*i) * 10000))
		if i == 2 {
			b.Field(3).(*array.Decimal128Builder).AppendNull()
		} else {
			b.Field(3).(*array.Decimal128Builder).Append(decimal128.FromI64(int64(20+2*i) * 10000))
		}
		b.Field(4).(*array.Int64Builder).Append(int64(i))
	}
	return columns, &batches{schema: schema, all: []arrow.RecordBatch{b.NewRecordBatch()}}
}

// cohorts makes a triangle of three cohorts: 100 customers of which 60, 40 and 30 percent stay.
func cohorts() ([]Column, *batches) {
	columns := []Column{{Name: "cohort", Type: "VARCHAR", Unit: "text"}, {Name: "quarter", Type: "INTEGER", Unit: "number"}, {Name: "retention", Type: "DOUBLE", Unit: "ratio"}}
	schema := arrow.NewSchema([]arrow.Field{{Name: "cohort", Type: arrow.BinaryTypes.String}, {Name: "quarter", Type: arrow.PrimitiveTypes.Int32},
		{Name: "retention", Type: arrow.PrimitiveTypes.Float64}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for cohort := range 3 {
		for quarter := range 4 - cohort {
			b.Field(0).(*array.StringBuilder).Append(fmt.Sprintf("2025-Q%d", cohort+1))
			b.Field(1).(*array.Int32Builder).Append(int32(quarter))
			b.Field(2).(*array.Float64Builder).Append([]float64{1, 0.6, 0.4, 0.3}[quarter])
		}
	}
	return columns, &batches{schema: schema, all: []arrow.RecordBatch{b.NewRecordBatch()}}
}

func chart(t *testing.T, columns []Column, src *batches, opts ChartOptions) string {
	t.Helper()
	var out bytes.Buffer
	if err := Chart(&out, columns, src, opts); err != nil {
		t.Fatalf("%+v: %v", opts, err)
	}
	for line := range strings.Lines(out.String()) {
		if n := Shown(strings.TrimSuffix(line, "\n")); opts.Width > 0 && n > opts.Width {
			t.Errorf("%+v: a line takes %d columns: %s", opts, n, line)
		}
		if !opts.Color && strings.Contains(line, "\x1b") {
			t.Errorf("%+v: an escape without colours: %q", opts, line)
		}
	}
	return out.String()
}

func TestChartsGolden(t *testing.T) {
	for _, style := range []Style{{Width: 40}, {Width: 80}, {Width: 140}, {Width: 80, ASCII: true}, {Width: 80, Color: true}} {
		name := fmt.Sprintf("charts-%d", style.Width)
		if style.ASCII {
			name += "-ascii"
		}
		if style.Color {
			name += "-color"
		}
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			for _, kind := range []string{"", "area", "bar region revenue", "hist orders", "line month revenue by region", "bridge region revenue"} {
				columns, src := months(12)
				opts, err := ParseChart(kind)
				if err != nil {
					t.Fatal(err)
				}
				opts.Style, opts.Height = style, 6
				out.WriteString(chart(t, columns, src, opts) + "\n")
			}
			columns, src := cohorts()
			out.WriteString(chart(t, columns, src, ChartOptions{Style: style}))
			columns, src = losses()
			out.WriteString("\n" + chart(t, columns, src, ChartOptions{Style: style}))
			golden(t, name, out.String())
		})
	}
}

// losses has values to both sides of zero.
func losses() ([]Column, *batches) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "name", Type: arrow.BinaryTypes.String}, {Name: "change", Type: arrow.PrimitiveTypes.Float64}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for i, name := range []string{"gain", "loss", "مؤسسة", "none", "unknown"} {
		b.Field(0).(*array.StringBuilder).Append(name)
		b.Field(1).(*array.Float64Builder).Append([]float64{30, -10, 5, 0, math.NaN()}[i])
	}
	return []Column{{Name: "name", Type: "VARCHAR"}, {Name: "change", Type: "DOUBLE"}}, &batches{schema: schema, all: []arrow.RecordBatch{b.NewRecordBatch()}}
}

func TestChartPicks(t *testing.T) {
	for want, make := range map[string]func() ([]Column, *batches){
		"line": func() ([]Column, *batches) { return months(12) },
		"heat": cohorts,
		"bar":  losses,
	} {
		columns, src := make()
		data, err := readChart(columns, src, Style{})
		if err != nil {
			t.Fatal(err)
		}
		if got := data.pick(ChartOptions{}); got != want {
			t.Errorf("picks %s, want %s", got, want)
		}
	}
}

func TestChartRefuses(t *testing.T) {
	columns, src := months(3)
	if err := Chart(&bytes.Buffer{}, columns, src, ChartOptions{Kind: "bar", X: "month", Y: []string{"region"}}); !errors.Is(err, ErrChartColumn) {
		t.Errorf("a text as value: %v", err)
	}
	columns, src = months(3)
	if err := Chart(&bytes.Buffer{}, columns, src, ChartOptions{X: "nothing"}); !errors.Is(err, ErrChartColumn) {
		t.Errorf("a column that is not there: %v", err)
	}
	columns, src = months(0)
	if err := Chart(&bytes.Buffer{}, columns, src, ChartOptions{}); !errors.Is(err, ErrNoChart) {
		t.Errorf("no rows: %v", err)
	}
	if _, err := ParseChart("line month by"); err == nil {
		t.Error("by without a column is accepted")
	}
}

func TestChartOfOneRow(t *testing.T) {
	for _, kind := range ChartKinds {
		columns, src := months(1)
		var out bytes.Buffer
		if err := Chart(&out, columns, src, ChartOptions{Kind: kind, Style: Style{Width: 60}}); err != nil || out.Len() == 0 {
			t.Errorf("%s of one row: %v, %q", kind, err, out.String())
		}
	}
}

// TestSeriesBeyondSix sums the seventh text of by and all after it.
func TestSeriesBeyondSix(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "x", Type: arrow.BinaryTypes.String}, {Name: "s", Type: arrow.BinaryTypes.String},
		{Name: "y", Type: arrow.PrimitiveTypes.Int64}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for i := range 9 {
		b.Field(0).(*array.StringBuilder).Append("a")
		b.Field(1).(*array.StringBuilder).Append(fmt.Sprint("s", i))
		b.Field(2).(*array.Int64Builder).Append(int64(i))
	}
	columns := []Column{{Name: "x"}, {Name: "s"}, {Name: "y"}}
	data, err := readChart(columns, &batches{schema: schema, all: []arrow.RecordBatch{b.NewRecordBatch()}}, Style{})
	if err != nil {
		t.Fatal(err)
	}
	_, all := data.series(ChartOptions{X: "x", Y: []string{"y"}, By: "s"})
	if len(all) != 6 || all[5].name != "other" || all[5].values[0] != 5+6+7+8 {
		t.Errorf("%+v", all)
	}
}

func TestSparkline(t *testing.T) {
	for want, values := range map[string][]float64{"▁▅█": {0, 4, 8}, "▁▁▁": {3, 3, 3}, "▁ █": {1, math.NaN(), 2}, "": nil} {
		if got := Sparkline(values, Style{}); got != want {
			t.Errorf("%v: %q, want %q", values, got, want)
		}
	}
}
