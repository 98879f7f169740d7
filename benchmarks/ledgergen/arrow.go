package ledgergen

import (
	"errors"
	"io"

	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// columnarRows is the number of lines of a row group of Parquet and the least of a batch of Arrow, but for the last one; it is DuckDB's own
// row group.
const columnarRows = 122_880

// writeArrow writes an Arrow stream with the columns of Records.
func (l *Ledger) writeArrow(w io.Writer, seen func([]Line)) (m Manifest, err error) {
	records, stream := l.records(memory.DefaultAllocator, columnarRows, seen)
	defer records.Release()
	out := ipc.NewWriter(w, ipc.WithSchema(records.Schema()))
	for err == nil && records.Next() {
		err = out.Write(records.RecordBatch())
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return Manifest{}, err
	}
	return stream.Manifest(), nil
}
