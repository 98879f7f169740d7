package encode

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"
	"unicode/utf16"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/xuri/excelize/v2"
)

// ErrSheetFull is the error of a result that a sheet of a workbook cannot hold: more than 1,048,575 rows, 16,384 columns, or 32,767
// characters in one cell.
var ErrSheetFull = errors.New("a sheet cannot hold it")

const (
	sheetRows    = excelize.TotalRows - 1 // one is the header
	sheetDigits  = 15                     // that a spreadsheet keeps of a number
	defaultTitle = "Result"
)

// sheet is one workbook while it is filled.
type sheet struct {
	book   *excelize.File
	out    *excelize.StreamWriter
	styles struct{ header, date, instant, clock int }
	row    []any
}

// writeSheet writes a workbook with one sheet. The file is made of parts whose lengths stand in front, so nothing is written before the
// last row; a large sheet is kept in a file until then.
func writeSheet(w io.Writer, src Source, opts Options) (rows int64, err error) {
	if n := src.Schema().NumFields(); n > excelize.MaxColumns {
		return 0, fmt.Errorf("%w: it has %d columns, and a sheet %d", ErrSheetFull, n, excelize.MaxColumns)
	}
	s, err := newSheet(src.Schema(), opts)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.book.Close()) }()
	for src.Next() {
		batch := src.Batch()
		cells := make([]sheetCell, batch.NumCols())
		for c, col := range batch.Columns() {
			cells[c] = s.cell(col)
		}
		for i := range int(batch.NumRows()) {
			if rows == sheetRows {
				return rows, fmt.Errorf("%w: it has more than %d rows", ErrSheetFull, sheetRows)
			}
			if err := s.write(batch, cells, rows, i); err != nil {
				return rows, err
			}
			rows++
		}
	}
	if err := src.Err(); err != nil {
		return rows, err
	}
	if err := s.out.Flush(); err != nil {
		return rows, err
	}
	return rows, s.book.Write(w)
}

func newSheet(schema *arrow.Schema, opts Options) (*sheet, error) {
	s := &sheet{book: excelize.NewFile(excelize.Options{TmpDir: opts.TempDir}), row: make([]any, schema.NumFields())}
	return s, s.begin(schema, opts.Title)
}

func (s *sheet) begin(schema *arrow.Schema, title string) error {
	if title == "" {
		title = defaultTitle
	}
	name := s.book.GetSheetName(0)
	if err := s.book.SetSheetName(name, title); err == nil {
		name = title // a title that is no name of a sheet leaves the usual one
	}
	formats := []struct {
		style  *int
		format string
	}{{&s.styles.date, "yyyy-mm-dd"}, {&s.styles.instant, "yyyy-mm-dd hh:mm:ss"}, {&s.styles.clock, "hh:mm:ss"}}
	var err error
	for _, f := range formats {
		if *f.style, err = s.book.NewStyle(&excelize.Style{CustomNumFmt: &f.format}); err != nil {
			return err
		}
	}
	if s.styles.header, err = s.book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	if s.out, err = s.book.NewStreamWriter(name); err != nil {
		return err
	}
	if err := s.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for c, column := range schema.Fields() {
		s.row[c] = excelize.Cell{StyleID: s.styles.header, Value: column.Name}
		if err := s.out.SetColWidth(c+1, c+1, columnWidth(column)); err != nil {
			return err
		}
	}
	return s.out.SetRow("A1", s.row)
}

// columnWidth is what a column needs to show its name and usual values, in characters.
func columnWidth(column arrow.Field) float64 {
	least := 10
	switch column.Type.ID() {
	case arrow.TIMESTAMP:
		least = 19
	case arrow.STRING:
		least = 16
	}
	return float64(min(max(least, len(column.Name)+2), 40))
}

func (s *sheet) write(batch arrow.RecordBatch, cells []sheetCell, row int64, i int) error {
	for c, cell := range cells {
		if batch.Column(c).IsNull(i) {
			s.row[c] = nil
			continue
		}
		s.row[c] = cell(i)
		if text, ok := s.row[c].(string); ok && len(text) > excelize.TotalCellChars && len(utf16.Encode([]rune(text))) > excelize.TotalCellChars {
			return fmt.Errorf("%w: a text of the column %s has more than %d characters", ErrSheetFull, batch.ColumnName(c), excelize.TotalCellChars)
		}
	}
	return s.out.SetRow("A"+strconv.FormatInt(row+2, 10), s.row)
}

// sheetCell returns what a workbook has for row i, which is not NULL.
type sheetCell func(i int) any

// cell returns typed cells for a column: numbers that 15 digits hold, days, times and truth values as such, anything else as text.
func (s *sheet) cell(col arrow.Array) sheetCell {
	text := Text(col)
	var value []byte
	asText := func(i int) any {
		value = text(value[:0], i)
		return string(value)
	}
	switch c := col.(type) {
	case *array.Boolean:
		return func(i int) any { return c.Value(i) }
	case *array.Float64:
		return func(i int) any { return finiteOr(c.Value(i), asText, i) }
	case *array.Float32:
		return func(i int) any {
			value = text(value[:0], i) // the short text of 32 bits, not the long one of the same number in 64
			wide, err := strconv.ParseFloat(string(value), 64)
			if err != nil {
				return string(value)
			}
			return finiteOr(wide, asText, i)
		}
	case *array.Date32:
		return func(i int) any { return s.day(c.Value(i).ToTime(), s.styles.date, asText, i) }
	case *array.Timestamp:
		return s.instant(c, asText)
	case *array.Time64:
		unit := c.DataType().(*arrow.Time64Type).Unit
		return func(i int) any {
			at := c.Value(i).ToTime(unit)
			return excelize.Cell{StyleID: s.styles.clock, Value: at.Sub(at.Truncate(24*time.Hour)).Hours() / 24}
		}
	}
	if !IsNumber(col.DataType()) {
		return asText
	}
	return func(i int) any {
		value = text(value[:0], i)
		if number, err := strconv.ParseFloat(string(value), 64); err == nil && significant(value) <= sheetDigits {
			return number
		}
		return string(value)
	}
}

func finiteOr(v float64, asText sheetCell, i int) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return asText(i)
	}
	return v
}

// instant writes a time on the clock of its zone: a workbook knows no zones.
func (s *sheet) instant(c *array.Timestamp, asText sheetCell) sheetCell {
	typ := c.DataType().(*arrow.TimestampType)
	zone, err := typ.GetZone()
	if err != nil || zone == nil {
		zone = time.UTC
	}
	return func(i int) any {
		v := c.Value(i)
		if v == math.MaxInt64 || v == -math.MaxInt64 {
			return asText(i)
		}
		at := v.ToTime(typ.Unit).In(zone)
		wall := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), time.UTC)
		return s.day(wall, s.styles.instant, asText, i)
	}
}

// Days before the first of March 1900, which spreadsheets count differently, and after 9999, which they do not have, are written as text.
var (
	firstSheetDay = time.Date(1900, time.March, 1, 0, 0, 0, 0, time.UTC)
	lastSheetDay  = time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)
)

func (s *sheet) day(at time.Time, style int, asText sheetCell, i int) any {
	if at.Before(firstSheetDay) || at.After(lastSheetDay) {
		return asText(i)
	}
	return excelize.Cell{StyleID: style, Value: at}
}

// significant counts the digits of a number that matter: not the zeros at its ends.
func significant(number []byte) int {
	digits := bytes.ReplaceAll(bytes.TrimLeft(number, "-"), []byte("."), nil)
	return len(bytes.Trim(digits, "0"))
}
