package ledgergen

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// writeParquet writes a Parquet file with the columns of Records, compressed with Snappy, amounts as whole numbers with a scale. Lines are made
// while the row group before them is encoded, its columns side by side; the bytes do not depend on how many threads there are.
func (l *Ledger) writeParquet(w io.Writer, seen func([]Line)) (m Manifest, err error) {
	fields := l.fields()
	// a dictionary pays where values repeat and lie apart; what hardly repeats or never changes is left to the compression
	properties := []parquet.WriterProperty{parquet.WithCompression(compress.Codecs.Snappy), parquet.WithStoreDecimalAsInteger(true), parquet.WithDictionaryDefault(false)}
	for _, name := range []string{"customer_id", "product_id", "quantity"} {
		properties = append(properties, parquet.WithDictionaryFor(name, true))
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

// lineColumns are the lines of one row group, column by column as Parquet takes them: values without NULL, and which rows have one.
type lineColumns struct {
	ledger  *Ledger
	rows    int
	columns []lineColumn
	text    []byte // what texts are parts of
}

type lineColumn struct {
	texts   []parquet.ByteArray
	words   []int32
	numbers []int64
	known   []int16 // one a row; nil where the column has no NULL
}

func newLineColumns(l *Ledger, fields []arrow.Field) *lineColumns {
	g := &lineColumns{ledger: l, columns: make([]lineColumn, len(fields)), text: make([]byte, 0, 48*columnarRows)}
	for i, f := range fields {
		c := &g.columns[i]
		switch f.Type.ID() {
		case arrow.STRING:
			c.texts = make([]parquet.ByteArray, 0, columnarRows)
		case arrow.DECIMAL128:
			c.numbers = make([]int64, 0, columnarRows)
		default:
			c.words = make([]int32, 0, columnarRows)
		}
		if f.Nullable {
			c.known = make([]int16, 0, columnarRows)
		}
	}
	return g
}

// reset empties the columns and keeps their memory.
func (g *lineColumns) reset() {
	g.rows, g.text = 0, g.text[:0]
	for i := range g.columns {
		c := &g.columns[i]
		c.texts, c.words, c.numbers, c.known = c.texts[:0], c.words[:0], c.numbers[:0], c.known[:0]
	}
}

// add appends a line, in the order of linesFields and saleFields.
func (g *lineColumns) add(line *Line) {
	g.rows++
	cfg := &g.ledger.cfg
	g.addText(0, append(g.text, cfg.Source...))
	g.addText(1, appendDocument(g.text, line.Type, line.Document))
	g.addWord(2, line.No, true)
	g.addText(3, g.ledger.appendAccount(g.text, line))
	g.addWord(4, line.Day, true)
	g.addText(5, append(g.text, line.Type.String()...))
	g.addText(6, appendProduct(g.text, line.Product))
	g.addNumber(7, int64(line.Quantity)*scaleUnits, line.Quantity != 0)
	g.addNumber(8, line.Net*scaleCents, true)
	g.addNumber(9, line.Cost*scaleCents, line.CostKnown)
	g.addText(10, append(g.text, cfg.Currency...))
	reverses := g.text
	if line.Reverses != 0 {
		reverses = appendDocument(g.text, Invoice, line.Reverses)
	}
	g.addText(11, reverses)
	if cfg.Delivery {
		s := g.ledger.saleOf(line, line.Day-g.ledger.cal.epoch)
		g.addText(12, append(g.text, s.rep...))
		g.addText(13, append(g.text, s.channel...))
		g.addWord(14, s.promised, s.promised != 0)
		g.addWord(15, s.delivered, s.delivered != 0)
	}
}

// addText appends what stands behind g.text in longer, NULL when nothing does.
func (g *lineColumns) addText(column int, longer []byte) {
	c := &g.columns[column]
	value := longer[len(g.text):]
	g.text = longer
	if c.isKnown(len(value) > 0) {
		c.texts = append(c.texts, value)
	}
}

func (g *lineColumns) addWord(column int, value int32, known bool) {
	if c := &g.columns[column]; c.isKnown(known) {
		c.words = append(c.words, value)
	}
}

func (g *lineColumns) addNumber(column int, scaled int64, known bool) {
	if c := &g.columns[column]; c.isKnown(known) {
		c.numbers = append(c.numbers, scaled)
	}
}

// isKnown notes whether the next row has a value.
func (c *lineColumn) isKnown(known bool) bool {
	if c.known == nil {
		return true
	}
	level := int16(0)
	if known {
		level = 1
	}
	c.known = append(c.known, level)
	return known
}

// writeTo encodes the columns side by side and closes the group.
func (g *lineColumns) writeTo(group file.BufferedRowGroupWriter) error {
	faults := make([]error, len(g.columns))
	next := make(chan int)
	var encoders sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(g.columns)) {
		encoders.Go(func() {
			for i := range next {
				faults[i] = g.columns[i].writeTo(group, i)
			}
		})
	}
	for i := range g.columns {
		next <- i
	}
	close(next)
	encoders.Wait()
	return errors.Join(errors.Join(faults...), group.Close())
}

func (c *lineColumn) writeTo(group file.BufferedRowGroupWriter, i int) error {
	column, err := group.Column(i)
	if err != nil {
		return err
	}
	switch w := column.(type) {
	case *file.ByteArrayColumnChunkWriter:
		_, err = w.WriteBatch(c.texts, c.known, nil)
	case *file.Int32ColumnChunkWriter:
		_, err = w.WriteBatch(c.words, c.known, nil)
	case *file.Int64ColumnChunkWriter:
		_, err = w.WriteBatch(c.numbers, c.known, nil)
	default:
		err = fmt.Errorf("column %d is written as a %T", i, column)
	}
	return err
}
