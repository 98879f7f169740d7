package source

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// DateOrder is the order of day, month and year in a text date.
type DateOrder string

// The orders. OrderAuto lets the values decide.
const (
	OrderAuto DateOrder = ""
	OrderYMD  DateOrder = "ymd" // also dates with the month's name
	OrderDMY  DateOrder = "dmy"
	OrderMDY  DateOrder = "mdy"
)

// DateFormat is a decided way to read the dates of one column.
type DateFormat struct {
	Order   DateOrder
	Layouts []string // strptime layouts seen, the most frequent first; %z stands for an offset
	Zoned   bool     // some values carry Z or an offset
	Long    bool     // some values have more than six digits of a second; the digits beyond are dropped
	Nulls   []string // words seen that stand for no value: NULL, N/A, NaT ...
}

// Verdict is what a column's values say about its format.
type Verdict string

// The verdicts.
const (
	Decided   Verdict = "decided"
	Ambiguous Verdict = "ambiguous" // two readings fit the values equally well
	Empty     Verdict = "empty"     // there is no value
	Unfit     Verdict = "unfit"     // no reading fits most of the values
)

// Reading shows one value both ways.
type Reading struct {
	Value string
	First string // day first, or decimal comma
	Other string // month first, or decimal point
}

// DateDecision is the outcome of DateEvidence.
type DateDecision struct {
	Verdict  Verdict
	Format   DateFormat // valid when Decided
	Readings []Reading  // when Ambiguous: up to three values, ISO dates day-first and month-first
	Values   int64      // values that are not empty
	Bad      int64      // of them, no date under Format
	Examples []string   // up to three bad ones
}

// DateEvidence gathers what the text values of one column say about their date format. The zero value is ready. Evidence of
// parts of a column merges into the evidence of the column.
type DateEvidence struct {
	values    int64
	bad       int64
	badShown  []string
	nulls     []string
	fixed     map[string]int64 // templates whose order is not open
	open      map[string]int64 // templates with %1 and %2
	onlyDMY   int64            // values that are a date only so
	onlyMDY   int64
	either    int64 // values that differ by order
	same      int64 // values such as 05/05/2020
	dots      int64 // of the open ones, set apart by dots
	zoned     bool
	long      bool
	eitherEx  []Reading
	onlyDMYEx []string
	onlyMDYEx []string
}

const examples = 3

// Add counts n rows of the value.
func (e *DateEvidence) Add(value string, n int64) {
	v := strings.TrimSpace(value)
	if v == "" {
		return
	}
	if isNull(v) {
		e.nulls = addOnce(e.nulls, v, len(nullWords)*2)
		return
	}
	if e.fixed == nil {
		e.fixed, e.open = map[string]int64{}, map[string]int64{}
	}
	e.values += n
	t, ok := dateShape(v)
	if !ok {
		e.bad += n
		e.badShown = addOnce(e.badShown, v, examples)
		return
	}
	e.zoned, e.long = e.zoned || t.zoned, e.long || t.long
	if t.first == 0 {
		e.fixed[t.template] += n
		return
	}
	e.open[t.template] += n
	if t.dots {
		e.dots += n
	}
	dmy, isDMY := t.wall(OrderDMY, time.UTC)
	mdy, isMDY := t.wall(OrderMDY, time.UTC)
	switch {
	case !isMDY:
		e.onlyDMY += n
		e.onlyDMYEx = addOnce(e.onlyDMYEx, v, examples)
	case !isDMY:
		e.onlyMDY += n
		e.onlyMDYEx = addOnce(e.onlyMDYEx, v, examples)
	case t.first == t.second:
		e.same += n
	default:
		e.either += n
		if len(e.eitherEx) < examples {
			r := Reading{Value: v, First: dmy.Format(time.DateOnly), Other: mdy.Format(time.DateOnly)}
			if !slices.Contains(e.eitherEx, r) {
				e.eitherEx = append(e.eitherEx, r)
			}
		}
	}
}

