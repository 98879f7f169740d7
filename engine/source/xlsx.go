package source

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// inspectXLSX copies one sheet as text, a row of the sheet a row of the text, and reads header and samples from the copy.
func (in *Input) inspectXLSX(ctx context.Context, opts Options) error {
	book, err := excelize.OpenFile(in.data, excelize.Options{TmpDir: opts.TempDir})
	if err != nil {
		return &Error{Reason: "the workbook cannot be opened: " + err.Error(), Hint: "Open it in Excel and save it again as xlsx, without a password.", Err: err}
	}
	defer book.Close()
	in.Sheets = book.GetSheetList()
	if in.Sheet, err = chooseSheet(book, in.Sheets, opts.Sheet); err != nil {
		return err
	}
	if err := markDates(book); err != nil {
		return err
	}
	in.Encoding, in.perRow = encUTF8, true
	in.Dialect = Dialect{Delimiter: ",", Quote: `"`, Escape: `"`, Newline: "\n"}
	path, err := in.tempName("sheet.csv")
	if err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, chunk)
	rows, err := in.writeSheet(ctx, w, book)
	if err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	in.data, in.Rows = path, rows
	if rows == 0 {
		return &Error{Reason: fmt.Sprintf("the sheet %q is empty", in.Sheet), Hint: sheetHint(in.Sheets)}
	}
	if err := in.readHeader(opts); err != nil {
		return err
	}
	if in.Rows -= int64(in.Dialect.Skip); in.Dialect.Header {
		in.Rows--
	}
	return f.Close()
}

// chooseSheet takes the named sheet, or the only one with content.
func chooseSheet(book *excelize.File, sheets []string, wanted string) (string, error) {
	if wanted != "" {
		for _, s := range sheets {
			if strings.EqualFold(s, wanted) {
				return s, nil
			}
		}
		return "", &Error{Reason: fmt.Sprintf("there is no sheet %q", wanted), Hint: sheetHint(sheets)}
	}
	var full []string
	for _, s := range sheets {
		if visible, err := book.GetSheetVisible(s); err == nil && visible && hasContent(book, s) {
			full = append(full, s)
		}
	}
	switch len(full) {
	case 0:
		return "", &Error{Reason: "the workbook has no sheet with content", Hint: sheetHint(sheets)}
	case 1:
		return full[0], nil
	}
	return "", &Error{Reason: fmt.Sprintf("%d sheets have content", len(full)), Hint: sheetHint(full)}
}

func sheetHint(sheets []string) string {
	quoted := make([]string, len(sheets))
	for i, s := range sheets {
		quoted[i] = strconv.Quote(s)
	}
	return "Name the sheet with --sheet: " + strings.Join(quoted, ", ") + "."
}

func hasContent(book *excelize.File, sheet string) bool {
	rows, err := book.Rows(sheet)
	if err != nil {
		return false // a chart sheet
	}
	defer rows.Close()
	for range 100 {
		if !rows.Next() {
			return false
		}
		if cells, err := rows.Columns(); err == nil && len(cells) > 1 {
			return true
		}
	}
	return false
}

// dateMark stands before the stored number of a date in what the streaming reader hands out.
const dateMark = "\ue000"

// markDates makes the streaming reader hand out every date as dateMark with its stored number, and every other number as it is
// stored. Whether a cell is a date is known by its style alone, which the reader uses and does not tell. To let it format dates
// itself takes four times as long.
func markDates(book *excelize.File) error {
	if _, err := book.GetStyle(0); err != nil {
		return &Error{Reason: "the styles of the workbook cannot be read: " + err.Error(), Hint: "Open it in Excel and save it again as xlsx.", Err: err}
	}
	styles := book.Styles
	if styles == nil || styles.CellXfs == nil {
		return nil
	}
	custom := map[int]string{}
	if styles.NumFmts != nil {
		for _, f := range styles.NumFmts.NumFmt {
			custom[f.NumFmtID] = f.FormatCode
		}
	}
	style, err := book.NewStyle(&excelize.Style{CustomNumFmt: new(`"` + dateMark + `"0.0000000000`)})
	if err != nil {
		return err
	}
	date, asStored := *styles.CellXfs.Xf[style].NumFmtID, 9999 // no format has this number, so the value is handed out raw
	for i := range styles.CellXfs.Xf {
		id := styles.CellXfs.Xf[i].NumFmtID
		if id == nil || i == style {
			continue
		}
		if isDateFormat(*id, custom[*id]) {
			styles.CellXfs.Xf[i].NumFmtID = &date
		} else {
			styles.CellXfs.Xf[i].NumFmtID = &asStored
		}
	}
	return nil
}

// cellText is the text of a cell: a date in ISO order to the second, a number with its 15 digits, anything else as it is.
func cellText(s string, day0 time.Time) string {
	serial, ok := strings.CutPrefix(s, dateMark)
	if !ok {
		return storedNumber(s)
	}
	days, err := strconv.ParseFloat(serial, 64)
	if err != nil {
		return serial
	}
	whole := math.Floor(days)
	seconds := math.Round((days - whole) * 24 * 60 * 60)
	return day0.AddDate(0, 0, int(whole)).Add(time.Duration(seconds) * time.Second).Format(time.DateTime)
}

// dayZero is the day that the workbook counts from.
func dayZero(book *excelize.File) time.Time {
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		return time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
}

// isDateFormat reports whether a number format shows a day.
func isDateFormat(id int, code string) bool {
	if code == "" {
		return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 58
	}
	inText, inBracket := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '[':
			inBracket = true
		case c == ']':
			inBracket = false
		case inBracket:
		case c == 'y' || c == 'Y' || c == 'd' || c == 'D':
			return true
		}
	}
	return false
}

// writeSheet writes every row up to the last, blank ones as blank lines, so that places keep their numbers.
func (in *Input) writeSheet(ctx context.Context, w *bufio.Writer, book *excelize.File) (int64, error) {
	rows, err := book.Rows(in.Sheet)
	if err != nil {
		return 0, &Error{Reason: fmt.Sprintf("the sheet %q cannot be read: %v", in.Sheet, err), Err: err}
	}
	defer rows.Close()
	var n int64
	day0, width := dayZero(book), 0
	var fields [][]byte
	for rows.Next() {
		if n++; n%1000 == 0 && ctx.Err() != nil {
			return 0, ctx.Err()
		}
		cells, err := rows.Columns()
		if err != nil {
			return 0, &Error{Line: n, Reason: err.Error(), Err: err}
		}
		fields = fields[:0]
		filled := false
		for _, c := range cells {
			filled = filled || c != ""
			fields = append(fields, []byte(cellText(c, day0)))
		}
		if filled {
			if width < len(fields) && n <= maxPreamble {
				width = len(fields)
			}
			for len(fields) < width {
				fields = append(fields, nil) // the sheet leaves out empty cells at the end of a row
			}
			writeFields(w, fields, in.Dialect)
		}
		if err := w.WriteByte('\n'); err != nil {
			return 0, err
		}
	}
	if err := rows.Error(); err != nil {
		return 0, &Error{Line: n, Reason: "the sheet is damaged: " + err.Error(), Err: err}
	}
	return n, nil
}

// storedNumber gives a number that was stored with the noise of binary fractions, such as 2.5499999999999998, its 15 digits.
func storedNumber(s string) string {
	if len(s) < 17 || len(s) > 26 || !strings.Contains(s, ".") {
		return s
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64)
	if err != nil {
		return s
	}
	return strconv.FormatFloat(short, 'f', -1, 64)
}
