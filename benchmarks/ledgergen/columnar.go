package ledgergen

import (
	"errors"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// columnarRows is the least number of lines of a batch and of a row group, but for the last one.
const columnarRows = 122_880

// writeArrow writes an Arrow stream with the columns of Records.
func (l *Ledger) writeArrow(w io.Writer, seen func([]Line)) (Manifest, error) {
	return l.writeBatches(seen, func(schema *arrow.Schema) (batchWriter, error) {
		return ipc.NewWriter(w, ipc.WithSchema(schema)), nil
	})
}

// writeParquet writes a Parquet file with the columns of Records, compressed with Snappy.
func (l *Ledger) writeParquet(w io.Writer, seen func([]Line)) (Manifest, error) {
	return l.writeBatches(seen, func(schema *arrow.Schema) (batchWriter, error) {
		return pqarrow.NewFileWriter(schema, keepOpen{w}, parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Snappy)),
			pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	})
}

// keepOpen hides that a writer can be closed: whoever opened a file closes it.
type keepOpen struct{ io.Writer }

type batchWriter interface {
	Write(arrow.RecordBatch) error
	Close() error
}

func (l *Ledger) writeBatches(seen func([]Line), open func(*arrow.Schema) (batchWriter, error)) (m Manifest, err error) {
	records, stream := l.records(memory.DefaultAllocator, columnarRows, seen)
	defer records.Release()
	w, err := open(records.Schema())
	if err != nil {
		return Manifest{}, err
	}
	for err == nil && records.Next() {
		err = w.Write(records.RecordBatch())
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return Manifest{}, err
	}
	return stream.Manifest(), nil
}
