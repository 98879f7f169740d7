package encode

import (
	"math"
	"strconv"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

const (
	daySeconds = 24 * 60 * 60
	firstDay   = -719_528  // 0000-01-01, in days since 1970-01-01: the first of a year with four digits
	lastDay    = 2_932_896 // 9999-12-31
)

// dates writes days. Neighbours of a column are often the same day, whose text is kept.
func dates(days []arrow.Date32) Cell {
	of := arrow.Date32(math.MaxInt32)
	last := appendDate(make([]byte, 0, 16), of)
	return func(dst []byte, i int) []byte {
		if d := days[i]; d != of {
			last, of = appendDate(last[:0], d), d
		}
		return append(dst, last...)
	}
}

func appendDate(dst []byte, d arrow.Date32) []byte {
	switch d {
	case math.MaxInt32:
		return append(dst, "infinity"...)
	case -math.MaxInt32:
		return append(dst, "-infinity"...)
	}
	return appendDay(dst, int64(d))
}

// appendDay writes a day since 1970-01-01 in ISO 8601. The arithmetic is that of H. Hinnant, chrono-Compatible Low-Level Date Algorithms
// (civil_from_days), which counts years from March on.
func appendDay(dst []byte, day int64) []byte {
	if day < firstDay || day > lastDay {
		return time.Unix(0, 0).UTC().AddDate(0, 0, int(day)).AppendFormat(dst, time.DateOnly)
	}
	since := uint32(day + 719_468 + 146_097) // since 1 March of the year -400, so that nothing is negative
	era, of := since/146_097, since%146_097
	yearOf := (of - of/1460 + of/36_524 - of/146_096) / 365
	dayOf := of - (365*yearOf + yearOf/4 - yearOf/100)
	monthOf := (5*dayOf + 2) / 153
	d := dayOf - (153*monthOf+2)/5 + 1
	m, y := monthOf+3, yearOf+400*era-400
	if m > 12 {
		m, y = m-12, y+1
	}
	return append(dst, pairs[2*(y/100)], pairs[2*(y/100)+1], pairs[2*(y%100)], pairs[2*(y%100)+1], '-', pairs[2*m], pairs[2*m+1], '-', pairs[2*d], pairs[2*d+1])
}

// appendClock writes a second of the day with as many digits of its fraction as it needs.
func appendClock(dst []byte, second, nanosecond int64) []byte {
	h, m, s := second/3600, second/60%60, second%60
	dst = append(dst, pairs[2*h], pairs[2*h+1], ':', pairs[2*m], pairs[2*m+1], ':', pairs[2*s], pairs[2*s+1])
	if nanosecond == 0 {
		return dst
	}
	dst = append(dst, '.')
	for unit := int64(100_000_000); nanosecond > 0; unit /= 10 {
		dst = append(dst, byte('0'+nanosecond/unit))
		nanosecond %= unit
	}
	return dst
}

// parted gives the whole days, the seconds of the day and the nanoseconds of a time since 1970 in a unit, each as of the moment before
// where the time is negative.
func parted(v int64, unit arrow.TimeUnit) (day, second, nanosecond int64) {
	length := int64(unit.Multiplier())
	many := int64(time.Second) / length // units of a second
	second, rest := v/many, v%many
	if rest < 0 {
		second, rest = second-1, rest+many
	}
	day, second = second/daySeconds, second%daySeconds
	if second < 0 {
		day, second = day-1, second+daySeconds
	}
	return day, second, rest * length
}

// timestamp writes an instant with a zone in UTC, marked Z, and a wall-clock time without a mark.
func timestamp(c *array.Timestamp) Cell {
	typ := c.DataType().(*arrow.TimestampType)
	values, unit, zoned := c.Values(), typ.Unit, typ.TimeZone != ""
	return func(dst []byte, i int) []byte {
		v := int64(values[i])
		switch v {
		case math.MaxInt64:
			return append(dst, "infinity"...)
		case -math.MaxInt64:
			return append(dst, "-infinity"...)
		}
		day, second, nanosecond := parted(v, unit)
		dst = appendClock(append(appendDay(dst, day), 'T'), second, nanosecond)
		if zoned {
			dst = append(dst, 'Z')
		}
		return dst
	}
}

// clock writes a time of day; 24:00 is 00:00.
func clock(c *array.Time64) Cell {
	values, unit := c.Time64Values(), c.DataType().(*arrow.Time64Type).Unit
	return func(dst []byte, i int) []byte {
		_, second, nanosecond := parted(int64(values[i]), unit)
		return appendClock(dst, second, nanosecond)
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