// Merge adds the evidence of another part of the column.
func (e *DateEvidence) Merge(o *DateEvidence) {
	if e.fixed == nil {
		e.fixed, e.open = map[string]int64{}, map[string]int64{}
	}
	for t, n := range o.fixed {
		e.fixed[t] += n
	}
	for t, n := range o.open {
		e.open[t] += n
	}
	e.values, e.bad = e.values+o.values, e.bad+o.bad
	e.onlyDMY, e.onlyMDY = e.onlyDMY+o.onlyDMY, e.onlyMDY+o.onlyMDY
	e.either, e.same, e.dots = e.either+o.either, e.same+o.same, e.dots+o.dots
	e.zoned, e.long = e.zoned || o.zoned, e.long || o.long
	for _, v := range o.nulls {
		e.nulls = addOnce(e.nulls, v, len(nullWords)*2)
	}
	e.badShown = addAll(e.badShown, o.badShown)
	e.onlyDMYEx = addAll(e.onlyDMYEx, o.onlyDMYEx)
	e.onlyMDYEx = addAll(e.onlyMDYEx, o.onlyMDYEx)
	for _, r := range o.eitherEx {
		if len(e.eitherEx) < examples && !slices.Contains(e.eitherEx, r) {
			e.eitherEx = append(e.eitherEx, r)
		}
	}
}

// Decide returns what the values say; order settles day-first against month-first where it is not OrderAuto (values that
// contradict it are then Bad). A few values that contradict all others are Bad; dates set apart by dots are day-first, since
// nobody writes them otherwise.
func (e *DateEvidence) Decide(order DateOrder) DateDecision {
	d := DateDecision{Values: e.values, Bad: e.bad, Examples: e.badShown}
	if e.values == 0 {
		d.Verdict, d.Format = Empty, DateFormat{Order: OrderYMD, Layouts: e.layouts(OrderYMD), Nulls: slices.Sorted(slices.Values(e.nulls))}
		return d
	}
	open := e.onlyDMY + e.onlyMDY + e.either + e.same
	if order == OrderAuto || order == OrderYMD {
		order = e.order(open)
	}
	if order == OrderAuto {
		d.Verdict, d.Readings = Ambiguous, e.bothWays()
		return d
	}
	switch order {
	case OrderDMY:
		d.Bad += e.onlyMDY
		d.Examples = addAll(slices.Clone(d.Examples), e.onlyMDYEx)
	case OrderMDY:
		d.Bad += e.onlyDMY
		d.Examples = addAll(slices.Clone(d.Examples), e.onlyDMYEx)
	}
	if d.Verdict = Decided; d.Bad*2 > d.Values {
		d.Verdict = Unfit
	}
	d.Format = DateFormat{Order: order, Layouts: e.layouts(order), Zoned: e.zoned, Long: e.long, Nulls: slices.Sorted(slices.Values(e.nulls))}
	return d
}

// order is what the values alone say; OrderAuto when they do not say it.
func (e *DateEvidence) order(open int64) DateOrder {
	const few = 20 // one contradiction in so many is a fault of the row, not of the reading
	switch {
	case open == 0:
		return OrderYMD
	case e.onlyDMY > few*e.onlyMDY:
		return OrderDMY
	case e.onlyMDY > few*e.onlyDMY:
		return OrderMDY
	case e.onlyDMY+e.onlyMDY > 0:
		return OrderAuto
	case e.dots == open, e.either == 0:
		return OrderDMY
	}
	return OrderAuto
}

// bothWays shows values that do not decide, or values that contradict each other.
func (e *DateEvidence) bothWays() []Reading {
	if e.onlyDMY+e.onlyMDY == 0 {
		return e.eitherEx
	}
	var out []Reading
	show := func(v string) {
		t, _ := dateShape(v)
		r := Reading{Value: v, First: "no date", Other: "no date"}
		if w, ok := t.wall(OrderDMY, time.UTC); ok {
			r.First = w.Format(time.DateOnly)
		}
		if w, ok := t.wall(OrderMDY, time.UTC); ok {
			r.Other = w.Format(time.DateOnly)
		}
		out = append(out, r)
	}
	for _, list := range [][]string{e.onlyDMYEx, e.onlyMDYEx} {
		for _, v := range list[:min(len(list), 2)] {
			show(v)
		}
	}
	return out[:min(len(out), examples)]
}

// layouts lists the strptime layouts, the most frequent first, but two-digit years before four-digit ones: %Y would read the
// year 20 in 31/12/20. Where no value is a date, they are to be dates of ISO 8601.
func (e *DateEvidence) layouts(order DateOrder) []string {
	counts := map[string]int64{}
	for t, n := range e.fixed {
		counts[t] += n
	}
	first, second := "%d", "%m"
	if order == OrderMDY {
		first, second = second, first
	}
	for t, n := range e.open {
		counts[strings.NewReplacer("%1", first, "%2", second).Replace(t)] += n
	}
	if len(counts) == 0 {
		return []string{"%Y-%m-%d"}
	}
	out := make([]string, 0, len(counts))
	for l := range counts {
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b string) int {
		if short := strings.Contains(a, "%y"); short != strings.Contains(b, "%y") {
			if short {
				return -1
			}
			return 1
		}
		if counts[a] != counts[b] {
			return int(counts[b] - counts[a])
		}
		return strings.Compare(a, b)
	})
	return out
}

