package encode

import (
	"math"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// jsonCell returns how the cells of col read in JSON. The JSON type depends on the column's type alone: integers, decimals and
// doubles are numbers, decimals with all their digits; a double that is no number is null.
func jsonCell(col arrow.Array) Cell {
	switch c := col.(type) {
	case *array.Boolean, *array.Int8, *array.Int16, *array.Int32, *array.Int64, *array.Uint8, *array.Uint16, *array.Uint32,
		*array.Uint64, *array.Decimal128:
		return Text(col)
	case *array.Float32:
		return finite(Text(col), func(i int) float64 { return float64(c.Value(i)) })
	case *array.Float64:
		return finite(Text(col), c.Value)
	case *array.Dictionary:
		value := jsonCell(c.Dictionary())
		return func(dst []byte, i int) []byte { return value(dst, c.GetValueIndex(i)) }
	case array.ExtensionArray:
		return jsonCell(c.Storage())
	case *array.Map:
		return jsonMap(c)
	case array.ListLike:
		return jsonList(c)
	case *array.Struct:
		return jsonStruct(c)
	case array.Union:
		return jsonUnion(c)
	default:
		text := Text(col)
		return func(dst []byte, i int) []byte { return appendQuoted(dst, text(nil, i)) }
	}
}

func finite(text Cell, value func(int) float64) Cell {
	return func(dst []byte, i int) []byte {
		if v := value(i); math.IsNaN(v) || math.IsInf(v, 0) {
			return append(dst, "null"...)
		}
		return text(dst, i)
	}
}

// nullable writes null for a NULL row and calls cell for every other one.
func nullable(col arrow.Array, cell Cell) Cell {
	return func(dst []byte, i int) []byte {
		if col.IsNull(i) {
			return append(dst, "null"...)
		}
		return cell(dst, i)
	}
}

func jsonList(c array.ListLike) Cell {
	element := nullable(c.ListValues(), jsonCell(c.ListValues()))
	return func(dst []byte, i int) []byte {
		from, to := c.ValueOffsets(i)
		dst = append(dst, '[')
		for j := from; j < to; j++ {
			if j > from {
				dst = append(dst, ',')
			}
			dst = element(dst, int(j))
		}
		return append(dst, ']')
	}
}

// jsonMap writes an object; a key that is not text becomes its text.
func jsonMap(c *array.Map) Cell {
	key, item := Text(c.Keys()), nullable(c.Items(), jsonCell(c.Items()))
	return func(dst []byte, i int) []byte {
		from, to := c.ValueOffsets(i)
		dst = append(dst, '{')
		for j := from; j < to; j++ {
			if j > from {
				dst = append(dst, ',')
			}
			dst = append(appendQuoted(dst, key(nil, int(j))), ':')
			dst = item(dst, int(j))
		}
		return append(dst, '}')
	}
}

func jsonStruct(c *array.Struct) Cell {
	fields := c.DataType().(*arrow.StructType).Fields()
	cells := make([]Cell, len(fields))
	for f := range fields {
		cells[f] = nullable(c.Field(f), jsonCell(c.Field(f)))
	}
	return func(dst []byte, i int) []byte {
		dst = append(dst, '{')
		for f, field := range fields {
			if f > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendQuoted(dst, []byte(field.Name)), ':')
			dst = cells[f](dst, i)
		}
		return append(dst, '}')
	}
}

func jsonUnion(c array.Union) Cell {
	cells := make([]Cell, c.NumFields())
	for f := range cells {
		cells[f] = nullable(c.Field(f), jsonCell(c.Field(f)))
	}
	dense, isDense := c.(*array.DenseUnion)
	return func(dst []byte, i int) []byte {
		at := i
		if isDense {
			at = int(dense.ValueOffset(i))
		}
		return cells[c.ChildID(i)](dst, at)
	}
}

const hexDigits = "0123456789abcdef"

// appendQuoted writes text as a JSON string. Bytes that are not UTF-8 become U+FFFD.
func appendQuoted(dst, text []byte) []byte {
	dst = append(dst, '"')
	for len(text) > 0 {
		switch b := text[0]; {
		case b == '"' || b == '\\':
			dst = append(dst, '\\', b)
		case b == '\n':
			dst = append(dst, '\\', 'n')
		case b == '\r':
			dst = append(dst, '\\', 'r')
		case b == '\t':
			dst = append(dst, '\\', 't')
		case b < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[b>>4], hexDigits[b&15])
		case b < utf8.RuneSelf:
			dst = append(dst, b)
		default:
			r, size := utf8.DecodeRune(text)
			dst = utf8.AppendRune(dst, r)
			text = text[size:]
			continue
		}
		text = text[1:]
	}
	return append(dst, '"')
}
