package ledgergen

import (
	"slices"
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

var linesFields = []arrow.Field{
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
}

var saleFields = []arrow.Field{
	{Name: "rep", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "channel", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "promised_date", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
	{Name: "delivered_date", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
}

// fields are the columns of the lines.
func (l *Ledger) fields() []arrow.Field {
	if l.cfg.Delivery {
		return slices.Concat(linesFields, saleFields)
	}
	return linesFields
}

// Records returns the ledger as Arrow record batches of whole days with at least batchRows rows each, the last one excepted. The columns
// are those of the lines file, with the types of invoice_lines. The caller releases the reader.
func (l *Ledger) Records(mem memory.Allocator, batchRows int) array.RecordReader {
	r, _ := l.records(mem, batchRows, func([]Line) {})
	return r
}

// records gives the stream behind the batches too, which knows what they hold, and shows the lines of each day to seen.
func (l *Ledger) records(mem memory.Allocator, batchRows int, seen func([]Line)) (*recordReader, *Stream) {
	s := l.Lines()
	r := newRecordReader(mem, batchRows, l.cfg.Source, l.currencies(), l.fields(), func() []Line {
		if !s.Next() {
			return nil
		}
		seen(s.Day())
		return s.Day()
	})
	r.account, r.paid = l.appendAccount, l.paid
	if l.cfg.Delivery {
		r.sale = func(line *Line) sale { return l.saleOf(line, line.Day-l.cal.epoch) }
	}
	return r, s
}

type recordReader struct {
	refs       atomic.Int64
	next       func() []Line    // the next lines, none at the end
	sale       func(*Line) sale // nil where the columns end before it
	account    func([]byte, *Line) []byte
	paid       func(*Line) (net, cost int64)
	build      *array.RecordBuilder
	rows       int
	source     string
	currencies []string // by Line.Currency
	batch      arrow.RecordBatch
	text       []byte
}

func newRecordReader(mem memory.Allocator, batchRows int, source string, currencies []string, fields []arrow.Field, next func() []Line) *recordReader {
	r := &recordReader{next: next, build: array.NewRecordBuilder(mem, arrow.NewSchema(fields, nil)), rows: batchRows, source: source, currencies: currencies}
	r.account = func(b []byte, line *Line) []byte { return appendCustomer(b, line.Customer) }
	r.paid = func(line *Line) (net, cost int64) { return line.Net, line.Cost }
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

func (r *recordReader) Schema() *arrow.Schema { return r.build.Schema() }

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
	r.addText(3, r.account(r.text[:0], line))
	r.build.Field(4).(*array.Date32Builder).Append(arrow.Date32(line.Day))
	r.build.Field(5).(*array.StringBuilder).Append(line.Type.String())
	r.addText(6, appendProduct(r.text[:0], line.Product))
	r.addNumber(7, int64(line.Quantity)*scaleUnits, line.Quantity != 0)
	net, cost := r.paid(line)
	r.addNumber(8, net*scaleCents, true)
	r.addNumber(9, cost*scaleCents, line.CostKnown)
	r.build.Field(10).(*array.StringBuilder).Append(r.currencies[line.Currency])
	r.text = r.text[:0]
	if line.Reverses != 0 {
		r.text = appendDocument(r.text, Invoice, line.Reverses)
	}
	r.addText(11, r.text)
	if r.sale != nil {
		s := r.sale(line)
		r.addText(12, append(r.text[:0], s.rep...))
		r.addText(13, append(r.text[:0], s.channel...))
		r.addDay(14, s.promised)
		r.addDay(15, s.delivered)
	}
}

// addDay appends the day, NULL when it is 0.
func (r *recordReader) addDay(field int, day int32) {
	b := r.build.Field(field).(*array.Date32Builder)
	if day == 0 {
		b.AppendNull()
	} else {
		b.Append(arrow.Date32(day))
	}
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
