package ledgergen

import (
	"sort"
	"time"
)

// calendar turns days into business time and back. A day counts by how much is usually sold on it, so that a customer with a steady
// pace in business time pauses on Sundays, slows down in August and hurries in November. All days are offsets from the first one.
type calendar struct {
	epoch  int32     // the first day, in days since 1970-01-01
	starts []float64 // business time at the start of each day, with one more entry for the end
	months []int32   // the first day of each month within the span, the first day included
	years  []int32   // the calendar year of each day, counted from the first
	month  []int     // the month of each day within its year, counted from 0
}

var weekdayWeight = [7]float64{0, 1.10, 1.15, 1.10, 1.10, 1.00, 0.25}

var monthWeight = [12]float64{0.90, 0.95, 1.05, 1.00, 1.00, 1.02, 0.92, 0.80, 1.05, 1.10, 1.20, 1.00}

// newCalendar makes a calendar; an even one counts every day the same.
func newCalendar(from, to time.Time, even bool) calendar {
	days := int(to.Sub(from).Hours()/24) + 1
	c := calendar{
		epoch:  int32(from.Unix() / 86400),
		starts: make([]float64, days+1),
		years:  make([]int32, days),
		month:  make([]int, days),
	}
	for d := range days {
		day := from.AddDate(0, 0, d)
		weight := weekdayWeight[day.Weekday()] * monthWeight[day.Month()-1]
		if even {
			weight = 1
		}
		c.starts[d+1] = c.starts[d] + weight
		c.month[d] = int(day.Month()) - 1
		c.years[d] = int32(day.Year() - from.Year())
		if d == 0 || day.Day() == 1 {
			c.months = append(c.months, int32(d))
		}
	}
	scale := float64(days) / c.starts[days]
	for d := range c.starts {
		c.starts[d] *= scale
	}
	return c
}

// days is the length of the span.
func (c *calendar) days() int { return len(c.years) }

// dayAt returns the day that business time t falls on, and days() when t lies behind the span.
func (c *calendar) dayAt(t float64) int32 {
	return int32(sort.Search(c.days(), func(d int) bool { return c.starts[d+1] > t }))
}

// monthOf returns the index in months of the month that a day lies in.
func (c *calendar) monthOf(day int32) int {
	return sort.Search(len(c.months), func(m int) bool { return c.months[m] > day }) - 1
}

// nextMonth returns the day numbered offset in the first month that begins after the given day; days() when there is none.
func (c *calendar) nextMonth(day, offset int32) int32 {
	m := sort.Search(len(c.months), func(m int) bool { return c.months[m] > day })
	if m == len(c.months) {
		return int32(c.days())
	}
	return min(c.months[m]+offset, int32(c.days()))
}

// endsYear says whether the day is the last of a calendar year.
func (c *calendar) endsYear(day int32) bool {
	date := time.Unix(int64(c.epoch+day)*86400, 0).UTC()
	return date.Month() == time.December && date.Day() == 31
}
