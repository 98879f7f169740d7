package source

// DecimalFormat is a decided way to read the numbers of one column.
type DecimalFormat struct {
	Mark  string   // "." or ","
	Group string   // thousands separator: "" "," "." " " "'"; " " stands for every kind of blank
	Plain bool     // every value is [+-]digits[mark digits][exponent]: DuckDB's reader takes it natively
	Nulls []string // words seen that stand for no value
}

// DecimalDecision is the outcome of DecimalEvidence.
type DecimalDecision struct {
	Verdict  Verdict
	Format   DecimalFormat // valid when Decided
	Readings []Reading     // when Ambiguous: up to three values, read with decimal comma and with decimal point
	Values   int64
	Bad      int64
	Examples []string
	Currency string // the one currency sign or code seen beside the numbers; "" = none
	Fraction bool   // some value has decimals other than zeros
	Scale    int    // most decimals seen
}

// DecimalEvidence gathers what the text values of one column say about their decimal mark. The zero value is ready.
type DecimalEvidence struct{}

// Add counts n rows of the value.
func (e *DecimalEvidence) Add(value string, n int64) {}

// Merge adds the evidence of another part of the column.
func (e *DecimalEvidence) Merge(o *DecimalEvidence) {}

// Decide returns what the values say; mark ("." or ",") settles it where it is not empty.
func (e *DecimalEvidence) Decide(mark string) DecimalDecision { return DecimalDecision{} }

// DecimalSQL returns an expression that converts the text expression to the DuckDB type typ (DECIMAL(18,4), DOUBLE, BIGINT)
// under the format: strict raises an error on a value that does not fit, otherwise it is NULL. More decimals than typ has are
// rounded half away from zero; a whole-number type refuses decimals other than zeros.
func DecimalSQL(expr string, f DecimalFormat, typ string, strict bool) string { return "" }

// ParseDecimal returns the number that DecimalSQL would read, as plain text such as "-1234.50".
func ParseDecimal(value string, f DecimalFormat) (string, bool) { return "", false }