// DateSQL returns an expression that converts the text expression to typ (DATE or TIMESTAMP) under the format: strict raises a
// conversion error on a value that does not fit, otherwise it is NULL. zone as in ColumnSpec.
func DateSQL(expr string, f DateFormat, typ, zone string, strict bool) string {
	text := nullable("trim("+expr+")", f.Nulls)
	if f.Long {
		text = `regexp_replace(` + text + `, '(\.[0-9]{6})[0-9]+', '\1')`
	}
	var plain, offset []string
	for _, l := range f.Layouts {
		if zonedLayout(l) {
			offset = append(offset, l)
		} else {
			plain = append(plain, l)
		}
	}
	value := ""
	switch {
	case len(offset) == 0:
		value = strptime(text, plain, strict)
	case len(plain) == 0:
		value = instant(text, offset, zone, strict)
	default:
		value = fmt.Sprintf(`case when regexp_matches(%s, '(Z|z|UTC|GMT|[+-][0-9]{2}:?([0-9]{2})?)$') and contains(%s, ':') then %s else %s end`,
			text, text, instant(text, offset, zone, strict), strptime(text, plain, strict))
	}
	return "cast(" + value + " as " + typ + ")"
}

func zonedLayout(l string) bool {
	return strings.HasSuffix(l, "Z") || strings.HasSuffix(l, "%z") || strings.HasSuffix(l, "UTC") || strings.HasSuffix(l, "GMT")
}

func strptime(text string, layouts []string, strict bool) string {
	name := "try_strptime"
	if strict {
		name = "strptime"
	}
	quoted := make([]string, len(layouts))
	for i, l := range layouts {
		quoted[i] = quoteText(l)
	}
	if len(quoted) == 1 {
		return name + "(" + text + ", " + quoted[0] + ")"
	}
	return name + "(" + text + ", [" + strings.Join(quoted, ", ") + "])"
}

// instant reads zoned text as the wall clock of the zone. ISO dates go through a cast, which takes every offset; other orders
// are turned into ISO by reading what stands before the offset.
func instant(text string, layouts []string, zone string, strict bool) string {
	if zone == "" {
		zone = "UTC"
	}
	const tail = `' ?(Z|z|UTC|GMT|[+-][0-9]{2}:?([0-9]{2})?)$'`
	bare := make([]string, 0, len(layouts))
	for _, l := range layouts {
		for _, suffix := range []string{" Z", "Z", "%z", " UTC", " GMT"} {
			l = strings.TrimSuffix(l, suffix)
		}
		if !slices.Contains(bare, l) {
			bare = append(bare, l)
		}
	}
	wall := strptime("regexp_replace("+text+", "+tail+", '')", bare, strict)
	given := "regexp_extract(" + text + ", " + tail + ", 1)"
	sign := "case when starts_with(" + given + ", '-') then 1 else -1 end"
	seconds := "coalesce(try_cast(substr(" + given + ", 2, 2) as integer), 0) * 3600 + coalesce(try_cast(right(replace(" + given +
		", ':', ''), 2) as integer) * (length(" + given + ") > 3)::integer, 0) * 60"
	utc := "(" + wall + " + to_seconds((" + sign + ") * (" + seconds + ")))"
	if zone == "UTC" {
		return utc
	}
	return "timezone(" + quoteText(zone) + ", timezone('UTC', " + utc + "))"
}

// ParseDate reads one value as DateSQL would. A zoned value is returned as the wall clock of zone (nil = UTC), in UTC.
func ParseDate(value string, f DateFormat, zone *time.Location) (time.Time, bool) {
	v := strings.TrimSpace(value)
	t, ok := dateShape(v)
	if !ok || slices.Contains(f.Nulls, v) {
		return time.Time{}, false
	}
	first, second := "%d", "%m"
	if f.Order == OrderMDY {
		first, second = second, first
	}
	if !slices.Contains(f.Layouts, strings.NewReplacer("%1", first, "%2", second).Replace(t.template)) {
		return time.Time{}, false
	}
	t.nanos -= t.nanos % 1000
	w, ok := t.wall(f.Order, time.UTC)
	if !ok || !t.zoned {
		return w, ok
	}
	w = w.Add(-time.Duration(t.offset) * time.Second)
	if zone != nil {
		w = w.In(zone)
		w = time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), w.Second(), w.Nanosecond(), time.UTC)
	}
	return w, true
}
