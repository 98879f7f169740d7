package encode

import (
	"bufio"
	"io"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// Options change how a result is written.
type Options struct {
	NoHeader  bool             // csv, tsv: leave the line of column names out. Defaults to false.
	Allocator memory.Allocator // arrow, parquet: where buffers come from. Defaults to Go's heap.
}

// Write writes every batch of src to w and returns the number of rows written. It flushes after each batch. An error of the
// source is returned as it is, after the rows before it; then a JSON array stays open and a Parquet file has no footer, so that
// a cut result cannot be taken for a whole one. The caller keeps src and releases it.
func Write(w io.Writer, format Format, src Source, opts Options) (int64, error) {
	if opts.Allocator == nil {
		opts.Allocator = memory.DefaultAllocator
	}
	switch format {
	case Arrow:
		return writeArrow(w, src, opts)
	case Parquet:
		return writeParquet(w, src, opts)
	default:
		return writeText(w, textForms[format](src.Schema(), opts), src)
	}
}

// textForm is one of the line-oriented formats.
type textForm struct {
	open  string // before the first row
	sep   string // between rows
	close string // after the last row, only when all went well
	empty string // in place of all three when there are no rows
	cells func(arrow.RecordBatch) []Cell
	row   func(dst []byte, cells []Cell, i int) []byte
}

var textForms = map[Format]func(*arrow.Schema, Options) textForm{
	CSV: csvForm, TSV: tsvForm, JSON: jsonForm, NDJSON: ndjsonForm, Markdown: markdownForm,
}

func writeText(w io.Writer, form textForm, src Source) (int64, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	var rows int64
	var line []byte
	for src.Next() {
		batch := src.Batch()
		cells := form.cells(batch)
		for i := range int(batch.NumRows()) {
			line = line[:0]
			if rows == 0 {
				line = append(line, form.open...)
			} else {
				line = append(line, form.sep...)
			}
			line = form.row(line, cells, i)
			if _, err := out.Write(line); err != nil {
				return rows, err
			}
			rows++
		}
		if err := out.Flush(); err != nil {
			return rows, err
		}
	}
	if err := src.Err(); err != nil {
		return rows, err
	}
	end := form.close
	if rows == 0 {
		end = form.empty
	}
	if _, err := out.WriteString(end); err != nil {
		return rows, err
	}
	return rows, out.Flush()
}

// columnCells returns one Cell a column that also handles NULL.
func columnCells(batch arrow.RecordBatch, cell func(arrow.Array) Cell) []Cell {
	cells := make([]Cell, batch.NumCols())
	for c, col := range batch.Columns() {
		cells[c] = cell(col)
	}
	return cells
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
