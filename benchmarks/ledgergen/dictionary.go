package ledgergen

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
)

// dictionary lists the distinct values of a column in a row group, by keys that the generator knows them by, and which of them each row has.
type dictionary struct {
	rows   []int32                    // the place of each row's value; anything where it has none
	places []int32                    // by key: one more than the place of the value in this group, 0 while it has none
	keys   []int64                    // by place
	text   func([]byte, int64) []byte // appends the value of a key; nil for a column of numbers
	number func(int64) int64          // gives it
}

// noKey stands for no value.
const noKey = -1

// isCounted tells whether a column, by its index among the fields, is written as a dictionary of values that are known by number.
func (l *Ledger) isCounted(field int) bool {
	switch field {
	case 0, 1, 2, 3, 5, 6, 7, 10:
		return true
	}
	return false
}

// newDictionary makes the dictionary of a column that isCounted.
func (l *Ledger) newDictionary(field int) *dictionary {
	keys := 0
	d := &dictionary{rows: make([]int32, 0, columnarRows)}
	switch field {
	case 0:
		keys, d.text = 1, func(b []byte, _ int64) []byte { return append(b, l.cfg.Source...) }
	case 1:
		d.text = func(b []byte, key int64) []byte { return appendDocument(b, DocType(key&3), key>>2) }
	case 2:
		keys, d.number = mostLines+1, func(key int64) int64 { return key }
	case 3:
		keys, d.text = 2*l.cfg.Customers, l.appendAccountKey
	case 5:
		keys, d.text = 3, func(b []byte, key int64) []byte { return append(b, DocType(key).String()...) }
	case 6:
		keys, d.text = len(l.products), func(b []byte, key int64) []byte { return appendProduct(b, int32(key)) }
	case 7:
		keys, d.number = 2*mostQuantity+1, func(key int64) int64 { return (key - mostQuantity) * scaleUnits }
	case 10:
		codes := l.currencies()
		keys, d.text = len(codes), func(b []byte, key int64) []byte { return append(b, codes[key]...) }
	}
	d.places = make([]int32, keys)
	return d
}

// accountKey tells the id that a line bears, which appendAccountKey spells.
func (l *Ledger) accountKey(line *Line) int {
	if until, merged := l.mergedOn(line.Customer); merged && line.Day < until {
		return 2*int(line.Customer) + 1
	}
	return 2 * int(line.Customer)
}

func (l *Ledger) appendAccountKey(b []byte, key int64) []byte {
	if key%2 == 1 {
		return appendAlias(b, int32(key/2))
	}
	return appendCustomer(b, int32(key/2))
}

// add appends a row with the value of a key, noKey where it has none.
func (d *dictionary) add(key int) {
	if key == noKey {
		d.rows = append(d.rows, 0)
		return
	}
	place := d.places[key]
	if place == 0 {
		d.keys = append(d.keys, int64(key))
		place = int32(len(d.keys))
		d.places[key] = place
	}
	d.rows = append(d.rows, place-1)
}

// next appends a row of a column whose equal values lie together.
func (d *dictionary) next(key int64) {
	if n := len(d.keys); n == 0 || d.keys[n-1] != key {
		d.keys = append(d.keys, key)
	}
	d.rows = append(d.rows, int32(len(d.keys)-1))
}

// reset empties the dictionary and keeps its memory.
func (d *dictionary) reset() {
	if len(d.places) > 0 {
		for _, key := range d.keys {
			d.places[key] = 0
		}
	}
	d.rows, d.keys = d.rows[:0], d.keys[:0]
}

// writeTo writes the values and the places. known are the rows that have a value; nil where all have.
func (d *dictionary) writeTo(column file.ColumnChunkWriter, known []int16) error {
	encoder, ok := column.CurrentEncoder().(interface{ PutDictionary(arrow.Array) error })
	if !ok {
		return fmt.Errorf("a %T takes no dictionary", column.CurrentEncoder())
	}
	values := d.values(column)
	defer values.Release()
	if err := encoder.PutDictionary(values); err != nil {
		return err
	}
	var valid []byte
	nulls := 0
	if known != nil {
		valid = make([]byte, (len(known)+7)/8)
		for i, level := range known {
			valid[i/8] |= byte(level) << (i % 8)
			nulls += 1 - int(level)
		}
	}
	data := array.NewData(arrow.PrimitiveTypes.Int32, len(d.rows),
		[]*memory.Buffer{memory.NewBufferBytes(valid), memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(d.rows))}, nil, nulls, 0)
	defer data.Release()
	places := array.NewInt32Data(data)
	defer places.Release()
	return column.WriteDictIndices(places, known, nil)
}

// values makes the dictionary of the type that the column takes.
func (d *dictionary) values(column file.ColumnChunkWriter) arrow.Array {
	if d.text != nil {
		b := array.NewStringBuilder(memory.DefaultAllocator)
		defer b.Release()
		b.Reserve(len(d.keys))
		var text []byte
		for _, key := range d.keys {
			text = d.text(text[:0], key)
			b.BinaryBuilder.Append(text)
		}
		return b.NewArray()
	}
	if _, ok := column.(*file.Int32ColumnChunkWriter); ok {
		b := array.NewInt32Builder(memory.DefaultAllocator)
		defer b.Release()
		for _, key := range d.keys {
			b.Append(int32(d.number(key)))
		}
		return b.NewArray()
	}
	b := array.NewInt64Builder(memory.DefaultAllocator)
	defer b.Release()
	for _, key := range d.keys {
		b.Append(d.number(key))
	}
	return b.NewArray()
}
