package httpapi

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/customer-landscape/landscape/engine/encode"
)

// made gives batches that were built before, and ends with an error or none.
type made struct {
	schema  *arrow.Schema
	batches []arrow.RecordBatch
	at      int // of the next batch
	err     error
	before  func(at int) // each batch; may be nil
}

// build makes batches of some numbers of rows, which are counted through.
func build(mem memory.Allocator, schema *arrow.Schema, rows []int) *made {
	m := &made{schema: schema}
	row := 0
	for _, n := range rows {
		builder := array.NewRecordBuilder(mem, schema)
		for range n {
			for _, field := range builder.Fields() {
				fillIn(field, row)
			}
			row++
		}
		m.batches = append(m.batches, builder.NewRecordBatch())
		builder.Release()
	}
	return m
}

func (m *made) Schema() *arrow.Schema    { return m.schema }
func (m *made) Batch() arrow.RecordBatch { return m.batches[m.at-1] }

func (m *made) Next() bool {
	if m.at == len(m.batches) {
		return false
	}
	if m.before != nil {
		m.before(m.at)
	}
	m.at++
	return true
}

func (m *made) Err() error {
	if m.at < len(m.batches) {
		return nil
	}
	return m.err
}

func (m *made) release() {
	for _, batch := range m.batches {
		batch.Release()
	}
}

// fillIn appends what a row holds: every seventh value is NULL, and rows 5,000 to 10,000 hold none.
func fillIn(b array.Builder, row int) {
	if row%7 == 3 || row < 10_000 && row >= 5_000 {
		b.AppendNull()
		return
	}
	switch b := b.(type) {
	case *array.ListBuilder:
		b.Append(true)
		for i := range row % 4 {
			fillIn(b.ValueBuilder(), row+i)
		}
	case *array.MapBuilder:
		b.Append(true)
		for i := range row % 3 {
			b.KeyBuilder().(*array.StringBuilder).Append(fmt.Sprint("key ", i))
			fillIn(b.ItemBuilder(), row+i)
		}
	case *array.StructBuilder:
		b.Append(true)
		for i := range b.NumField() {
			fillIn(b.FieldBuilder(i), row+i)
		}
	case *array.FixedSizeListBuilder:
		b.Append(true)
		fillIn(b.ValueBuilder(), row)
		fillIn(b.ValueBuilder(), row+1)
	case *array.BooleanBuilder:
		b.Append(row%3 == 0)
	case *array.StringBuilder:
		b.Append(strings.Repeat("é", row%5))
	case *array.BinaryBuilder:
		b.Append(make([]byte, row<<10))
	case *array.BinaryDictionaryBuilder:
		if err := b.AppendString(fmt.Sprint(row % 3)); err != nil {
			panic(err)
		}
	default:
		if err := b.AppendValueFromString(fmt.Sprint(row)); err != nil {
			panic(err)
		}
	}
}

func columnsOf(types ...arrow.DataType) *arrow.Schema {
	var fields []arrow.Field
	for i, t := range types {
		fields = append(fields, arrow.Field{Name: fmt.Sprint("c", i), Type: t, Nullable: true})
	}
	return arrow.NewSchema(fields, nil)
}

var everyKind = columnsOf(arrow.PrimitiveTypes.Int64, arrow.BinaryTypes.String, arrow.FixedWidthTypes.Boolean, &arrow.Decimal128Type{Precision: 38, Scale: 4},
	arrow.ListOf(arrow.BinaryTypes.String), arrow.MapOf(arrow.BinaryTypes.String, arrow.PrimitiveTypes.Float64),
	arrow.StructOf(arrow.Field{Name: "a", Type: arrow.ListOf(arrow.PrimitiveTypes.Int32), Nullable: true}, arrow.Field{Name: "b", Type: arrow.FixedWidthTypes.Boolean, Nullable: true}),
	arrow.FixedSizeListOf(2, arrow.PrimitiveTypes.Uint32))

