package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/compute"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// inspectArrow reads the schema, and reads every batch once so that a damaged file is found before it is loaded.
func (in *Input) inspectArrow(ctx context.Context) error {
	r, err := in.OpenRecords(ctx)
	if err != nil {
		return err
	}
	defer r.Release()
	for _, f := range r.Schema().Fields() {
		typ, ok := duckType(f.Type)
		if !ok {
			return &Error{Column: f.Name, Reason: fmt.Sprintf("values of the Arrow type %s cannot be loaded", f.Type), Hint: "Write the column as text, number, date or timestamp."}
		}
		in.Columns = append(in.Columns, Column{Name: f.Name, Type: typ})
	}
	if err := in.uniqueNames(); err != nil {
		return err
	}
	in.Rows = 0
	for r.Next() {
		in.Rows += r.RecordBatch().NumRows()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return r.Err()
}

// OpenRecords returns the record batches of an Arrow IPC file or stream, with dictionaries decoded to plain columns and half
// floats widened. Every call starts anew; the caller releases the reader before Close.
func (in *Input) OpenRecords(ctx context.Context) (array.RecordReader, error) {
	if !in.IsRecords() {
		return nil, &Error{Path: in.Path, Reason: "this is no Arrow file", Hint: "Read it with Relation."}
	}
	f, err := os.Open(in.data)
	if err != nil {
		return nil, in.named(ctx, err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(in.named(ctx, err), f.Close())
	}
	r := &ipcReader{ctx: ctx, path: in.Path, file: f, refs: 1}
	r.alloc = &bounded{Allocator: memory.DefaultAllocator, most: min(256<<20+32*info.Size(), 8<<30)}
	if err := r.open(in.Format == FormatArrowStream); err != nil {
		return nil, errors.Join(r.fault(err), f.Close())
	}
	return r, nil
}

// ipcReader reads batches from a file or a stream and decodes them.
type ipcReader struct {
	ctx    context.Context // of the compute kernels; the reader lives within the call that opened it
	path   string
	file   *os.File
	alloc  memory.Allocator
	schema *arrow.Schema
	read   func() (arrow.RecordBatch, error) // the next batch, owned by the caller; io.EOF at the end
	close  func() error
	batch  arrow.RecordBatch
	err    error
	refs   int
}

// bounded refuses a buffer far bigger than the file can fill: a damaged length would otherwise end the process, since Go
// cannot recover from memory that is not there.
type bounded struct {
	memory.Allocator
	most int64 // bytes of one buffer
}

// Allocate panics where the size is beyond the bound; caught makes an error of it.
func (b *bounded) Allocate(size int) []byte {
	b.check(size)
	return b.Allocator.Allocate(size)
}

// Reallocate is Allocate for a buffer that grows.
func (b *bounded) Reallocate(size int, buf []byte) []byte {
	b.check(size)
	return b.Allocator.Reallocate(size, buf)
}

func (b *bounded) check(size int) {
	if int64(size) > b.most {
		panic(fmt.Sprintf("a buffer of %d bytes cannot be in this file", size))
	}
}

func (r *ipcReader) open(stream bool) (err error) {
	defer caught(&err)
	if stream {
		s, err := ipc.NewReader(r.file, ipc.WithAllocator(r.alloc))
		if err != nil {
			return err
		}
		r.schema = plainSchema(s.Schema())
		r.close = func() error { s.Release(); return nil }
		r.read = func() (arrow.RecordBatch, error) {
			if !s.Next() {
				if err := s.Err(); err != nil {
					return nil, err
				}
				return nil, io.EOF
			}
			b := s.RecordBatch()
			b.Retain()
			return b, nil
		}
		return nil
	}
	f, err := ipc.NewFileReader(r.file, ipc.WithAllocator(r.alloc))
	if err != nil {
		return err
	}
	r.schema, r.close = plainSchema(f.Schema()), f.Close
	at := 0
	r.read = func() (arrow.RecordBatch, error) {
		if at == f.NumRecords() {
			return nil, io.EOF
		}
		at++
		return f.RecordBatchAt(at - 1)
	}
	return nil
}

// caught turns a panic of the Arrow library over damaged bytes into an error.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%v", p)
	}
}

func (r *ipcReader) fault(err error) error {
	return &Error{Path: r.path, Reason: "the Arrow data are damaged or cut off: " + err.Error(), Hint: "Copy or download the file again.", Err: err}
}

