package encode

import (
	"io"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/customer-landscape/landscape/engine"
)

// Options change how a result is written. The zero value writes what the command line does.
type Options struct {
	NoHeader       bool   // csv, tsv: leave the line of column names out. Defaults to false.
	Delimiter      rune   // csv: between values; neither a quote nor an end of line. Defaults to a comma.
	Null           string // csv, tsv: what NULL reads. Defaults to nothing.
	BOM            bool   // csv, tsv: begin with a byte order mark, as Excel wants UTF-8 marked. Defaults to false.
	CRLF           bool   // csv, tsv: end lines with CR LF. Defaults to LF.
	EscapeFormulas bool   // csv, tsv: put ' before a text that a spreadsheet would compute. Defaults to false.

	Int64      Number // json, compact, ndjson: whole numbers of 64 bits and more. Defaults to Bare.
	Decimal    Number // json, compact, ndjson: decimals with a fraction. Defaults to Bare.
	NamedFloat bool   // json, compact, ndjson: write NaN and infinities as the strings NaN, Infinity and -Infinity. Defaults to null.

	Columns []engine.Column         // compact, html: what is known of the columns beside their names. Defaults to nothing.
	Before  string                  // compact: members of the object in front of the columns, such as "id":1. Defaults to none.
	After   func(rows int64) string // compact: members behind the rows. Defaults to none.
	Title   string                  // html: of the page; xlsx: of the sheet. Defaults to Result.

	// Full is asked with the bytes written so far before each row of the line-oriented forms and each batch of arrow and arrowfile; true
	// ends the result there, as if the source had no more rows. Defaults to never.
	Full func(written int64) bool

	TempDir   string           // xlsx: where a large sheet is kept until it is whole. Defaults to the system's.
	Allocator memory.Allocator // arrow, arrowfile, parquet: where buffers come from. Defaults to Go's heap.
}

// Number says how numbers that a reader could round are written in JSON.
type Number int

// The ways to write a number in JSON.
const (
	Bare   Number = iota // as a number with all its digits
	Quoted               // as a string
	Safe                 // as a number up to 2^53, which every reader keeps, and as a string above
)

// Write writes every batch of src to w and returns the number of rows written. What a batch holds is written before the next one is asked for. An error of the
// source is returned as it is, after the rows before it; then a JSON array stays open and a Parquet file has no footer, so that
// a cut result cannot be taken for a whole one. The caller keeps src and releases it.
func Write(w io.Writer, format Format, src Source, opts Options) (int64, error) {
	if opts.Allocator == nil {
		opts.Allocator = memory.DefaultAllocator
	}
	switch format {
	case Arrow, ArrowFile:
		return writeArrow(w, src, opts, format == ArrowFile)
	case Parquet:
		return writeParquet(w, src, opts)
	case XLSX:
		return writeSheet(w, src, opts)
	default:
		return writeText(w, textForms[format](src.Schema(), opts), src, opts)
	}
}

// uniqueNames returns the column names, a repeated one as name_1, name_2, for forms in which a name must be found again.
func uniqueNames(schema *arrow.Schema) []string {
	names := make([]string, schema.NumFields())
	seen := map[string]bool{}
	for i, field := range schema.Fields() {
		name := field.Name
		for n := 1; seen[name]; n++ {
			name = field.Name + "_" + strconv.Itoa(n)
		}
		seen[name] = true
		names[i] = name
	}
	return names
}
