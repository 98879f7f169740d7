package ledgergen

import (
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

var money = &arrow.Decimal128Type{Precision: 18, Scale: 4}

// scaleCents takes cents, and scaleUnits whole units, to the four decimals of the columns.
const (
	scaleCents = 100
	scaleUnits = 10_000
)

var linesSchema = arrow.NewSchema([]arrow.Field{
	{Name: "source", Type: arrow.BinaryTypes.String},
	{Name: "invoice_id", Type: arrow.BinaryTypes.String},
	{Name: "line_no", Type: arrow.PrimitiveTypes.Int32},
	{Name: "customer_id", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "invoice_date", Type: arrow.FixedWidthTypes.Date32},
	{Name: "doc_type", Type: arrow.BinaryTypes.String},
	{Name: "product_id", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "quantity", Type: money, Nullable: true},
	{Name: "net_amount", Type: money},
	{Name: "cost_amount", Type: money, Nullable: true},
	{Name: "currency", Type: arrow.BinaryTypes.String},
	{Name: "reverses_invoice_id", Type: arrow.BinaryTypes.String, Nullable: true},
}, nil)

// Records returns the ledger as Arrow record batches of whole days with at least batchRows rows each, the last one excepted. The columns
// are those of the lines file, with the types of invoice_lines. The caller releases the reader.
func (l *Ledger) Records(mem memory.Allocator, batchRows int) array.RecordReader {
	s := l.Lines()
	return newRecordReader(mem, batchRows, l.cfg.Source, l.cfg.Currency, func() []Line {
		if !s.Next() {
			return nil
		}
		return s.Day()
	})
}

type recordReader struct {
	refs             atomic.Int64
	next             func() []Line // the next lines, none at the end
	build            *array.RecordBuilder
	rows             int
	source, currency string
	batch            arrow.RecordBatch
	text             []byte
}

func newRecordReader(mem memory.Allocator, batchRows int, source, currency string, next func() []Line) *recordReader {
	r := &recordReader{next: next, build: array.NewRecordBuilder(mem, linesSchema), rows: batchRows, source: source, currency: currency}
	r.refs.Store(1)
	return r
}

func (r *recordReader) Retain() { r.refs.Add(1) }

func (r *recordReader) Release() {
	if r.refs.Add(-1) == 0 {
		r.drop()
		r.build.Release()
	}
}

func (r *recordReader) drop() {
	if r.batch != nil {
		r.batch.Release()
		r.batch = nil
	}
}

func (r *recordReader) Schema() *arrow.Schema { return linesSchema }

func (r *recordReader) RecordBatch() arrow.RecordBatch { return r.batch }

func (r *recordReader) Record() arrow.RecordBatch { return r.batch }

// Err is always nil: nothing that makes lines can fail.
func (r *recordReader) Err() error { return nil }

func (r *recordReader) Next() bool {
	r.drop()
	rows := 0
	for rows < r.rows {
		lines := r.next()
		if len(lines) == 0 {
			break
		}
		for i := range lines {
			r.add(&lines[i])
		}
		rows += len(lines)
	}
	if rows == 0 {
		return false
	}
	r.batch = r.build.NewRecordBatch()
	return true
}

func (r *recordReader) add(line *Line) {
	r.build.Field(0).(*array.StringBuilder).Append(r.source)
	r.addText(1, appendDocument(r.text[:0], line.Type, line.Document))
	r.build.Field(2).(*array.Int32Builder).Append(line.No)
	r.addText(3, appendCustomer(r.text[:0], line.Customer))
	r.build.Field(4).(*array.Date32Builder).Append(arrow.Date32(line.Day))
	r.build.Field(5).(*array.StringBuilder).Append(line.Type.String())
	r.addText(6, appendProduct(r.text[:0], line.Product))
	r.addNumber(7, int64(line.Quantity)*scaleUnits, line.Quantity != 0)
	r.addNumber(8, line.Net*scaleCents, true)
	r.addNumber(9, line.Cost*scaleCents, line.CostKnown)
	r.build.Field(10).(*array.StringBuilder).Append(r.currency)
	r.text = r.text[:0]
	if line.Reverses != 0 {
		r.text = appendDocument(r.text, Invoice, line.Reverses)
	}
	r.addText(11, r.text)
}

// addText appends the text, NULL when it is empty, and keeps its memory for the next.
func (r *recordReader) addText(field int, text []byte) {
	b := r.build.Field(field).(*array.StringBuilder)
	if len(text) == 0 {
		b.AppendNull()
	} else {
		b.BinaryBuilder.Append(text)
	}
	r.text = text
}

func (r *recordReader) addNumber(field int, scaled int64, known bool) {
	b := r.build.Field(field).(*array.Decimal128Builder)
	if known {
		b.Append(decimal128.FromI64(scaled))
	} else {
		b.AppendNull()
	}
}
