package httpapi

import (
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// What one batch is made of that a client gets as Arrow. DuckDB's have 2048 rows: a client that takes them one by one spends more on each
// than on its values.
const (
	joinRows  = 64 << 10
	joinBytes = 4 << 20
	joinTime  = 20 * time.Millisecond // that a row waits for others
)

// joiner makes large batches of small ones of one schema. Its batches are released by the goroutine that has them made, before the next one.
type joiner struct {
	most   int64 // rows of the batch to come; it doubles with each
	memory spare
}

// newJoiner returns a joiner for batches of a schema, or nil where they have a type that it does not join.
func newJoiner(schema *arrow.Schema) *joiner {
	for _, field := range schema.Fields() {
		if !joinable(field.Type) {
			return nil
		}
	}
	return &joiner{most: 2048}
}

// joinable tells whether arrays of a type are joined by copying their values one behind the other.
func joinable(t arrow.DataType) bool {
	switch t := t.(type) {
	case *arrow.ListType, *arrow.MapType, *arrow.StructType, *arrow.FixedSizeListType:
		for _, field := range t.(arrow.NestedType).Fields() {
			if !joinable(field.Type) {
				return false
			}
		}
		return true
	case arrow.ExtensionType, *arrow.DictionaryType, arrow.NestedType, arrow.BinaryViewDataType:
		return false
	case arrow.FixedWidthDataType, arrow.BinaryDataType:
		return true
	default:
		return false
	}
}

// join makes one batch of several and releases them.
func (j *joiner) join(schema *arrow.Schema, batches []arrow.RecordBatch) (arrow.RecordBatch, error) {
	if len(batches) == 1 {
		return batches[0], nil
	}
	defer func() {
		for _, batch := range batches {
			batch.Release()
		}
	}()
	var rows int64
	for _, batch := range batches {
		rows += batch.NumRows()
	}
	columns, parts := make([]arrow.Array, 0, schema.NumFields()), make([]arrow.Array, len(batches))
	defer func() {
		for _, column := range columns {
			column.Release()
		}
	}()
	for c := range schema.NumFields() {
		for i, batch := range batches {
			parts[i] = batch.Column(c)
		}
		column, err := array.Concatenate(parts, &j.memory)
		if err != nil {
			return nil, err
		}
		columns = append(columns, column)
	}
	return array.NewRecordBatch(schema, columns, rows), nil
}

// batchBytes is how large the buffers of a batch are.
func batchBytes(batch arrow.RecordBatch) (bytes int64) {
	for _, column := range batch.Columns() {
		bytes += dataBytes(column.Data())
	}
	return bytes
}

func dataBytes(data arrow.ArrayData) (bytes int64) {
	for _, buffer := range data.Buffers() {
		if buffer != nil {
			bytes += int64(buffer.Len())
		}
	}
	for _, child := range data.Children() {
		bytes += dataBytes(child)
	}
	return bytes
}

// spare allocates what was given back to it before: the batches of one answer are of about one size. It serves one answer and one goroutine.
type spare struct{ free [][]byte }

// Allocate returns memory of a size. It holds what it held before.
func (s *spare) Allocate(size int) []byte {
	best := -1
	for i, b := range s.free {
		if cap(b) >= size && (best < 0 || cap(b) < cap(s.free[best])) {
			best = i
		}
	}
	if best < 0 {
		return memory.DefaultAllocator.Allocate(size + size/4)[:size]
	}
	b, last := s.free[best], len(s.free)-1
	s.free[best] = s.free[last]
	s.free = s.free[:last]
	return b[:size]
}

// Reallocate gives memory another size.
func (s *spare) Reallocate(size int, b []byte) []byte {
	if cap(b) >= size {
		return b[:size]
	}
	larger := s.Allocate(size)
	copy(larger, b)
	s.Free(b)
	return larger
}

// Free takes memory back.
func (s *spare) Free(b []byte) { s.free = append(s.free, b) }