func (r *ipcReader) Schema() *arrow.Schema          { return r.schema }
func (r *ipcReader) Err() error                     { return r.err }
func (r *ipcReader) RecordBatch() arrow.RecordBatch { return r.batch }
func (r *ipcReader) Record() arrow.RecordBatch      { return r.batch }
func (r *ipcReader) Retain()                        { r.refs++ }

// Release frees the reader with its last reference.
func (r *ipcReader) Release() {
	if r.refs--; r.refs > 0 {
		return
	}
	if r.batch != nil {
		r.batch.Release()
		r.batch = nil
	}
	if err := errors.Join(r.close(), r.file.Close()); err != nil && r.err == nil {
		r.err = r.fault(err)
	}
}

// Next moves to the next batch.
func (r *ipcReader) Next() bool {
	if r.batch != nil {
		r.batch.Release()
		r.batch = nil
	}
	if r.err != nil {
		return false
	}
	b, err := r.next()
	switch {
	case err == io.EOF:
		return false
	case err != nil:
		r.err = r.fault(err)
		return false
	}
	r.batch = b
	return true
}

func (r *ipcReader) next() (b arrow.RecordBatch, err error) {
	defer caught(&err)
	raw, err := r.read()
	if err != nil {
		return nil, err
	}
	defer raw.Release()
	cols := make([]arrow.Array, raw.NumCols())
	defer func() {
		for _, c := range cols {
			if c != nil {
				c.Release()
			}
		}
	}()
	for i := range cols {
		if cols[i], err = plainArray(r.ctx, raw.Column(i)); err != nil {
			return nil, err
		}
	}
	return array.NewRecordBatch(r.schema, cols, raw.NumRows()), nil
}

// plainArray decodes a dictionary and widens half floats; everything else is passed on.
func plainArray(ctx context.Context, a arrow.Array) (arrow.Array, error) {
	switch col := a.(type) {
	case *array.Dictionary:
		return compute.TakeArray(ctx, col.Dictionary(), col.Indices())
	case *array.Float16:
		return compute.CastArray(ctx, a, compute.SafeCastOptions(arrow.PrimitiveTypes.Float32))
	}
	a.Retain()
	return a, nil
}

func plainSchema(s *arrow.Schema) *arrow.Schema {
	fields := s.Fields()
	for i, f := range fields {
		switch t := f.Type.(type) {
		case *arrow.DictionaryType:
			fields[i].Type = t.ValueType
		case *arrow.Float16Type:
			fields[i].Type = arrow.PrimitiveTypes.Float32
		}
		fields[i].Metadata = arrow.Metadata{}
	}
	return arrow.NewSchema(fields, nil)
}

// duckType is the type DuckDB gives a column of an Arrow type, and whether DuckDB takes it.
func duckType(t arrow.DataType) (string, bool) {
	switch t := t.(type) {
	case *arrow.Decimal128Type:
		return fmt.Sprintf("DECIMAL(%d,%d)", t.Precision, t.Scale), t.Scale >= 0
	case *arrow.TimestampType:
		if t.TimeZone != "" {
			return "TIMESTAMP WITH TIME ZONE", true
		}
		return map[arrow.TimeUnit]string{arrow.Second: "TIMESTAMP_S", arrow.Millisecond: "TIMESTAMP_MS", arrow.Microsecond: "TIMESTAMP", arrow.Nanosecond: "TIMESTAMP_NS"}[t.Unit], true
	}
	name, ok := map[arrow.Type]string{
		arrow.NULL: `"NULL"`, arrow.BOOL: "BOOLEAN",
		arrow.INT8: "TINYINT", arrow.INT16: "SMALLINT", arrow.INT32: "INTEGER", arrow.INT64: "BIGINT",
		arrow.UINT8: "UTINYINT", arrow.UINT16: "USMALLINT", arrow.UINT32: "UINTEGER", arrow.UINT64: "UBIGINT",
		arrow.FLOAT32: "FLOAT", arrow.FLOAT64: "DOUBLE",
		arrow.STRING: "VARCHAR", arrow.LARGE_STRING: "VARCHAR", arrow.STRING_VIEW: "VARCHAR",
		arrow.BINARY: "BLOB", arrow.LARGE_BINARY: "BLOB", arrow.FIXED_SIZE_BINARY: "BLOB", arrow.BINARY_VIEW: "BLOB",
		arrow.DATE32: "DATE", arrow.DATE64: "DATE", arrow.TIME32: "TIME", arrow.TIME64: "TIME",
		arrow.LIST: "LIST", arrow.LARGE_LIST: "LIST", arrow.FIXED_SIZE_LIST: "LIST", arrow.STRUCT: "STRUCT", arrow.MAP: "MAP",
	}[t.ID()]
	return name, ok
}
