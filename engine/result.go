//go:build duckdb_arrow

package engine

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/duckdb/duckdb-go/v2/arrowmapping"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// Column describes one column of a result.
type Column struct {
	Name string
	Type string // DuckDB's SQL type, such as DECIMAL(38,4)
	Unit string // the unit that the catalogue gives every column of this name; empty when it knows none or several
}

// Result is the result of one statement as Arrow record batches: call Next until it returns false, then look at Err, and Release in
// any case. The batches are computed as they are fetched, so an error of the data may come after the first of them. It belongs to
// one goroutine.
type Result struct {
	ctx     context.Context // bounds the fetching as it bounds the query; a result does not outlive its query
	stmt    *statement
	result  *mapping.Result
	options arrowmapping.ArrowOptions
	schema  *arrow.Schema
	columns []Column
	forms   []valueForm // of the columns, where the size of their values is bounded; else nil
	batch   arrow.RecordBatch
	err     error

	mu    sync.Mutex // held while a batch is fetched, since Close of the session may end the result meanwhile
	ended bool
}

// startResult runs the statement and takes ownership of it: it is closed with the result, or here on an error.
func startResult(ctx context.Context, stmt *statement, args []driver.NamedValue) (*Result, error) {
	raw, err := stmt.execute(ctx, args, true)
	if err != nil {
		return nil, errors.Join(err, stmt.close())
	}
	r := &Result{ctx: ctx, stmt: stmt, result: raw, options: arrowmapping.ResultGetArrowOptions(raw)}
	if err := r.describe(); err != nil {
		_ = r.end()
		return nil, err
	}
	return r, nil
}

func (r *Result) describe() error {
	n := mapping.ColumnCount(r.result)
	names := make([]string, n)
	types := make([]mapping.LogicalType, n)
	for i := range n {
		names[i] = mapping.ColumnName(r.result, i)
		types[i] = mapping.ColumnLogicalType(r.result, i)
		r.columns = append(r.columns, Column{Name: names[i], Type: typeText(types[i])})
	}
	defer func() {
		for i := range types {
			mapping.DestroyLogicalType(&types[i])
		}
	}()
	schema, fault := arrowmapping.NewArrowSchema(r.options, types, names)
	r.schema = schema
	return arrowError(fault)
}

// Schema is the Arrow schema of every batch.
func (r *Result) Schema() *arrow.Schema { return r.schema }

// Columns describes the columns in the order of the schema.
func (r *Result) Columns() []Column { return r.columns }

// Shifts reports whether the statement draws a sample or calls a function whose value changes by itself, such as the time or a random
// number: the result must not be kept. Only sessions of Read know; others say so of every result.
func (r *Result) Shifts() bool { return r.stmt.shifts }

// Next moves to the next batch and reports whether there is one. It returns false at the end, on an error, and after the context
// of the query has ended.
func (r *Result) Next() bool {
	r.dropBatch()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return false
	}
	if r.ended {
		r.err = classify("query", "", ErrClosed)
		return false
	}
	chunk, err := r.stmt.fetch(r.ctx, r.result)
	if err != nil || chunk.Ptr == nil {
		r.err = classify("query", "", err)
		return false
	}
	defer mapping.DestroyDataChunk(&chunk)
	if r.err = r.oversized(chunk); r.err != nil {
		return false
	}
	batch, fault := arrowmapping.DataChunkToArrowArray(r.options, r.schema, chunk)
	if err := arrowError(fault); err != nil {
		r.err = classify("query", "", err)
		return false
	}
	r.batch = batch
	return true
}

// Batch is the current batch. It is valid until the next call of Next; retain it to keep it longer.
func (r *Result) Batch() arrow.RecordBatch { return r.batch }

// Err is the error that ended the batches, nil at a regular end.
func (r *Result) Err() error { return r.err }

// Release frees the result, also before its end. A second call does nothing.
func (r *Result) Release() {
	r.dropBatch()
	_ = r.end() // Err has it
}

// end gives back what DuckDB holds for the result, and returns what its batches ended with. The current batch has memory of its own and
// stays with its reader.
func (r *Result) end() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return r.err
	}
	r.ended = true
	_ = r.stmt.tail.then(func() error {
		arrowmapping.DestroyArrowOptions(&r.options)
		mapping.DestroyResult(r.result)
		return r.stmt.closeNow() // the driver returns nil, and panics on a second call
	})
	return r.err
}

func (r *Result) dropBatch() {
	if r.batch != nil {
		r.batch.Release()
		r.batch = nil
	}
}
