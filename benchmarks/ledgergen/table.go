package ledgergen

import (
	"io"
	"strconv"
	"strings"
)

// table writes rows of an optional table as CSV: one value after the other, and end behind the last. The first error is kept.
type table struct {
	w    io.Writer
	days *dayTexts
	buf  []byte
	rows int64
	err  error
}

func newTable(w io.Writer, days *dayTexts, header string) *table {
	t := &table{w: w, days: days, buf: make([]byte, 0, flushAt+flushAt/4)}
	t.buf = append(append(t.buf, header...), '\n')
	return t
}

func (t *table) null() { t.buf = append(t.buf, ',') }

// text writes a text, NULL when it is empty.
func (t *table) text(s string) {
	if strings.ContainsAny(s, ",\"\n") {
		s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	t.buf = append(append(t.buf, s...), ',')
}

// id writes a letter and a number of at least width digits.
func (t *table) id(letter byte, number int64, width int) {
	t.buf = append(appendID(t.buf, letter, number, width), ',')
}

// customer writes the id of a customer by its index on file, NULL for index 0.
func (t *table) customer(index int32) {
	if index > 0 {
		t.buf = appendCustomer(t.buf, index)
	}
	t.null()
}

// prospect writes the id of a prospect by its number, NULL for 0.
func (t *table) prospect(number int64) {
	if number > 0 {
		t.buf = appendProspect(t.buf, number)
	}
	t.null()
}

// day writes a date, NULL for 0.
func (t *table) day(day int32) {
	if day != 0 {
		t.buf = append(t.buf, t.days.text(day)...)
	}
	t.null()
}

// moment writes a day with a second of it.
func (t *table) moment(day, second int32) {
	t.buf = append(append(t.buf, t.days.text(day)...), ' ')
	for i, part := range [3]int32{second / 3600, second / 60 % 60, second % 60} {
		if i > 0 {
			t.buf = append(t.buf, ':')
		}
		t.buf = append(t.buf, byte('0'+part/10), byte('0'+part%10))
	}
	t.null()
}

func (t *table) cents(cents int64) { t.buf = append(appendCents(t.buf, cents), ',') }

func (t *table) whole(n int64) { t.buf = append(strconv.AppendInt(t.buf, n, 10), ',') }

// ratio writes a number with at most two decimals.
func (t *table) ratio(v float64) { t.buf = append(strconv.AppendFloat(t.buf, v, 'g', 4, 64), ',') }

func (t *table) flag(v bool) { t.buf = append(strconv.AppendBool(t.buf, v), ',') }

// end closes the row.
func (t *table) end() {
	t.buf[len(t.buf)-1] = '\n'
	t.rows++
	if len(t.buf) >= flushAt {
		t.flush()
	}
}

func (t *table) flush() {
	if t.err == nil {
		_, t.err = t.w.Write(t.buf)
	}
	t.buf = t.buf[:0]
}

// dayTexts spells the days of the span and of the years around it.
type dayTexts struct {
	from  int32
	texts []string
}

func newDayTexts(from, to int32) *dayTexts {
	d := &dayTexts{from: from, texts: make([]string, to-from+1)}
	for i := range d.texts {
		d.texts[i] = dateText(from + int32(i))
	}
	return d
}

func (d *dayTexts) text(day int32) string {
	if i := int(day - d.from); i >= 0 && i < len(d.texts) {
		return d.texts[i]
	}
	return dateText(day)
}

func appendProspect(b []byte, number int64) []byte { return appendID(b, 'L', number, 7) }
