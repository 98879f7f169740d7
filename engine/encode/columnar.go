package encode

import (
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// ipcWriter is what an Arrow stream and an Arrow file have in common.
type ipcWriter interface {
	Write(arrow.RecordBatch) error
	Close() error
}

func writeArrow(w io.Writer, src Source, opts Options, asFile bool) (int64, error) {
	count := &counter{w: w}
	var out ipcWriter = ipc.NewWriter(count, ipc.WithSchema(src.Schema()), ipc.WithAllocator(opts.Allocator))
	if asFile {
		var err error
		if out, err = ipc.NewFileWriter(count, ipc.WithSchema(src.Schema()), ipc.WithAllocator(opts.Allocator)); err != nil {
			return 0, err
		}
	}
	var rows int64
	for src.Next() {
		if opts.Full != nil && opts.Full(count.written) {
			break
		}
		if err := out.Write(src.Batch()); err != nil {
			return rows, err
		}
		rows += src.Batch().NumRows()
	}
	if err := src.Err(); err != nil {
		return rows, err // without Close the stream has no end mark
	}
	return rows, out.Close()
}

// counter knows how many bytes went through it.
type counter struct {
	w       io.Writer
	written int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.written += int64(n)
	return n, err
}

// rowGroupRows is the most rows of a row group of Parquet, and so of what is kept in memory before it is written; it is DuckDB's own.
const rowGroupRows = 122_880

func writeParquet(w io.Writer, src Source, opts Options) (int64, error) {
	schema := parquetSchema(src.Schema())
	out, err := pqarrow.NewFileWriter(schema, noClose{w},
		parquet.NewWriterProperties(
			parquet.WithCompression(compress.Codecs.Snappy), parquet.WithMaxRowGroupLength(rowGroupRows),
			parquet.WithRootRepetition(parquet.Repetitions.Required), // readers take the default, repeated, for a list around every row
			parquet.WithAllocator(opts.Allocator)),
		pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema(), pqarrow.WithAllocator(opts.Allocator)))
	if err != nil {
		return 0, err
	}
	var group rowGroup
	defer group.release()
	var rows int64
	for src.Next() {
		if group.rows > 0 && group.rows+src.Batch().NumRows() > rowGroupRows {
			out.NewBufferedRowGroup()
			group.release()
		}
		batch := parquetBatch(src.Batch(), schema, opts.Allocator)
		group.keep(batch)
		if err := out.WriteBuffered(batch); err != nil {
			return rows, err
		}
		rows += src.Batch().NumRows()
	}
	if err := src.Err(); err != nil {
		return rows, err
	}
	return rows, out.Close()
}

// rowGroup keeps the batches of a row group until it is written: the writer's statistics point into their texts.
type rowGroup struct {
	batches []arrow.RecordBatch
	rows    int64
}

func (g *rowGroup) keep(batch arrow.RecordBatch) {
	g.batches = append(g.batches, batch)
	g.rows += batch.NumRows()
}

func (g *rowGroup) release() {
	for _, batch := range g.batches {
		batch.Release()
	}
	g.batches, g.rows = g.batches[:0], 0
}

// parquetSchema gives repeated names a number and turns what Parquet has no type for (intervals, unions) into text.
func parquetSchema(schema *arrow.Schema) *arrow.Schema {
	fields := make([]arrow.Field, schema.NumFields())
	for i, name := range uniqueNames(schema) {
		fields[i] = arrow.Field{Name: name, Type: schema.Field(i).Type, Nullable: true}
		if !inParquet(fields[i].Type) {
			fields[i].Type = arrow.BinaryTypes.String
		}
	}
	return arrow.NewSchema(fields, nil)
}

func inParquet(t arrow.DataType) bool {
	switch t := t.(type) {
	case *arrow.MonthDayNanoIntervalType, arrow.UnionType, *arrow.NullType:
		return false
	case arrow.NestedType:
		for _, field := range t.Fields() {
			if !inParquet(field.Type) {
				return false
			}
		}
	}
	return true
}

func parquetBatch(batch arrow.RecordBatch, schema *arrow.Schema, mem memory.Allocator) arrow.RecordBatch {
	columns := make([]arrow.Array, batch.NumCols())
	for i, col := range batch.Columns() {
		if inParquet(col.DataType()) {
			col.Retain()
			columns[i] = col
		} else {
			columns[i] = asText(col, mem)
		}
	}
	out := array.NewRecordBatch(schema, columns, batch.NumRows())
	for _, col := range columns {
		col.Release()
	}
	return out
}

func asText(col arrow.Array, mem memory.Allocator) arrow.Array {
	builder := array.NewStringBuilder(mem)
	defer builder.Release()
	text := Text(col)
	for i := range col.Len() {
		if col.IsNull(i) {
			builder.AppendNull()
		} else {
			builder.BinaryBuilder.Append(text(nil, i))
		}
	}
	return builder.NewArray()
}

// noClose keeps the Parquet writer from closing what belongs to the caller.
type noClose struct{ io.Writer }
