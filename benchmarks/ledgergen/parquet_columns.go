package ledgergen

import (
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
)

// dateField is the index of invoice_date among the columns, the one with statistics.
const dateField = 4

// lineColumns are the lines of one row group, column by column as Parquet takes them.
type lineColumns struct {
	ledger  *Ledger
	rows    int
	columns []lineColumn
	text    []byte // what texts are parts of
}

// lineColumn holds values without NULL, and which rows have one: either each row's value, or a dictionary and each row's place in it.
type lineColumn struct {
	texts   []parquet.ByteArray
	words   []int32
	numbers []int64
	counted *dictionary
	known   []int16 // one a row; nil where the column has no NULL
}

func newLineColumns(l *Ledger, fields []arrow.Field) *lineColumns {
	g := &lineColumns{ledger: l, columns: make([]lineColumn, len(fields)), text: make([]byte, 0, 16*columnarRows)}
	for i, f := range fields {
		c := &g.columns[i]
		switch {
		case l.isCounted(i):
			c.counted = l.newDictionary(i)
		case f.Type.ID() == arrow.STRING:
			c.texts = make([]parquet.ByteArray, 0, columnarRows)
		case f.Type.ID() == arrow.DECIMAL128:
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
		if c.counted != nil {
			c.counted.reset()
		}
	}
}

// add appends a line, in the order of linesFields and saleFields.
func (g *lineColumns) add(line *Line) {
	g.rows++
	l := g.ledger
	g.count(0, 0, true)
	g.columns[1].counted.next(line.Document<<2 | int64(line.Type))
	g.count(2, int(line.No), true)
	g.count(3, l.accountKey(line), line.Customer != NoCustomer)
	g.addWord(dateField, line.Day, true)
	g.count(5, int(line.Type), true)
	g.count(6, int(line.Product), line.Product != NoProduct)
	g.count(7, int(line.Quantity)+mostQuantity, line.Quantity != 0)
	net, cost := l.paid(line)
	g.addNumber(8, net*scaleCents, true)
	g.addNumber(9, cost*scaleCents, line.CostKnown)
	g.count(10, int(line.Currency), true)
	reverses := g.text
	if line.Reverses != 0 {
		reverses = appendDocument(g.text, Invoice, line.Reverses)
	}
	g.addText(11, reverses)
	if l.cfg.Delivery {
		s := l.saleOf(line, line.Day-l.cal.epoch)
		g.addText(12, append(g.text, s.rep...))
		g.addText(13, append(g.text, s.channel...))
		g.addWord(14, s.promised, s.promised != 0)
		g.addWord(15, s.delivered, s.delivered != 0)
	}
}

// count appends the value with a key.
func (g *lineColumns) count(column, key int, known bool) {
	c := &g.columns[column]
	if !c.isKnown(known) {
		key = noKey
	}
	c.counted.add(key)
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
	if c.counted != nil {
		return c.counted.writeTo(column, c.known)
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
