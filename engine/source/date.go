package source

import "time"

// DateOrder is the order of day, month and year in a text date.
type DateOrder string

// The orders. OrderAuto lets the values decide.
const (
	OrderAuto DateOrder = ""
	OrderYMD  DateOrder = "ymd"
	OrderDMY  DateOrder = "dmy"
	OrderMDY  DateOrder = "mdy"
)

// DateFormat is a decided way to read the dates of one column.
type DateFormat struct {
	Order   DateOrder
	Layouts []string // strptime layouts seen, the most frequent first
	Zoned   bool     // some values carry Z or an offset
	Nulls   []string // words seen that stand for no value: NULL, N/A, NaT ...
}

// Verdict is what a column's values say about its format.
type Verdict string

// The verdicts.
const (
	Decided   Verdict = "decided"
	Ambiguous Verdict = "ambiguous" // both readings fit every value
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
type DateEvidence struct{}

// Add counts n rows of the value.
func (e *DateEvidence) Add(value string, n int64) {}

// Merge adds the evidence of another part of the column.
func (e *DateEvidence) Merge(o *DateEvidence) {}

// Decide returns what the values say; order settles day-first against month-first where it is not OrderAuto (values that
// contradict it are then Bad).
func (e *DateEvidence) Decide(order DateOrder) DateDecision { return DateDecision{} }

// DateSQL returns an expression that converts the text expression to typ (DATE or TIMESTAMP) under the format: strict raises a
// conversion error on a value that does not fit, otherwise it is NULL. zone as in ColumnSpec.
func DateSQL(expr string, f DateFormat, typ, zone string, strict bool) string { return "" }

// ParseDate reads one value as DateSQL would. A zoned value is returned as the wall clock of zone.
func ParseDate(value string, f DateFormat, zone *time.Location) (time.Time, bool) {
	return time.Time{}, false
}
