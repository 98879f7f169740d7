package encode

import (
	"encoding/base64"
	"math"
	"math/big"
	"slices"
	"strconv"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
)

// Cell appends the text of row i of one column to dst. Row i must not be NULL.
type Cell func(dst []byte, i int) []byte

// Text returns how the cells of col read in csv, tsv and markdown: numbers with all their digits, dates and instants in
// ISO 8601, blobs in base64, lists, structs and maps as JSON.
func Text(col arrow.Array) Cell {
	switch c := col.(type) {
	case stringColumn:
		return func(dst []byte, i int) []byte { return append(dst, c.Value(i)...) }
	case *array.Boolean:
		return func(dst []byte, i int) []byte { return strconv.AppendBool(dst, c.Value(i)) }
	case *array.Int8:
		return signed(c)
	case *array.Int16:
		return signed(c)
	case *array.Int32:
		return signed(c)
	case *array.Int64:
		return signed(c)
	case *array.Uint8:
		return unsigned(c)
	case *array.Uint16:
		return unsigned(c)
	case *array.Uint32:
		return unsigned(c)
	case *array.Uint64:
		return unsigned(c)
	case *array.Float32:
		return func(dst []byte, i int) []byte { return appendFloat(dst, float64(c.Value(i)), 32) }
	case *array.Float64:
		return func(dst []byte, i int) []byte { return appendFloat(dst, c.Value(i), 64) }
	case *array.Decimal128:
		scale := int(c.DataType().(*arrow.Decimal128Type).Scale)
		return func(dst []byte, i int) []byte { return appendDecimal(dst, c.Value(i), scale) }
	case *array.Date32:
		return func(dst []byte, i int) []byte { return appendDate(dst, c.Value(i)) }
	case *array.Timestamp:
		return timestamp(c)
	case *array.Time64:
		unit := c.DataType().(*arrow.Time64Type).Unit
		return func(dst []byte, i int) []byte {
			return appendClock(dst, c.Value(i).ToTime(unit))
		}
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

func signed[T int8 | int16 | int32 | int64](c interface{ Value(int) T }) Cell {
	return func(dst []byte, i int) []byte { return strconv.AppendInt(dst, int64(c.Value(i)), 10) }
}

func unsigned[T uint8 | uint16 | uint32 | uint64](c interface{ Value(int) T }) Cell {
	return func(dst []byte, i int) []byte { return strconv.AppendUint(dst, uint64(c.Value(i)), 10) }
}

// appendFloat writes the shortest text that reads back as v: no exponent between 1e-6 and 1e21, as JavaScript does.
func appendFloat(dst []byte, v float64, bits int) []byte {
	switch {
	case math.IsNaN(v):
		return append(dst, "nan"...)
	case math.IsInf(v, 1):
		return append(dst, "inf"...)
	case math.IsInf(v, -1):
		return append(dst, "-inf"...)
	}
	form := byte('f')
	if abs := math.Abs(v); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		form = 'e'
	}
	return strconv.AppendFloat(dst, v, form, -1, bits)
}

// appendDecimal keeps every digit of the scale: 2.50 stays 2.50.
func appendDecimal(dst []byte, v decimal128.Num, scale int) []byte {
	if v.Sign() < 0 {
		dst = append(dst, '-')
	}
	start := len(dst)
	if abs := v.Abs(); abs.HighBits() == 0 {
		dst = strconv.AppendUint(dst, abs.LowBits(), 10)
	} else {
		dst = new(big.Int).Abs(v.BigInt()).Append(dst, 10)
	}
	if scale <= 0 {
		return dst
	}
	const zeros = "000000000000000000000000000000000000000"
	if short := scale + 1 - (len(dst) - start); short > 0 {
		dst = slices.Insert(dst, start, []byte(zeros[:short])...)
	}
	return slices.Insert(dst, len(dst)-scale, '.')
}

func appendDate(dst []byte, d arrow.Date32) []byte {
	switch d {
	case math.MaxInt32:
		return append(dst, "infinity"...)
	case -math.MaxInt32:
		return append(dst, "-infinity"...)
	}
	return appendDay(dst, d.ToTime())
}

// appendDay writes the day of t in ISO 8601, by hand in the years that have four digits: the general way takes three times as long.
func appendDay(dst []byte, t time.Time) []byte {
	y, m, d := t.Date()
	if y < 0 || y > 9999 {
		return t.AppendFormat(dst, time.DateOnly)
	}
	dst = appendTwo(appendTwo(dst, y/100), y%100)
	dst = appendTwo(append(dst, '-'), int(m))
	return appendTwo(append(dst, '-'), d)
}

// appendClock writes the time of day of t with as many digits of the second as it needs.
func appendClock(dst []byte, t time.Time) []byte {
	h, m, s := t.Clock()
	dst = appendTwo(dst, h)
	dst = appendTwo(append(dst, ':'), m)
	dst = appendTwo(append(dst, ':'), s)
	fraction := t.Nanosecond()
	if fraction == 0 {
		return dst
	}
	dst = append(dst, '.')
	for unit := 100_000_000; fraction > 0; unit /= 10 {
		dst = append(dst, byte('0'+fraction/unit))
		fraction %= unit
	}
	return dst
}

// appendTwo writes a number of 0 to 99 with two digits.
func appendTwo(dst []byte, n int) []byte { return append(dst, byte('0'+n/10), byte('0'+n%10)) }

// timestamp writes an instant with a zone in UTC, marked Z, and a wall-clock time without a mark.
func timestamp(c *array.Timestamp) Cell {
	typ := c.DataType().(*arrow.TimestampType)
	return func(dst []byte, i int) []byte {
		switch v := c.Value(i); v {
		case math.MaxInt64:
			return append(dst, "infinity"...)
		case -math.MaxInt64:
			return append(dst, "-infinity"...)
		default:
			at := v.ToTime(typ.Unit).UTC()
			dst = appendClock(append(appendDay(dst, at), 'T'), at)
			if typ.TimeZone != "" {
				dst = append(dst, 'Z')
			}
			return dst
		}
	}
}

// appendInterval writes ISO 8601, for example P1M2DT3H or PT0S.
func appendInterval(dst []byte, v arrow.MonthDayNanoInterval) []byte {
	start := len(dst)
	dst = append(dst, 'P')
	dst = appendPart(dst, int64(v.Months/12), 'Y')
	dst = appendPart(dst, int64(v.Months%12), 'M')
	dst = appendPart(dst, int64(v.Days), 'D')
	if v.Nanoseconds != 0 {
		dst = append(dst, 'T')
		dst = appendPart(dst, v.Nanoseconds/3.6e12, 'H')
		dst = appendPart(dst, v.Nanoseconds%3.6e12/6e10, 'M')
		if rest := v.Nanoseconds % 6e10; rest != 0 {
			dst = append(strconv.AppendFloat(dst, float64(rest)/1e9, 'f', -1, 64), 'S')
		}
	}
	if len(dst) == start+1 {
		dst = append(dst, "T0S"...)
	}
	return dst
}

func appendPart(dst []byte, n int64, unit byte) []byte {
	if n == 0 {
		return dst
	}
	return append(strconv.AppendInt(dst, n, 10), unit)
}
