package source

import (
	"strings"
	"time"
)

// dateText is one text value taken apart as a date.
type dateText struct {
	// template is the strptime layout of the value, in which %1 and %2 stand for two numbers whose order is open.
	template string
	first    int // the number at %1; 0 when the order is not open
	second   int
	year     int
	month    int // when the order is not open
	day      int
	hour     int
	minute   int
	sec      int
	nanos    int
	zoned    bool
	offset   int  // seconds east of UTC
	long     bool // more than six digits of a second
	dots     bool // parts are set apart by dots
}

// dateShape takes a value apart without deciding day-first or month-first. It reports false for what is no date of the calendar
// under any order.
func dateShape(v string) (dateText, bool) {
	var t dateText
	p := scan{s: strings.TrimSpace(v)}
	if len(p.s) < 6 || len(p.s) > 48 || !p.date(&t) || !p.time(&t) || p.s != "" {
		return t, false
	}
	if t.first == 0 {
		return t, validDate(t.year, t.month, t.day)
	}
	return t, validDate(t.year, t.first, t.second) || validDate(t.year, t.second, t.first)
}

// wall returns the wall-clock time of the value under an order, and whether it is a date of the calendar.
func (t dateText) wall(order DateOrder, loc *time.Location) (time.Time, bool) {
	month, day := t.month, t.day
	if t.first != 0 {
		if day, month = t.first, t.second; order == OrderMDY {
			day, month = month, day
		}
	}
	return time.Date(t.year, time.Month(month), day, t.hour, t.minute, t.sec, t.nanos, loc), validDate(t.year, month, day)
}

