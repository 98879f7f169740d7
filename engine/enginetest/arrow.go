package enginetest

import (
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

var (
	textType   = arrow.BinaryTypes.String
	moneyType  = &arrow.Decimal128Type{Precision: 18, Scale: 4}
	rateType   = &arrow.Decimal128Type{Precision: 18, Scale: 8}
	numberType = arrow.PrimitiveTypes.Int32
	flagType   = arrow.FixedWidthTypes.Boolean
	dateType   = arrow.FixedWidthTypes.Date32
)

// scaled is a decimal of the scale of its column.
type scaled int64

// LineRecords returns the lines of a ledger in the columns of invoice_lines. The caller releases the reader.
func LineRecords(tb testing.TB, lines []Line) array.RecordReader {
	var rows [][]any
	for _, l := range lines {
		rows = append(rows, []any{
			l.Source, l.InvoiceID, l.LineNo, l.CustomerID, l.Date, l.OrderID, l.DocType, l.ProductID, money(l.Quantity),
			scaled(l.Net), money(l.Cost), l.Currency, l.Reverses,
		})
	}
	return records(tb, rows, []arrow.Field{
		field("source", textType), field("invoice_id", textType), field("line_no", numberType), field("customer_id", textType),
		field("invoice_date", dateType), field("order_id", textType), field("doc_type", textType), field("product_id", textType),
		field("quantity", moneyType), field("net_amount", moneyType), field("cost_amount", moneyType), field("currency", textType),
		field("reverses_invoice_id", textType),
	})
}

// Tables returns every other table of a ledger that has rows, by its name. The caller releases the readers.
func Tables(tb testing.TB, l Ledger) map[string]array.RecordReader {
	tables := map[string]array.RecordReader{}
	add := func(name string, rows [][]any, fields ...arrow.Field) {
		if len(rows) > 0 {
			tables[name] = records(tb, rows, fields)
		}
	}
	var customers, aliases, products, rates [][]any
	for _, c := range l.Customers {
		customers = append(customers, []any{c.ID, c.ParentID, c.FirstOrder, c.StatusOverride, c.Internal, c.Generic, c.Industry})
	}
	for _, alias := range sortedKeys(l.Aliases) {
		aliases = append(aliases, []any{alias, l.Aliases[alias]})
	}
	for _, p := range l.Products {
		products = append(products, []any{p.ID, p.Line, !p.NotInProfile, p.Unit})
	}
	for _, r := range l.Rates {
		rates = append(rates, []any{r.Currency, r.Date, scaled(r.ToBase)})
	}
	add("customers", customers, field("customer_id", textType), field("parent_id", textType), field("first_order_date", dateType),
		field("status_override", textType), field("is_internal", flagType), field("is_generic", flagType), field("industry", textType))
	add("customer_aliases", aliases, field("alias_id", textType), field("customer_id", textType))
	add("products", products, field("product_id", textType), field("line", textType), field("in_profile", flagType),
		field("uom", textType))
	add("fx_rates", rates, field("currency", textType), field("rate_date", dateType), field("to_base", rateType))
	return tables
}

func field(name string, t arrow.DataType) arrow.Field {
	return arrow.Field{Name: name, Type: t, Nullable: true}
}

func money(a *Amount) any {
	if a == nil {
		return nil
	}
	return scaled(*a)
}

// records builds one batch. An empty text, NoDay and nil are NULL.
func records(tb testing.TB, rows [][]any, fields []arrow.Field) array.RecordReader {
	tb.Helper()
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for _, row := range rows {
		for i, v := range row {
			switch f := b.Field(i).(type) {
			case *array.StringBuilder:
				if s := v.(string); s != "" {
					f.Append(s)
				} else {
					f.AppendNull()
				}
			case *array.Int32Builder:
				f.Append(int32(v.(int)))
			case *array.BooleanBuilder:
				f.Append(v.(bool))
			case *array.Date32Builder:
				if d := v.(Day); d != NoDay {
					f.Append(arrow.Date32(d))
				} else {
					f.AppendNull()
				}
			case *array.Decimal128Builder:
				if s, ok := v.(scaled); ok {
					f.Append(decimal128.FromI64(int64(s)))
				} else {
					f.AppendNull()
				}
			default:
				tb.Fatalf("no way to write a %T", f)
			}
		}
	}
	batch := b.NewRecordBatch()
	defer batch.Release()
	reader, err := array.NewRecordReader(schema, []arrow.RecordBatch{batch})
	if err != nil {
		tb.Fatal(err)
	}
	return reader
}
