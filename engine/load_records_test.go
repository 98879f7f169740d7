package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/customer-landscape/landscape/engine"
)

// wideReader returns batches of 20 columns, of which the mapping reads four that are not the first ones: a registered Arrow view that
// is read with a column list mixes them up.
func wideReader(t *testing.T, mem memory.Allocator, batches, rows int) array.RecordReader {
	t.Helper()
	var fields []arrow.Field
	for i := range 16 {
		fields = append(fields, arrow.Field{Name: fmt.Sprintf("filler_%d", i), Type: arrow.PrimitiveTypes.Float64})
	}
	fields = append(fields[:7], append([]arrow.Field{
		{Name: "day", Type: arrow.FixedWidthTypes.Date32},
		{Name: "amount", Type: &arrow.Decimal128Type{Precision: 12, Scale: 2}},
		{Name: "buyer", Type: arrow.BinaryTypes.String},
		{Name: "pieces", Type: arrow.PrimitiveTypes.Int32},
	}, fields[7:]...)...)
	schema := arrow.NewSchema(fields, nil)
	var records []arrow.RecordBatch
	for b := range batches {
		builder := array.NewRecordBuilder(mem, schema)
		for i, f := range fields {
			for r := range rows {
				n := b*rows + r
				switch c := builder.Field(i).(type) {
				case *array.Float64Builder:
					c.Append(float64(n) * 1e300)
				case *array.Date32Builder:
					c.Append(arrow.Date32(19723 + n%60)) // from 2024-01-01
				case *array.Decimal128Builder:
					c.Append(decimal128.FromI64(int64(n) + 1))
				case *array.StringBuilder:
					c.Append(fmt.Sprintf("C%d", n%7))
				case *array.Int32Builder:
					c.Append(int32(n))
				default:
					t.Fatalf("no builder for %s", f.Name)
				}
			}
		}
		records = append(records, builder.NewRecordBatch())
		builder.Release()
	}
	reader, err := array.NewRecordReader(schema, records)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		r.Release()
	}
	return reader
}

var wideMap = []string{"customer_id=buyer", "invoice_date=day", "net_amount=amount", "quantity=pieces", "line_no=pieces"}

func TestLoadRecordsOfTwentyColumns(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	l := openLedger(t)
	reader := wideReader(t, mem, 5, 1000)
	s, err := l.e.LoadRecords(t.Context(), reader, engine.LoadOptions{Map: wideMap})
	reader.Release()
	if err != nil {
		t.Fatal(err)
	}
	// sum of 0.01 .. 50.00 in steps of a cent: 5000 * 5001 / 2 cents
	if s.Totals.Lines != 5000 || s.Totals.NetAmount != "125025.0000" || s.Totals.Customers != 7 || s.Totals.FirstDate != "2024-01-01" {
		t.Errorf("%+v", s.Totals)
	}
	l.want("select count(*) from invoice_lines where quantity + 1 = net_amount * 100 and customer_id = 'C' || (quantity::int % 7)", "5000")
	again := wideReader(t, mem, 5, 1000)
	defer again.Release()
	if s, err = l.e.LoadRecords(t.Context(), again, engine.LoadOptions{Map: wideMap}); err != nil || s.Already != 1 {
		t.Errorf("%+v %v", s, err)
	}
}

func TestLoadRecordsRejects(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	schema := arrow.NewSchema([]arrow.Field{{Name: "customer_id", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: "invoice_date", Type: arrow.BinaryTypes.String}, {Name: "net_amount", Type: arrow.PrimitiveTypes.Float64}}, nil)
	builder := array.NewRecordBuilder(mem, schema)
	defer builder.Release()
	builder.Field(0).(*array.Float64Builder).AppendValues([]float64{17850, 12346, 1}, []bool{true, true, false})
	builder.Field(1).(*array.StringBuilder).AppendValues([]string{"2024-01-31", "2024-01-32", "2024-02-01"}, nil)
	builder.Field(2).(*array.Float64Builder).AppendValues([]float64{0.1, 0.2, 1.005}, nil)
	record := builder.NewRecordBatch()
	defer record.Release()
	read := func() array.RecordReader {
		r, err := array.NewRecordReader(schema, []arrow.RecordBatch{record})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	l := openLedger(t)
	reader := read()
	_, err := l.e.LoadRecords(t.Context(), reader, engine.LoadOptions{})
	reader.Release()
	if engine.KindOf(err) != engine.KindRejected || !strings.Contains(err.Error(), `line 2, column "invoice_date"`) {
		t.Errorf("%v", err)
	}
	reader = read()
	defer reader.Release()
	if _, err = l.e.LoadRecords(t.Context(), reader, engine.LoadOptions{MaxRejects: 1}); err != nil {
		t.Fatal(err)
	}
	l.want("select customer_id, invoice_date, net_amount from invoice_lines order by invoice_date", "17850|2024-01-31|0.1000", "NULL|2024-02-01|1.0050")
}
