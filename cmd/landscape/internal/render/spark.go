package render

import (
	"math"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"

	"github.com/customer-landscape/landscape/engine/encode"
)

// The lengths of a list that is drawn as a sparkline: a shorter one reads better as numbers, a longer one does not fit.
const minSpark, maxSpark = 4, 60

var levels = []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}

// Sparkline draws numbers as blocks between their least and their greatest; NaN is a blank. Without blocks it is empty.
func Sparkline(values []float64, style Style) string {
	if style.ASCII {
		return ""
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	var b strings.Builder
	for _, v := range values {
		switch {
		case math.IsNaN(v):
			b.WriteByte(' ')
		case high == low:
			b.WriteString(levels[0])
		default:
			b.WriteString(levels[int(math.Round((v-low)/(high-low)*float64(len(levels)-1)))])
		}
	}
	return b.String()
}

// sparks returns the sparkline of each row of a column of lists, or nothing where the row is not one to draw.
func sparks(col arrow.Array, style Style) func(i int) string {
	lists, ok := col.(array.ListLike)
	if !ok || !encode.IsNumber(lists.ListValues().DataType()) {
		return func(int) string { return "" }
	}
	read := floats(lists.ListValues())
	return func(i int) string {
		from, to := lists.ValueOffsets(i)
		if to-from < minSpark || to-from > maxSpark {
			return ""
		}
		values := make([]float64, 0, to-from)
		for at := from; at < to; at++ {
			values = append(values, read(int(at)))
		}
		return Sparkline(values, style)
	}
}

// floats returns the rows of a column of numbers as doubles, NULL as NaN; where the column is none, every row is NaN.
func floats(col arrow.Array) func(i int) float64 {
	var value func(i int) float64
	switch a := col.(type) {
	case *array.Float64:
		value = a.Value
	case *array.Float32:
		value = func(i int) float64 { return float64(a.Value(i)) }
	case *array.Decimal128:
		scale := a.DataType().(*arrow.Decimal128Type).Scale
		value = func(i int) float64 { return decimal128.Num(a.Value(i)).ToFloat64(scale) }
	case *array.Int64:
		value = whole(a.Value)
	case *array.Int32:
		value = whole(a.Value)
	case *array.Int16:
		value = whole(a.Value)
	case *array.Int8:
		value = whole(a.Value)
	case *array.Uint64:
		value = whole(a.Value)
	case *array.Uint32:
		value = whole(a.Value)
	case *array.Uint16:
		value = whole(a.Value)
	case *array.Uint8:
		value = whole(a.Value)
	default:
		return func(int) float64 { return math.NaN() }
	}
	return func(i int) float64 {
		if col.IsNull(i) {
			return math.NaN()
		}
		return value(i)
	}
}

func whole[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64](value func(int) T) func(i int) float64 {
	return func(i int) float64 { return float64(value(i)) }
}
