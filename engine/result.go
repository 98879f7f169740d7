package engine

import (
	"context"
	"database/sql"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/duckdb/duckdb-go/v2"
)

// Column describes one column of a result.
type Column struct {
	Name string
	Type string // DuckDB's SQL type, such as DECIMAL(38,4)
	Unit string // the unit that the catalogue gives a column of this name; empty when it knows none or several
}

// Result is the result of one statement as Arrow record batches: call Next until it returns false, then look at Err, and Release in
// any case.
type Result struct {
	reader  array.RecordReader
	columns []Column
}

// Schema is the Arrow schema of every batch.
func (r *Result) Schema() *arrow.Schema { return r.reader.Schema() }

// Columns describes the columns in the order of the schema.
func (r *Result) Columns() []Column { return r.columns }

// Next moves to the next batch and reports whether there is one. It returns false at the end and on an error.
func (r *Result) Next() bool { return r.reader.Next() }

// Batch is the current batch. It is valid until the next call of Next; retain it to keep it longer.
func (r *Result) Batch() arrow.RecordBatch { return r.reader.RecordBatch() }

// Err is the error that ended the batches, nil at a regular end.
func (r *Result) Err() error { return classify("query", "", r.reader.Err()) }

// Release frees the result. A second call does nothing.
func (r *Result) Release() { r.reader.Release() }

func openResult(ctx context.Context, conn *duckdb.Conn, query string, args []sql.NamedArg) (*Result, error) {
	source, err := duckdb.NewArrowFromConn(conn)
	if err != nil {
		return nil, err
	}
	values := make([]any, len(args))
	for i, a := range args {
		values[i] = a
	}
	reader, err := source.QueryContext(ctx, query, values...)
	if err != nil {
		return nil, err
	}
	r := &Result{reader: reader}
	for _, f := range reader.Schema().Fields() {
		r.columns = append(r.columns, Column{Name: f.Name, Type: f.Type.String()})
	}
	return r, nil
}
