package render

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/customer-landscape/landscape/engine/encode"
)

// Column is what a table shows of a column besides its cells.
type Column struct {
	Name string
	Type string // as the database names it
	Unit string // key, money, count, ratio, ...; empty when unknown
}

// maxNested is how many columns of the terminal a list, struct or map may take.
const maxNested = 40

// cells returns the text of each row of a column as a table shows it; ok is false for NULL.
func cells(c Column, col arrow.Array, style Style) func(i int) (text string, ok bool) {
	text := cellText(c, col, style)
	return func(i int) (string, bool) {
		if col.IsNull(i) {
			return "NULL", false
		}
		return text(i), true
	}
}

func cellText(c Column, col arrow.Array, style Style) func(i int) string {
	machine := encode.Text(col)
	raw := func(i int) string { return string(machine(nil, i)) }
	switch a := col.(type) {
	case *array.Float64:
		return func(i int) string { return double(c, a.Value(i)) }
	case *array.Float32:
		return func(i int) string { return double(c, float64(a.Value(i))) }
	case *array.Decimal128:
		places := -1
		if c.Unit == "money" && a.DataType().(*arrow.Decimal128Type).Scale > 2 {
			places = 2
		}
		return func(i int) string { return group(round(raw(i), places), grouped(c)) }
	case *array.Timestamp:
		return instant(a, raw)
	case *array.Binary:
		return func(i int) string { return blob(a.Value(i)) }
	case array.ListLike, *array.Struct, array.Union:
		return func(i int) string { return cut(visible(literal(raw(i))), maxNested, style.glyphs().ellipsis) }
	}
	if encode.IsNumber(col.DataType()) {
		return func(i int) string { return group(raw(i), grouped(c)) }
	}
	return func(i int) string { return visible(raw(i)) }
}

// grouped tells whether thousands are set apart: amounts and counts, never what identifies something.
func grouped(c Column) bool {
	switch c.Unit {
	case "":
		name := strings.ToLower(c.Name)
		for _, end := range []string{"id", "key", "code", "no", "year", "zip"} {
			if name == end || strings.HasSuffix(name, "_"+end) {
				return false
			}
		}
		return true
	case "key":
		return false
	default:
		return true
	}
}

// group sets a comma between thousands of a plain decimal number.
func group(number string, on bool) string {
	digits := strings.TrimPrefix(number, "-")
	whole, fraction, hasFraction := strings.Cut(digits, ".")
	if !on || len(whole) < 4 {
		return number
	}
	var b strings.Builder
	b.WriteString(number[:len(number)-len(digits)])
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	if hasFraction {
		b.WriteString("." + fraction)
	}
	return b.String()
}

// round cuts a plain decimal number to places digits, halves away from zero; fewer than zero places leave it as it is.
func round(number string, places int) string {
	whole, fraction, _ := strings.Cut(number, ".")
	if places < 0 || len(fraction) <= places {
		return number
	}
	digits := []byte(whole + fraction[:places])
	if fraction[places] >= '5' {
		at := len(digits) - 1
		for ; at >= 0 && digits[at] == '9'; at-- {
			digits[at] = '0'
		}
		if at >= 0 && digits[at] != '-' {
			digits[at]++
		} else {
			digits = append(digits[:at+1], append([]byte{'1'}, digits[at+1:]...)...)
		}
	}
	out := string(digits)
	if places > 0 {
		out = out[:len(out)-places] + "." + out[len(out)-places:]
	}
	if strings.Trim(out, "-0.") == "" {
		out = strings.TrimPrefix(out, "-")
	}
	return out
}

// double shows six significant digits, or four places of a ratio, so that a column of them lines up.
func double(c Column, v float64) string {
	abs := math.Abs(v)
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 1):
		return "inf"
	case math.IsInf(v, -1):
		return "-inf"
	case c.Unit == "ratio" && (abs >= 0.0001 || v == 0) && abs < 1e15:
		return group(round(strconv.FormatFloat(v, 'f', 6, 64), 4), true)
	case abs != 0 && (abs < 1e-4 || abs >= 1e15):
		return strconv.FormatFloat(v, 'g', 6, 64)
	}
	text := strconv.FormatFloat(v, 'g', 6, 64)
	if strings.ContainsRune(text, 'e') {
		text = strconv.FormatFloat(v, 'f', 0, 64)
	}
	return group(text, grouped(c))
}

// instant shows a wall-clock time, or an instant in the zone of its column with the offset.
func instant(a *array.Timestamp, raw func(int) string) func(int) string {
	typ := a.DataType().(*arrow.TimestampType)
	zone, err := time.LoadLocation(typ.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	layout := "2006-01-02 15:04:05.999999999"
	if typ.TimeZone != "" {
		layout += "-07:00"
	}
	return func(i int) string {
		if v := a.Value(i); v == math.MaxInt64 || v == -math.MaxInt64 {
			return raw(i)
		}
		return a.Value(i).ToTime(typ.Unit).In(zone).Format(layout)
	}
}

func blob(b []byte) string {
	const shown = 8
	const hex = "0123456789ABCDEF"
	var out strings.Builder
	for i, v := range b {
		if i == shown {
			out.WriteString("… (" + group(strconv.Itoa(len(b)), true) + " bytes)")
			break
		}
		out.WriteString(`\x` + string([]byte{hex[v>>4], hex[v&15]}))
	}
	return out.String()
}

// literal makes JSON look like the literals of SQL: a blank behind commas and colons, names without quotes.
func literal(json string) string {
	var b strings.Builder
	inText := false
	for i := 0; i < len(json); i++ {
		c := json[i]
		switch {
		case inText && c == '\\' && i+1 < len(json):
			i++
			if json[i] != '"' && json[i] != '\\' {
				b.WriteByte('\\')
			}
			b.WriteByte(json[i])
		case c == '"':
			inText = !inText
		case !inText && (c == ',' || c == ':'):
			b.WriteByte(c)
			b.WriteByte(' ')
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
