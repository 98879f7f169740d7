package encode

import (
	"encoding/base64"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// Cell appends the text of row i of one column to dst. Row i must not be NULL. It may keep the text of the row before, so that it is for one
// goroutine.
type Cell func(dst []byte, i int) []byte

// Text returns how the cells of col read in csv, tsv and markdown: numbers with all their digits, dates and instants in
// ISO 8601, blobs in base64, lists, structs and maps as JSON.
func Text(col arrow.Array) Cell {
	switch c := col.(type) {
	case *array.String:
		t := textsOf(c)
		return func(dst []byte, i int) []byte { return append(dst, t.value(i)...) }
	case stringColumn:
		return func(dst []byte, i int) []byte { return append(dst, c.Value(i)...) }
	case *array.Boolean:
		return func(dst []byte, i int) []byte { return strconv.AppendBool(dst, c.Value(i)) }
	case *array.Int8:
		return signed(c.Int8Values())
	case *array.Int16:
		return signed(c.Int16Values())
	case *array.Int32:
		return signed(c.Int32Values())
	case *array.Int64:
		return signed(c.Int64Values())
	case *array.Uint8:
		return unsigned(c.Uint8Values())
	case *array.Uint16:
		return unsigned(c.Uint16Values())
	case *array.Uint32:
		return unsigned(c.Uint32Values())
	case *array.Uint64:
		return unsigned(c.Uint64Values())
	case *array.Float32:
		return func(dst []byte, i int) []byte { return appendFloat(dst, float64(c.Value(i)), 32) }
	case *array.Float64:
		return func(dst []byte, i int) []byte { return appendFloat(dst, c.Value(i), 64) }
	case *array.Decimal128:
		values, scale := c.Values(), int(c.DataType().(*arrow.Decimal128Type).Scale)
		return func(dst []byte, i int) []byte { return appendDecimal(dst, values[i], scale) }
	case *array.Date32:
		return dates(c.Date32Values())
	case *array.Timestamp:
		return timestamp(c)
	case *array.Time64:
		return clock(c)
	case *array.MonthDayNanoInterval:
		return func(dst []byte, i int) []byte { return appendInterval(dst, c.Value(i)) }
	case *array.Binary:
		return func(dst []byte, i int) []byte { return base64.StdEncoding.AppendEncode(dst, c.Value(i)) }
	case *array.LargeBinary:
		return func(dst []byte, i int) []byte { return base64.StdEncoding.AppendEncode(dst, c.Value(i)) }
	case *array.Dictionary:
		text := Text(c.Dictionary())
		return func(dst []byte, i int) []byte { return text(dst, c.GetValueIndex(i)) }
	case array.ExtensionArray:
		return Text(c.Storage())
	case array.ListLike, *array.Struct, array.Union:
		return jsonStyle{}.cell(col)
	default:
		return func(dst []byte, i int) []byte { return append(dst, col.ValueStr(i)...) }
	}
}

type stringColumn interface {
	arrow.Array
	Value(int) string
}

func signed[T int8 | int16 | int32 | int64](values []T) Cell {
	return func(dst []byte, i int) []byte { return strconv.AppendInt(dst, int64(values[i]), 10) }
}

func unsigned[T uint8 | uint16 | uint32 | uint64](values []T) Cell {
	return func(dst []byte, i int) []byte { return strconv.AppendUint(dst, uint64(values[i]), 10) }
}

// orNull writes null in place of what is NULL in col, and calls cell for all else.
func orNull(col arrow.Array, null string, cell Cell) Cell {
	switch col.DataType().ID() {
	case arrow.NULL, arrow.DENSE_UNION, arrow.SPARSE_UNION, arrow.DICTIONARY, arrow.EXTENSION: // col itself says what is NULL, or another does
		return func(dst []byte, i int) []byte {
			if col.IsNull(i) {
				return append(dst, null...)
			}
			return cell(dst, i)
		}
	}
	switch col.NullN() {
	case 0:
		return cell
	case col.Len():
		return func(dst []byte, _ int) []byte { return append(dst, null...) }
	}
	valid, offset := col.NullBitmapBytes(), col.Data().Offset()
	return func(dst []byte, i int) []byte {
		if at := offset + i; valid[at/8]>>(at%8)&1 == 0 {
			return append(dst, null...)
		}
		return cell(dst, i)
	}
}
