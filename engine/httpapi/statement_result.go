package httpapi

import (
	"errors"
	"os"
	"sort"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/ipc"

	"github.com/customer-landscape/landscape/engine/encode"
)

// resultFile is the name of the kept result in its folder, an Arrow file.
const resultFile = "result.arrow"

// store writes a result into the spool. Without its footer the file cannot be taken for a whole one.
func (st *statement) store(src encode.Source) (err error) {
	file, err := st.folder.Create(resultFile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	out, err := ipc.NewFileWriter(file, ipc.WithSchema(src.Schema()))
	if err != nil {
		return err
	}
	for src.Next() {
		batch := src.Batch()
		if batch.NumRows() == 0 {
			continue
		}
		if err := out.Write(batch); err != nil {
			return err
		}
		st.took(batch.NumRows())
	}
	return errors.Join(src.Err(), out.Close())
}

// rowsOf is a part of a kept result as encode reads it.
type rowsOf struct {
	file   *os.File
	reader *ipc.FileReader
	starts []int64
	at     int   // of the next batch
	from   int64 // the first row that is wanted
	to     int64 // the row behind the last one
	batch  arrow.RecordBatch
	err    error
}

// open reads the rows of a finished result from one to another, the latter excluded. The caller closes it.
func (st *statement) open(from, to int64) (*rowsOf, error) {
	file, err := os.Open(st.folder.Path(resultFile))
	if err != nil {
		return nil, err
	}
	reader, err := ipc.NewFileReader(file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	r := &rowsOf{file: file, reader: reader, starts: st.starts, from: from, to: min(to, st.rows)}
	r.at = max(0, sort.Search(len(r.starts), func(i int) bool { return r.starts[i] > from })-1)
	return r, nil
}

// Schema is the schema of the result.
func (r *rowsOf) Schema() *arrow.Schema { return r.reader.Schema() }

// Next moves to the next batch that holds wanted rows.
func (r *rowsOf) Next() bool {
	r.release()
	if r.err != nil || r.at >= len(r.starts) || r.starts[r.at] >= r.to {
		return false
	}
	whole, err := r.reader.RecordBatchAt(r.at)
	if err != nil {
		r.err = err
		return false
	}
	defer whole.Release()
	start := r.starts[r.at]
	r.batch = whole.NewSlice(max(r.from-start, 0), min(r.to-start, whole.NumRows()))
	r.at++
	return true
}

// Batch is the current batch.
func (r *rowsOf) Batch() arrow.RecordBatch { return r.batch }

// Err is what ended the reading too early.
func (r *rowsOf) Err() error { return r.err }

func (r *rowsOf) release() {
	if r.batch != nil {
		r.batch.Release()
		r.batch = nil
	}
}

// Close ends the reading.
func (r *rowsOf) Close() error {
	r.release()
	return errors.Join(r.reader.Close(), r.file.Close())
}
