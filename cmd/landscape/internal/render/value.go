package render

import (
	"math"
	"time"
	_ "time/tzdata" // zones on a machine that has none

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/customer-landscape/landscape/engine/encode"
)

// Column is what a table shows of a column besides its cells.
type Column struct {
	Name string
	Type string // as the database names it
	Unit string // key, money, count, ratio, ...; empty when unknown
	// Currency is the ISO code of the amounts of a column of money, where one is known; it takes the place of the type.
	Currency string
}

// Values change how cells are written. The zero value is the default.
type Values struct {
	Null     string // what stands for NULL; empty means NULL, a blank nothing
	Numbers  string // auto or empty; plain for every digit without thousands set apart; compact for 1.23M
	Percent  bool   // ratios as percentages
	Spark    bool   // lists of 4 to 60 numbers as sparklines
	Decimal  string // the mark before the fraction; empty means a point
	Thousand string // the mark between thousands; empty means a comma
}

func (v Values) null() string { return NullText(v.Null) }

// NullText is what stands for NULL: the word where nothing is set.
func NullText(set string) string {
	if set == "" {
		return "NULL"
	}
	return set
}

// maxNested is how many columns of the terminal a list, struct or map may take.
const maxNested = 40

// cells returns the text of each row of a column as a table shows it; ok is false for NULL.
func cells(c Column, col arrow.Array, style Style) func(i int) (text string, ok bool) {
	text := cellText(c, col, style)
	return func(i int) (string, bool) {
		if col.IsNull(i) {
			return style.null(), false
		}
		return text(i), true
	}
}

func cellText(c Column, col arrow.Array, style Style) func(i int) string {
	machine := encode.Text(col)
	raw := func(i int) string { return string(machine(nil, i)) }
	switch a := col.(type) {
	case *array.Float64:
		return func(i int) string { return style.double(c, a.Value(i)) }
	case *array.Float32:
		return func(i int) string { return style.double(c, float64(a.Value(i))) }
	case *array.Decimal128:
		places := -1
		if c.Unit == "money" && a.DataType().(*arrow.Decimal128Type).Scale > 2 {
			places = 2
		}
		return func(i int) string { return style.exact(c, raw(i), places) }
	case *array.Timestamp:
		return instant(a, raw)
	case *array.MonthDayNanoInterval:
		return func(i int) string { return duration(a.Value(i)) }
	case *array.Binary:
		return func(i int) string { return blob(a.Value(i)) }
	case array.ListLike, *array.Struct, array.Union:
		list := func(i int) string { return cut(visible(literal(raw(i))), maxNested, style.glyphs().ellipsis) }
		if !style.Spark {
			return list
		}
		spark := sparks(col, style)
		return func(i int) string {
			if drawn := spark(i); drawn != "" {
				return drawn
			}
			return list(i)
		}
	}
	if encode.IsNumber(col.DataType()) {
		return func(i int) string { return style.exact(c, raw(i), -1) }
	}
	return func(i int) string { return visible(raw(i)) }
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
