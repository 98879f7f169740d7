package enginetest

import (
	"fmt"
	"time"
)

// Day counts days since 1970-01-01. Days before then are negative.
type Day int32

// NoDay stands for a date that is not known.
const NoDay Day = -1 << 31

// Date returns the day of a civil date.
func Date(year, month, day int) Day {
	return Day(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDay reads a date written as 2025-12-31 and panics on anything else, since tests write their dates by hand.
func ParseDay(text string) Day {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return Date(at.Year(), int(at.Month()), at.Day())
}

// String writes the day as 2025-12-31, and NoDay as an empty text.
func (d Day) String() string {
	if d == NoDay {
		return ""
	}
	y, m, day := d.civil()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, day)
}

func (d Day) civil() (year, month, day int) {
	at := time.Unix(int64(d)*86400, 0).UTC()
	return at.Year(), int(at.Month()), at.Day()
}

func lastOfMonth(year, month int) Day { return Date(year, month+1, 1) - 1 }

// Edge returns the day that lies months before d: the same day of the month, the last day of a shorter month, and always the last
// day of the month when d is the last day of its own.
func Edge(d Day, months int) Day {
	y, m, day := d.civil()
	total := y*12 + m - 1 - months
	ty, tm := floorDiv(total, 12), total-floorDiv(total, 12)*12+1
	last := lastOfMonth(ty, tm)
	if d == lastOfMonth(y, m) {
		return last
	}
	return min(Date(ty, tm, 1)+Day(day)-1, last)
}

// PeriodNo returns the number of the rolling period of the given length that d lies in, 0 for the one that ends on asOf, and false
// when d lies after asOf. It walks the edges one by one.
func PeriodNo(d, asOf Day, months int) (int, bool) {
	if d > asOf {
		return 0, false
	}
	k := 0
	for d <= Edge(asOf, (k+1)*months) {
		k++
	}
	return k, true
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}
