package encode

import "github.com/apache/arrow-go/v18/arrow"

// Source is what can be encoded: an engine.Result, or anything else that yields record batches of one schema. A batch is valid
// until the next call of Next. Err is looked at once Next has returned false.
type Source interface {
	Schema() *arrow.Schema
	Next() bool
	Batch() arrow.RecordBatch
	Err() error
}

// Limited leaves out the first rows of a Source and cuts it after a number of rows, and remembers whether anything was cut off.
type Limited struct {
	src   Source
	skip  int64
	left  int64
	slice arrow.RecordBatch
	cut   bool
}

// Limit returns the first max rows of src; max <= 0 means all of them. Release must be called when done.
func Limit(src Source, max int64) *Limited {
	if max <= 0 {
		max = -1
	}
	return Window(src, 0, max)
}

// Window returns max rows of src behind the first skip ones; max < 0 means all of them. Release must be called when done.
func Window(src Source, skip, max int64) *Limited {
	if max < 0 {
		max = 1<<63 - 1
	}
	return &Limited{src: src, skip: skip, left: max}
}

// Schema returns the schema of the source.
func (l *Limited) Schema() *arrow.Schema { return l.src.Schema() }

// Next moves to the next batch. At the limit it looks once whether the source has more rows.
func (l *Limited) Next() bool {
	l.Release()
	for !l.cut && l.src.Next() {
		batch := l.src.Batch()
		rows := batch.NumRows()
		from := min(l.skip, rows)
		l.skip -= from
		to := min(rows, from+min(l.left, rows))
		l.left -= to - from
		l.cut = to < rows
		switch {
		case from == to:
			continue // nothing of it is wanted, or it shows that the limit has cut
		case from > 0 || to < rows:
			l.slice = batch.NewSlice(from, to)
		}
		return true
	}
	return false
}

// Batch returns the current batch.
func (l *Limited) Batch() arrow.RecordBatch {
	if l.slice != nil {
		return l.slice
	}
	return l.src.Batch()
}

// Err returns the error of the source.
func (l *Limited) Err() error { return l.src.Err() }

// Cut tells, after Next has returned false, whether the source had more rows than the limit.
func (l *Limited) Cut() bool { return l.cut }

// Release frees the last slice; the source stays its owner's.
func (l *Limited) Release() {
	if l.slice != nil {
		l.slice.Release()
		l.slice = nil
	}
}
