package source

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
)

// Line is a place in a file and what stands there.
type Line struct {
	Number int64  // physical line, 1 = the first; row of the sheet for xlsx
	Text   string // the row as it lies, without its end, cut at 500 bytes
}

// RowFault is a row that cannot be read as a row of the file.
type RowFault struct {
	Line   Line
	Reason string // "7 fields instead of 8", "a quoted field does not end", "a NUL byte", "bytes that are not UTF-8"
}

// Faults are the rows of a file that cannot be read.
type Faults struct {
	Rows  []RowFault // the first ones
	Total int64
}

func (f *Faults) add(r RowFault, most int) {
	f.Total++
	if len(f.Rows) < most {
		f.Rows = append(f.Rows, r)
	}
}

func lineOf(rec record) Line {
	text := rec.raw
	if len(text) > 500 {
		text = text[:500]
	}
	return Line{Number: rec.line, Text: string(bytes.ToValidUTF8(text, []byte("\ufffd")))}
}

// eachRow reads the data rows of the text in order, faulty ones with their reason, blank lines left out. The record is valid
// until visit returns.
func (in *Input) eachRow(ctx context.Context, visit func(rec record) error) error {
	if in.Format != FormatText && in.Format != FormatXLSX {
		return &Error{Path: in.Path, Reason: "places are known in text and sheets only"}
	}
	f, err := os.Open(in.data)
	if err != nil {
		return in.named(ctx, err)
	}
	defer f.Close()
	s := newScanner(in.textReader(f), in.Dialect)
	s.perRow = in.perRow
	header := in.Dialect.Header
	for n := 0; ; n++ {
		if n%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		rec, err := s.next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return in.named(ctx, err)
		case rec.line <= int64(in.Dialect.Skip), rec.blank:
			continue
		case header:
			header = false
			continue
		}
		if rec.fault == "" {
			rec.fault = in.widthFault(rec.fields)
		}
		if err := visit(rec); err != nil {
			return err
		}
	}
}

// textReader skips the byte-order mark of a file that is read as it lies.
func (in *Input) textReader(r io.Reader) io.Reader {
	b := bufio.NewReaderSize(r, chunk)
	if mark, _ := b.Peek(len(utf8BOM)); bytes.Equal(mark, utf8BOM) {
		_, _ = b.Discard(len(utf8BOM))
	}
	return b
}

// widthFault says what is wrong with the number of fields; empty fields beyond the last column are not counted.
func (in *Input) widthFault(fields [][]byte) string {
	n := len(fields)
	for n > len(in.Columns) && len(fields[n-1]) == 0 {
		n--
	}
	switch {
	case n == len(in.Columns):
		return ""
	case n == 1:
		return fmt.Sprintf("1 field instead of %d", len(in.Columns))
	}
	return fmt.Sprintf("%d fields instead of %d", n, len(in.Columns))
}

// Locate maps ordinals of data rows (1 = the first row after the header; rows that Diagnose reports are not counted) to their
// physical lines, in one ordered pass over a text or xlsx input.
func (in *Input) Locate(ctx context.Context, rows []int64) (map[int64]Line, error) {
	wanted := make(map[int64]bool, len(rows))
	last := int64(0)
	for _, r := range rows {
		wanted[r] = true
		last = max(last, r)
	}
	found := make(map[int64]Line, len(rows))
	row := int64(0)
	err := in.eachRow(ctx, func(rec record) error {
		if rec.fault != "" {
			return nil
		}
		if row++; row > last {
			return errStop
		}
		if wanted[row] {
			found[row] = lineOf(rec)
		}
		return nil
	})
	if err != nil && err != errStop {
		return nil, err
	}
	return found, nil
}

// CountRows counts the data rows that are not faulty, in one pass over a text or xlsx input: a control of what a reader
// delivered. Input.Rows is at least as much, and equal where no line is blank and no field holds a line end.
func (in *Input) CountRows(ctx context.Context) (int64, error) {
	n := int64(0)
	err := in.eachRow(ctx, func(rec record) error {
		if rec.fault == "" {
			n++
		}
		return nil
	})
	return n, err
}

// errStop ends eachRow early.
var errStop = fmt.Errorf("stop")

// Diagnose reads a whole text or xlsx input and returns its first most faulty rows with their total.
func (in *Input) Diagnose(ctx context.Context, most int) (Faults, error) {
	var faults Faults
	err := in.eachRow(ctx, func(rec record) error {
		if rec.fault != "" {
			faults.add(RowFault{Line: lineOf(rec), Reason: rec.fault}, most)
		}
		return nil
	})
	return faults, err
}

// LineColumn is the name of the column of physical line numbers that Numbered adds.
const LineColumn = "landscape_line"

// Numbered copies a text or xlsx input to a temporary file without its faulty rows and with a first column LineColumn (BIGINT,
// physical line), and returns an Input over the copy with the faults (the first most of them). So a slow but certain load knows
// the line of every row without counting. The copy lives until the input is closed.
func (in *Input) Numbered(ctx context.Context, most int) (*Input, Faults, error) {
	var faults Faults
	path, err := in.tempName("numbered.csv")
	if err != nil {
		return nil, faults, in.named(ctx, err)
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, faults, in.named(ctx, err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, chunk)
	d := Dialect{Delimiter: ",", Quote: `"`, Escape: `"`, Newline: "\n"}
	var number []byte
	err = in.eachRow(ctx, func(rec record) error {
		if rec.fault != "" {
			faults.add(RowFault{Line: lineOf(rec), Reason: rec.fault}, most)
			return nil
		}
		number = strconv.AppendInt(number[:0], rec.line, 10)
		_, _ = w.Write(append(number, ','))
		writeFields(w, rec.fields[:len(in.Columns)], d)
		return w.WriteByte('\n')
	})
	if err != nil {
		return nil, faults, in.named(ctx, err)
	}
	if err := w.Flush(); err != nil {
		return nil, faults, in.named(ctx, err)
	}
	copied := *in
	copied.data, copied.Dialect, copied.temp, copied.Suspect = path, d, "", ""
	copied.Format = FormatText
	copied.Columns = append([]Column{{Name: LineColumn, Type: "BIGINT"}}, in.Columns...)
	copied.Sample = Sample{}
	return &copied, faults, f.Close()
}
