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

// Limited cuts a Source after a number of rows and remembers whether anything was cut off.
type Limited struct {
	src   Source
	left  int64
	slice arrow.RecordBatch
	cut   bool
}

// Limit returns the first max rows of src; max <= 0 means all of them. Release must be called when done.
func Limit(src Source, max int64) *Limited {
	if max <= 0 {
		max = 1<<63 - 1
	}
	return &Limited{src: src, left: max}
}

// Schema returns the schema of the source.
func (l *Limited) Schema() *arrow.Schema { return l.src.Schema() }

// Next moves to the next batch. At the limit it looks once whether the source has more rows.
func (l *Limited) Next() bool {
	l.Release()
	for !l.cut && l.src.Next() {
		batch := l.src.Batch()
		rows := batch.NumRows()
		switch {
		case rows == 0:
			continue
		case l.left == 0:
			l.cut = true
			return false
		case rows > l.left:
			l.slice = batch.NewSlice(0, l.left)
			l.left, l.cut = 0, true
		default:
			l.left -= rows
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
