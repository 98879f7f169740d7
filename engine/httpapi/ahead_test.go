package httpapi

import (
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// failing gives batches without columns and panics at one of them.
type failing struct{ read, at int }

func (f *failing) Schema() *arrow.Schema { return arrow.NewSchema(nil, nil) }

func (f *failing) Next() bool {
	if f.read++; f.read == f.at {
		panic("a fault of the source")
	}
	return true
}

func (f *failing) Batch() arrow.RecordBatch {
	return array.NewRecordBatch(f.Schema(), nil, int64(f.read))
}

func (f *failing) Err() error { return nil }

// What a source gives before it panics is read, and the panic is the reader's, wherever the source was read.
func TestReadAheadCarriesAPanic(t *testing.T) {
	for _, at := range []int{1, aheadAfter, aheadAfter + 1, aheadAfter + aheadPlain, 50} {
		a := readAhead(&failing{at: at}, func() {}, false)
		rows, said := 0, any(nil)
		func() {
			defer func() { said = recover() }()
			for a.Next() {
				rows++
				if n := a.Batch().NumRows(); n != int64(rows) {
					t.Errorf("batch %d holds %d rows", rows, n)
				}
			}
		}()
		a.close()
		if said != "a fault of the source" || rows != at-1 {
			t.Errorf("a source that fails at batch %d gave %d batches and %v", at, rows, said)
		}
	}
}