// sizes are those of batches, some of them empty, and their rows.
func sizes() (all []int, rows int) {
	for i := range 30 {
		n := []int{2048, 2048, 0, 517, 1}[i%5]
		all, rows = append(all, n), rows+n
	}
	return all, rows
}

// texts reads a source to its end by way of an Arrow stream, a line for each row, and counts its batches.
func texts(t *testing.T, src encode.Source) (lines []string, batches int, err error) {
	t.Helper()
	var stream bytes.Buffer
	rows, err := encode.Write(&stream, encode.Arrow, src, encode.Options{})
	reader, opened := ipc.NewReader(&stream)
	if opened != nil {
		t.Fatal(opened)
	}
	defer reader.Release()
	for reader.Next() {
		batch := reader.RecordBatch()
		batches++
		for i := range int(batch.NumRows()) {
			var line strings.Builder
			for _, column := range batch.Columns() {
				line.WriteString(column.ValueStr(i) + "|")
			}
			lines = append(lines, line.String())
		}
	}
	if int64(len(lines)) != rows {
		t.Errorf("%d rows were written and %d are read", rows, len(lines))
	}
	return lines, batches, err
}

func same(t *testing.T, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d rows, not %d", len(got), len(want))
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("row %d is %s, not %s", i, got[i], want[i])
		}
	}
}

// Batches that are joined hold the same rows in the same order, whatever their types, and end as the source does.
func TestJoinedBatches(t *testing.T) {
	all, rows := sizes()
	broken := errors.New("broken")
	for _, c := range []struct {
		name        string
		schema      *arrow.Schema
		skip, limit int64
		err         error
		most        int // batches
	}{
		{name: "all types", schema: everyKind, most: len(all) / 2},
		{name: "a dictionary", schema: columnsOf(arrow.PrimitiveTypes.Int64, &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Uint8, ValueType: arrow.BinaryTypes.String}), most: len(all)},
		{name: "no columns", schema: columnsOf(), most: len(all) / 2},
		{name: "a source that fails", schema: everyKind, err: broken, most: len(all) / 2},
		{name: "a window within a joined batch", schema: everyKind, skip: 9_001, limit: 13_002, most: len(all) / 2},
		{name: "a window that ends at the source's end", schema: everyKind, skip: 1, limit: int64(rows) - 1, most: len(all) / 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
			defer mem.AssertSize(t, 0)
			read := func(src encode.Source) (lines []string, batches int, err error, cut bool) {
				window := encode.Window(src, c.skip, c.limit)
				if c.limit == 0 {
					window = encode.Window(src, 0, -1)
				}
				defer window.Release()
				lines, batches, err = texts(t, window)
				return lines, batches, err, window.Cut()
			}
			src := build(mem, c.schema, all)
			defer src.release()
			src.err = c.err
			want, _, wantErr, wantCut := read(src)
			src.at = 0
			a := readAhead(src, func() {}, true)
			got, batches, err, cut := read(a)
			a.close()
			if !errors.Is(err, wantErr) || cut != wantCut || batches > c.most {
				t.Errorf("%d batches, error %v, cut %v", batches, err, cut)
			}
			same(t, got, want)
		})
	}
}

// A row does not wait for the next one for long, and one large batch is not joined with others.
func TestJoiningWaitsForNobody(t *testing.T) {
	seen := make(chan int, 100)
	src := build(memory.DefaultAllocator, columnsOf(arrow.BinaryTypes.Binary), []int{10, 10, 10, 10, 10, 10, 10, 150, 10})
	src.before = func(at int) {
		for at > 0 && at < 7 && <-seen < at { // the batch before it must have been read
		}
	}
	a := readAhead(src, func() {}, true)
	var got []int64
	for rows := 0; a.Next(); {
		rows += int(a.Batch().NumRows())
		got = append(got, a.Batch().NumRows())
		seen <- min(rows/10, 7)
	}
	a.close()
	if want := "[10 10 10 10 10 10 10 150 10]"; fmt.Sprint(got) != want {
		t.Errorf("batches of %v rows, not %s", got, want)
	}
}
