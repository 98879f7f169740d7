package encode

import (
	"math"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// jsonStyle says how numbers are written in JSON.
type jsonStyle struct {
	int64, decimal Number
	namedFloat     bool
}

// cell returns how the cells of col read in JSON. The JSON type depends on the column's type alone, unless the style is Safe: integers,
// decimals and doubles are numbers, decimals with all their digits; a double that is no number is null.
func (s jsonStyle) cell(col arrow.Array) Cell {
	switch c := col.(type) {
	case *array.Boolean, *array.Int8, *array.Int16, *array.Int32, *array.Uint8, *array.Uint16, *array.Uint32:
		return Text(col)
	case *array.Int64:
		return numberText(Text(col), s.int64, func(i int) bool { v := c.Value(i); return -maxSafe <= v && v <= maxSafe })
	case *array.Uint64:
		return numberText(Text(col), s.int64, func(i int) bool { return c.Value(i) <= maxSafe })
	case *array.Decimal128:
		if c.DataType().(*arrow.Decimal128Type).Scale > 0 {
			return numberText(Text(col), s.decimal, func(int) bool { return false })
		}
		return numberText(Text(col), s.int64, func(i int) bool {
			abs := c.Value(i).Abs()
			return abs.HighBits() == 0 && abs.LowBits() <= maxSafe
		})
	case *array.Float32:
		return s.float(Text(col), func(i int) float64 { return float64(c.Value(i)) })
	case *array.Float64:
		return s.float(Text(col), c.Value)
	case *array.Dictionary:
		value := s.cell(c.Dictionary())
		return func(dst []byte, i int) []byte { return value(dst, c.GetValueIndex(i)) }
	case array.ExtensionArray:
		return s.cell(c.Storage())
	case *array.Map:
		return s.object(c)
	case array.ListLike:
		return s.list(c)
	case *array.Struct:
		return s.structure(c)
	case array.Union:
		return s.union(c)
	case *array.String:
		t := textsOf(c)
		return func(dst []byte, i int) []byte { return appendQuoted(dst, t.value(i)) }
	case stringColumn:
		return func(dst []byte, i int) []byte { return appendQuoted(dst, c.Value(i)) }
	default:
		text := Text(col)
		var value []byte
		return func(dst []byte, i int) []byte {
			value = text(value[:0], i)
			return appendQuoted(dst, value)
		}
	}
}

// maxSafe is the largest whole number up to which a double has all of them.
const maxSafe = 1 << 53

// numberText writes a number bare or as a string; safe tells whether every reader keeps it.
func numberText(text Cell, how Number, safe func(i int) bool) Cell {
	if how == Bare {
		return text
	}
	return func(dst []byte, i int) []byte {
		if how == Safe && safe(i) {
			return text(dst, i)
		}
		return append(text(append(dst, '"'), i), '"')
	}
}

func (s jsonStyle) float(text Cell, value func(int) float64) Cell {
	return func(dst []byte, i int) []byte {
		v := value(i)
		switch {
		case !math.IsNaN(v) && !math.IsInf(v, 0):
			return text(dst, i)
		case !s.namedFloat:
			return append(dst, "null"...)
		case math.IsNaN(v):
			return append(dst, `"NaN"`...)
		case v > 0:
			return append(dst, `"Infinity"`...)
		default:
			return append(dst, `"-Infinity"`...)
		}
	}
}

func (s jsonStyle) list(c array.ListLike) Cell {
	element := orNull(c.ListValues(), "null", s.cell(c.ListValues()))
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

// object writes a map; a key that is not text becomes its text.
func (s jsonStyle) object(c *array.Map) Cell {
	key, item := Text(c.Keys()), orNull(c.Items(), "null", s.cell(c.Items()))
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

func (s jsonStyle) structure(c *array.Struct) Cell {
	fields := c.DataType().(*arrow.StructType).Fields()
	cells := make([]Cell, len(fields))
	for f := range fields {
		cells[f] = orNull(c.Field(f), "null", s.cell(c.Field(f)))
	}
	return func(dst []byte, i int) []byte {
		dst = append(dst, '{')
		for f, field := range fields {
			if f > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendQuoted(dst, field.Name), ':')
			dst = cells[f](dst, i)
		}
		return append(dst, '}')
	}
}

func (s jsonStyle) union(c array.Union) Cell {
	cells := make([]Cell, c.NumFields())
	for f := range cells {
		cells[f] = orNull(c.Field(f), "null", s.cell(c.Field(f)))
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
func appendQuoted[T string | []byte](dst []byte, text T) []byte {
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(text); {
		b := text[i]
		if b >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(string(text[i:min(i+utf8.UTFMax, len(text))]))
			if r == utf8.RuneError && size == 1 {
				dst = append(append(dst, text[from:i]...), "\uFFFD"...)
				from = i + 1
			}
			i += size
			continue
		}
		if b >= ' ' && b != '"' && b != '\\' {
			i++
			continue
		}
		dst = append(dst, text[from:i]...)
		switch b {
		case '"', '\\':
			dst = append(dst, '\\', b)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[b>>4], hexDigits[b&15])
		}
		i++
		from = i
	}
	return append(append(dst, text[from:]...), '"')
}