func validDate(year, month, day int) bool {
	if month < 1 || month > 12 || day < 1 || year < 1 {
		return false
	}
	return day <= time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// scan consumes a text from the left.
type scan struct{ s string }

// digits takes between least and most digits.
func (p *scan) digits(least, most int) (value, width int, ok bool) {
	for width < len(p.s) && width < most && p.s[width] >= '0' && p.s[width] <= '9' {
		value = value*10 + int(p.s[width]-'0')
		width++
	}
	if width < least || width == most && width < len(p.s) && p.s[width] >= '0' && p.s[width] <= '9' {
		return 0, 0, false
	}
	p.s = p.s[width:]
	return value, width, true
}

// one takes one of the given bytes.
func (p *scan) one(of string) (byte, bool) {
	if p.s == "" || strings.IndexByte(of, p.s[0]) < 0 {
		return 0, false
	}
	c := p.s[0]
	p.s = p.s[1:]
	return c, true
}

func (p *scan) blanks() int {
	n := len(p.s)
	p.s = strings.TrimLeft(p.s, " ")
	return n - len(p.s)
}

var monthNames = []string{
	"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
}

// monthName takes an English month, short or whole.
func (p *scan) monthName() (month int, directive string, ok bool) {
	n := 0
	for n < len(p.s) && (p.s[n]|0x20) >= 'a' && (p.s[n]|0x20) <= 'z' {
		n++
	}
	word := strings.ToLower(p.s[:n])
	for i, name := range monthNames {
		switch word {
		case name[:3]:
			directive = "%b"
		case name:
			directive = "%B"
		default:
			continue
		}
		p.s = p.s[n:]
		return i + 1, directive, true
	}
	return 0, "", false
}

func (p *scan) date(t *dateText) bool {
	if p.s[0] > '9' {
		return p.monthFirst(t)
	}
	if len(p.s) >= 8 && allDigits(p.s[:8]) && (len(p.s) == 8 || p.s[8] == ' ' || p.s[8] == 'T') {
		t.year, t.month, t.day = atoi(p.s[:4]), atoi(p.s[4:6]), atoi(p.s[6:8])
		t.template, p.s = "%Y%m%d", p.s[8:]
		return t.year >= 1900 && t.year <= 2199
	}
	a, width, ok := p.digits(1, 4)
	if !ok || width == 3 {
		return false
	}
	sep, ok := p.one("-/. ")
	if !ok {
		return false
	}
	if width <= 2 {
		if month, name, ok := p.monthName(); ok {
			return p.namedMonth(t, a, sep, month, name)
		}
	}
	b, bw, ok := p.digits(1, 2)
	if !ok || sep == ' ' {
		return false
	}
	if next, ok := p.one("-/."); !ok || next != sep {
		return false
	}
	t.dots = sep == '.'
	c, cw, ok := p.digits(1, 4)
	switch {
	case !ok, cw == 3, bw == 0:
		return false
	case width == 4 && cw <= 2:
		t.year, t.month, t.day = a, b, c
		t.template = "%Y" + string(sep) + "%m" + string(sep) + "%d"
	case width <= 2 && cw == 4:
		t.year, t.first, t.second = c, a, b
		t.template = "%1" + string(sep) + "%2" + string(sep) + "%Y"
	case width <= 2 && cw == 2:
		t.year, t.first, t.second = century(c), a, b
		t.template = "%1" + string(sep) + "%2" + string(sep) + "%y"
	default:
		return false
	}
	return t.first != 0 || t.month != 0
}

// namedMonth reads the year of 5-Jan-2020.
func (p *scan) namedMonth(t *dateText, day int, sep byte, month int, name string) bool {
	comma := ""
	next, ok := p.one("-/. ,")
	if ok && next == ',' {
		comma = ","
		next, ok = p.one(" ")
	} else if ok && next != sep {
		return false
	}
	year, width, fine := p.digits(2, 4)
	if !ok || !fine || width == 3 {
		return false
	}
	t.day, t.month = day, month
	t.template = "%d" + string(sep) + name + comma + string(next) + yearOf(t, year, width)
	return true
}

// monthFirst reads Jan 5, 2020.
func (p *scan) monthFirst(t *dateText) bool {
	month, name, ok := p.monthName()
	if !ok || p.blanks() == 0 {
		return false
	}
	day, _, ok := p.digits(1, 2)
	if !ok {
		return false
	}
	comma := ""
	if _, ok := p.one(","); ok {
		comma = ","
	}
	if p.blanks() == 0 {
		return false
	}
	year, width, ok := p.digits(4, 4)
	if !ok {
		return false
	}
	t.month, t.day = month, day
	t.template = name + " %d" + comma + " " + yearOf(t, year, width)
	return true
}

func yearOf(t *dateText, year, width int) string {
	if t.year = year; width == 2 {
		t.year = century(year)
		return "%y"
	}
	return "%Y"
}

// century reads a year of two digits as DuckDB's %y does.
func century(y int) int {
	if y >= 69 {
		return 1900 + y
	}
	return 2000 + y
}

// time reads an optional time of day with an optional zone.
func (p *scan) time(t *dateText) bool {
	if p.s == "" {
		return true
	}
	lead := " "
	if _, ok := p.one("T"); ok {
		lead = "T"
	} else {
		if strings.HasPrefix(p.s, ", ") {
			lead, p.s = ", ", p.s[1:]
		}
		if p.blanks() == 0 {
			return false
		}
	}
	var ok bool
	if t.hour, _, ok = p.digits(1, 2); !ok {
		return false
	}
	if _, ok = p.one(":"); !ok {
		return false
	}
	if t.minute, _, ok = p.digits(2, 2); !ok || t.minute > 59 {
		return false
	}
	clock := "%H:%M"
	if _, ok = p.one(":"); ok {
		if t.sec, _, ok = p.digits(2, 2); !ok || t.sec > 59 {
			return false
		}
		clock += ":%S"
		if mark, ok := p.one(".,"); ok {
			frac, width, ok := p.digits(1, 9)
			if !ok || mark == ',' {
				return false
			}
			for range 9 - width {
				frac *= 10
			}
			t.nanos, t.long = frac, width > 6
			clock += ".%f"
		}
	}
	if !p.meridiem(t, &clock) {
		return false
	}
	t.template += lead + clock
	return t.hour <= 23 && p.zone(t)
}

// meridiem reads AM or PM after the clock.
func (p *scan) meridiem(t *dateText, clock *string) bool {
	rest := strings.TrimLeft(p.s, " ")
	if len(rest) < 2 || (rest[1]|0x20) != 'm' || ((rest[0]|0x20) != 'a' && (rest[0]|0x20) != 'p') {
		return true
	}
	if t.hour < 1 || t.hour > 12 {
		return false
	}
	t.hour %= 12
	if rest[0]|0x20 == 'p' {
		t.hour += 12
	}
	blank := ""
	if len(rest) < len(p.s) {
		blank = " "
	}
	*clock = strings.Replace(*clock, "%H", "%I", 1) + blank + "%p"
	p.s = rest[2:]
	return true
}

// zone reads Z, UTC or an offset.
func (p *scan) zone(t *dateText) bool {
	if p.s == "" {
		return true
	}
	blank := p.blanks()
	t.zoned = true
	if _, ok := p.one("Zz"); ok {
		t.template += strings.Repeat(" ", min(blank, 1)) + "Z"
		return true
	}
	if strings.HasPrefix(p.s, "UTC") || strings.HasPrefix(p.s, "GMT") {
		t.template += " " + p.s[:3]
		p.s = p.s[3:]
		return true
	}
	sign, ok := p.one("+-")
	if !ok {
		return false
	}
	hours, width, ok := p.digits(2, 4)
	if !ok || width == 3 {
		return false
	}
	minutes := 0
	if width == 4 {
		hours, minutes = hours/100, hours%100
	} else if _, ok := p.one(":"); ok {
		if minutes, _, ok = p.digits(2, 2); !ok {
			return false
		}
	}
	if t.offset = hours*3600 + minutes*60; sign == '-' {
		t.offset = -t.offset
	}
	t.template += "%z"
	return hours <= 15 && minutes <= 59
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func atoi(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
