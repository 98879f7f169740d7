package repl

import (
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/engine"
)

// countFactor bounds how far a result is counted beyond the rows that are kept: as many times the limit of .fetch.
const countFactor = 100

// lastResult is what the last statement that answered left: the first rows, up to the limit of .fetch, and the number of all of them.
type lastResult struct {
	statement string
	params    map[string]any
	columns   []engine.Column
	schema    *arrow.Schema
	batches   []arrow.RecordBatch // the kept rows; the shell holds them until the next result
	kept      int64               // rows in batches
	rows      int64               // rows counted
	whole     bool                // rows is all of them; else there are more
	elapsed   time.Duration       // from the start of the statement to the last row read
	first     time.Duration       // to the first row
	chart     string              // what .chart draws unless it is told; empty lets the columns decide
}

// collect reads a result: it keeps the rows up to limit and counts on, up to countFactor times as many, without keeping anything.
func collect(result door.Result, limit int64) (*lastResult, error) {
	last := &lastResult{columns: result.Columns(), schema: result.Schema()}
	for result.Next() {
		last.keep(result.Batch(), limit)
		if last.rows >= limit*countFactor {
			last.rows = limit * countFactor
			return last, nil
		}
	}
	last.whole = result.Err() == nil
	return last, result.Err()
}

// keep counts a batch and keeps what there is room for.
func (l *lastResult) keep(batch arrow.RecordBatch, limit int64) {
	if room := limit - l.kept; room > 0 {
		kept := batch.NewSlice(0, min(batch.NumRows(), room))
		l.batches = append(l.batches, kept)
		l.kept += kept.NumRows()
	}
	l.rows += batch.NumRows()
}

// release gives the kept rows back.
func (l *lastResult) release() {
	if l == nil {
		return
	}
	for _, b := range l.batches {
		b.Release()
	}
	l.batches = nil
}

// hidden is how many rows were counted and not kept.
func (l *lastResult) hidden() int64 { return l.rows - l.kept }

// source reads the kept rows from the start, as often as asked for. The batches stay the result's.
func (l *lastResult) source() *replay { return &replay{last: l, at: -1} }

// replay is an encode.Source over the kept rows.
type replay struct {
	last *lastResult
	at   int
}

// Schema is the schema of the result.
func (r *replay) Schema() *arrow.Schema { return r.last.schema }

// Next moves on.
func (r *replay) Next() bool {
	r.at++
	return r.at < len(r.last.batches)
}

// Batch is the current batch.
func (r *replay) Batch() arrow.RecordBatch { return r.last.batches[r.at] }

// Err is always nil: the rows were read.
func (r *replay) Err() error { return nil }
