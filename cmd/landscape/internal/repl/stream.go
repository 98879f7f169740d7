package repl

import (
	"context"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
)

// streams tells whether a result goes row by row to where it is written, whole: into a file or a command, and in a form for machines
// where nobody looks on.
func (s *shell) streams() bool {
	m, err := modeOf(s.settings.mode)
	return s.sink != nil || !s.interactive && err == nil && !m.forPeople
}

// stream runs a statement and writes what it answers as it comes. The first rows are kept as the last result on the way.
func (s *shell) stream(ctx context.Context, sql string, params map[string]any, chart string) error {
	start := time.Now()
	result, err := s.session.Query(ctx, sql, params)
	if err != nil {
		return err
	}
	defer result.Release()
	last := &lastResult{columns: result.Columns(), schema: result.Schema(), statement: sql, params: params, chart: chart}
	read := &tee{result, last, s.settings.fetch}
	columns := s.describe(last.columns)
	s.progress.stop()
	if to := s.takeSink(); to != nil {
		err = s.send(ctx, to, columns, read)
	} else {
		err = s.write(s.out, s.settings.mode, columns, read)
	}
	last.elapsed = time.Since(start)
	if err != nil {
		last.release()
		return err
	}
	last.whole = result.Err() == nil
	s.last.release()
	s.last = last
	return nil
}

// tee reads a result for a writer and keeps its first rows.
type tee struct {
	result door.Result
	last   *lastResult
	limit  int64
}

// Schema is the schema of the result.
func (t *tee) Schema() *arrow.Schema { return t.result.Schema() }

// Next moves to the next batch of the result.
func (t *tee) Next() bool {
	if !t.result.Next() {
		return false
	}
	t.last.keep(t.result.Batch(), t.limit)
	return true
}

// Batch is the current batch.
func (t *tee) Batch() arrow.RecordBatch { return t.result.Batch() }

// Err is the error that ended the result.
func (t *tee) Err() error { return t.result.Err() }
