package ledgergen

import (
	"errors"
	"io"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// writeParquet writes a Parquet file with the columns of Records, compressed with Snappy, amounts as whole numbers with a scale. Lines are made
// while the row group before them is encoded, its columns side by side; the bytes do not depend on how many threads there are. Where values
// repeat, the generator knows them by number, so that no text is made or compared for a line: it only counts on.
func (l *Ledger) writeParquet(w io.Writer, seen func([]Line)) (m Manifest, err error) {
	fields := l.fields()
	properties := []parquet.WriterProperty{parquet.WithCompression(compress.Codecs.Snappy), parquet.WithStoreDecimalAsInteger(true),
		parquet.WithBatchSize(columnarRows), parquet.WithDictionaryPageSizeLimit(64 * columnarRows), parquet.WithDictionaryDefault(false),
		parquet.WithStats(false), parquet.WithStatsFor(fields[dateField].Name, true)}
	for i := range fields {
		if l.isCounted(i) {
			properties = append(properties, parquet.WithDictionaryFor(fields[i].Name, true))
		}
	}
	props := parquet.NewWriterProperties(properties...)
	schema, err := pqarrow.ToParquet(arrow.NewSchema(fields, nil), props, pqarrow.DefaultWriterProps())
	if err != nil {
		return Manifest{}, err
	}
	out := file.NewParquetWriter(keepOpen{w}, schema.Root(), file.WithWriterProps(props))
	groups, failed := make(chan *lineColumns), make(chan struct{})
	empty := make(chan *lineColumns, 2) // one is filled while the other is encoded
	for range cap(empty) {
		empty <- newLineColumns(l, fields)
	}
	var encoded error
	var encoder sync.WaitGroup
	encoder.Go(func() {
		for g := range groups {
			if encoded = g.writeTo(out.AppendBufferedRowGroup()); encoded != nil {
				close(failed)
				return
			}
			g.reset()
			empty <- g
		}
	})
	send := func(g *lineColumns) bool {
		select {
		case groups <- g:
			return true
		case <-failed:
			return false
		}
	}
	stream := l.Lines()
	g, open := <-empty, true
	for open && stream.Next() {
		day := stream.Day()
		seen(day)
		for i := range day {
			if g.add(&day[i]); g.rows < columnarRows {
				continue
			}
			if open = send(g); !open {
				break
			}
			select {
			case g = <-empty:
			case <-failed: // no more lines are wanted, and those of the day go nowhere
				g = newLineColumns(l, fields)
				open = false
			}
		}
	}
	if open && g.rows > 0 {
		send(g)
	}
	close(groups)
	encoder.Wait()
	if err := errors.Join(encoded, out.Close()); err != nil {
		return Manifest{}, err
	}
	return stream.Manifest(), nil
}

// keepOpen hides that a writer can be closed: whoever opened a file closes it.
type keepOpen struct{ io.Writer }
