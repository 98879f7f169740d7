package source

import "context"

// ColumnSpec says how one column is to be delivered.
type ColumnSpec struct {
	Name    string        // of the source's column, as in Input.Columns
	Type    string        // VARCHAR, DATE, TIMESTAMP, DECIMAL(p,s), DOUBLE, BIGINT, INTEGER ...
	Date    DateFormat    // for DATE and TIMESTAMP out of text
	Decimal DecimalFormat // for numbers out of text
	Zone    string        // for DATE and TIMESTAMP out of zoned text: the IANA zone whose day counts; defaults to UTC
}

// Relation returns the SQL text of a relation, to stand after FROM, that delivers exactly the named columns in the given order
// under their own names: read_csv, read_parquet or read_json with everything decided here, wrapped in a SELECT where a column
// needs a conversion that DuckDB's reader cannot do natively. A value that does not fit its format is an error when it is read,
// never a NULL. Empty text is NULL. Columns that are not named are not converted. For Parquet the Type is a cast; with no
// columns every column is delivered as it is (VARCHAR for text).
func (in *Input) Relation(cols []ColumnSpec) string { return "" }

// EvidenceSQL returns a query over rel (a relation to stand after FROM that delivers the column as VARCHAR) whose rows
// (value VARCHAR, n BIGINT) stand for the whole column: for each shape of text the extreme values, with the number of rows they
// stand for. Fed to DateEvidence, DecimalEvidence or KeyEvidence they decide what every single value would decide.
func EvidenceSQL(rel, column string) string { return "" }

// Line is a place in a file and what stands there.
type Line struct {
	Number int64  // physical line, 1 = the first; row of the sheet for xlsx
	Text   string // the row as it lies, without its end, cut at 500 bytes
}

// RowFault is a row that cannot be read as a row of the file.
type RowFault struct {
	Line   Line
	Column string // where it is known
	Reason string // "7 fields instead of 8", "quoted field does not end", "NUL byte", "invalid utf-8"
}

// Faults are the rows of a file that cannot be read.
type Faults struct {
	Rows  []RowFault // the first ones
	Total int64
}

// Locate maps ordinals of data rows (1 = the first row after the header; rows that Diagnose reports are not counted) to their
// physical lines, in one ordered pass.
func (in *Input) Locate(ctx context.Context, rows []int64) (map[int64]Line, error) { return nil, nil }

// Diagnose reads the whole text and returns its first most faulty rows with their total.
func (in *Input) Diagnose(ctx context.Context, most int) (Faults, error) { return Faults{}, nil }

// LineColumn is the name of the column of physical line numbers that Numbered adds.
const LineColumn = "landscape_line"

// Numbered copies the text to a temporary file without its faulty rows and with a first column LineColumn (BIGINT, physical
// line), and returns an Input over the copy with the faults (the first most). Relation of the copy takes
// ColumnSpec{Name: LineColumn, Type: "BIGINT"}: so a slow but certain load knows the line of every row without counting. The
// caller closes the copy.
func (in *Input) Numbered(ctx context.Context, most int) (*Input, Faults, error) {
	return nil, Faults{}, nil
}
