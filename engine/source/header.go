package source

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
)

const (
	headRows    = 2000
	windows     = 8 // samples of the middle and the tail of a big file
	windowSize  = 64 << 10
	windowedMin = 4 << 20 // a smaller file is sampled at its head only
	maxPreamble = 20      // lines of titles before a header
)

// readHeader finds the header or its absence, names the columns and takes the samples.
func (in *Input) readHeader(opts Options) error {
	f, err := os.Open(in.data)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := readRows(in.textReader(f), in.Dialect, in.perRow, headRows+maxPreamble)
	if err != nil {
		return err
	}
	all := len(rows) < headRows+maxPreamble
	if _, ok := sepLine(rows[0].raw); ok && len(rows) > 1 && !in.perRow {
		rows = rows[1:]
	}
	width := commonWidth(rows)
	rows = skipTitles(rows, width)
	if rows[0].fault != "" && rows[0].fields == nil {
		return &Error{Line: rows[0].line, Value: shown(string(rows[0].raw)), Reason: rows[0].fault, Hint: "Correct the first line, or give quote and delimiter."}
	}
	in.skipTo(rows[0])
	if in.Dialect.Header = isHeader(rows, width); opts.Header != nil {
		in.Dialect.Header = *opts.Header
	}
	if err := in.nameColumns(rows, width); err != nil {
		return err
	}
	if in.Dialect.Header {
		rows = rows[1:]
	}
	for _, r := range rows {
		in.sampleRow(r)
	}
	in.Sample.Head, in.Sample.All = len(in.Sample.Rows), all
	if all {
		return nil
	}
	return in.sampleWindows(f)
}

func (in *Input) skipTo(first record) {
	in.Dialect.Skip = int(first.line - 1)
	if in.Dialect.Skip > 0 && len(bytes.TrimSpace(first.raw)) > 0 {
		in.Notes = append(in.Notes, fmt.Sprintf("The table begins at line %d.", first.line))
	}
}

// sampleRow keeps a row of the right width.
func (in *Input) sampleRow(r record) bool {
	if r.fault != "" || len(r.fields) < len(in.Columns) {
		return false
	}
	for _, extra := range r.fields[len(in.Columns):] {
		if len(extra) > 0 {
			return false
		}
	}
	row := make([]string, len(in.Columns))
	for i := range row {
		row[i] = string(r.fields[i])
	}
	in.Sample.Rows = append(in.Sample.Rows, row)
	return true
}

// commonWidth is the number of fields that most rows have.
func commonWidth(rows []record) int {
	counts := map[int]int{}
	best := 0
	for _, r := range rows {
		n := len(r.fields)
		counts[n]++
		if counts[n] > counts[best] || counts[n] == counts[best] && n > best {
			best = n
		}
	}
	return best
}

func filled(r record) int {
	n := 0
	for _, f := range r.fields {
		if len(bytes.TrimSpace(f)) > 0 {
			n++
		}
	}
	return n
}

// skipTitles drops lines before the table: those with at most one filled field where the table has three or more.
func skipTitles(rows []record, width int) []record {
	if width < 3 {
		return rows
	}
	for i := 0; i < min(len(rows), maxPreamble); i++ {
		if filled(rows[i]) > 1 || rows[i].fault != "" {
			if filled(rows[i])*2 <= width && i+1 < len(rows) && i > 0 && filled(rows[i+1])*2 > width && len(rows[i].fields) < width {
				continue
			}
			return rows[i:]
		}
	}
	return rows
}

// isHeader judges the first row by the rows below: text above numbers or dates names a column, a number above numbers is data.
func isHeader(rows []record, width int) bool {
	first := rows[0].fields
	if len(rows) == 1 {
		for _, f := range first {
			if isTyped(string(f)) {
				return false
			}
		}
		return true
	}
	names, data := 0, 0
	for i := range min(len(first), width) {
		typed, text := 0, 0
		for _, r := range rows[1:min(len(rows), 200)] {
			switch {
			case i >= len(r.fields) || len(bytes.TrimSpace(r.fields[i])) == 0:
			case isTyped(string(r.fields[i])):
				typed++
			default:
				text++
			}
		}
		top := strings.TrimSpace(string(first[i]))
		switch {
		case typed <= 9*text || top == "":
		case isTyped(top):
			data++
		default:
			names++
		}
	}
	return names > 0 && names >= data || names == 0 && data == 0
}

// nameColumns takes the names of the header, or makes column1, column2 ... where there is none.
func (in *Input) nameColumns(rows []record, width int) error {
	line := rows[0].line
	n := width
	var names [][]byte
	if in.Dialect.Header {
		names = rows[0].fields
		n = len(names)
		for n > 1 && len(bytes.TrimSpace(names[n-1])) == 0 && !columnFilled(rows[1:], n-1) {
			n-- // a delimiter at the end of every line
		}
		if err := in.fitHeader(rows, n, width); err != nil {
			return err
		}
	}
	seen := map[string]int{}
	for i := range n {
		name := ""
		if names != nil {
			name = strings.Join(strings.Fields(strings.ToValidUTF8(string(names[i]), "\ufffd")), " ")
		}
		if name == "" {
			name = fmt.Sprintf("column%d", i+1)
			if names != nil {
				in.Notes = append(in.Notes, fmt.Sprintf("Column %d has no name in the header and is called %s.", i+1, name))
			}
		}
		key := lowerName(name)
		if at, twice := seen[key]; twice {
			return &Error{
				Line: line, Column: name, Reason: fmt.Sprintf("two columns have one name: column %d and column %d", at, i+1),
				Hint: "Rename one of them in the file.",
			}
		}
		seen[key] = i + 1
		in.Columns = append(in.Columns, Column{Name: name, Type: "VARCHAR"})
	}
	return nil
}

// fitHeader refuses a header that names more or fewer columns than the rows have.
func (in *Input) fitHeader(rows []record, n, width int) error {
	if len(rows) == 1 || n == width {
		return nil
	}
	body := commonWidth(rows[1:])
	if n == body || body > n && !columnsFilled(rows[1:], n, body) {
		return nil
	}
	return &Error{
		Line: rows[0].line, Value: shown(string(rows[0].raw)),
		Reason: fmt.Sprintf("the header names %d columns, most rows have %d", n, body),
		Hint:   "Check the delimiter and the header; give them when they were not detected rightly.",
	}
}

func columnsFilled(rows []record, from, to int) bool {
	for i := from; i < to; i++ {
		if columnFilled(rows, i) {
			return true
		}
	}
	return false
}

func columnFilled(rows []record, i int) bool {
	for _, r := range rows {
		if i < len(r.fields) && len(bytes.TrimSpace(r.fields[i])) > 0 {
			return true
		}
	}
	return false
}

// sampleWindows adds rows from places spread over the file, each from the first line end on.
func (in *Input) sampleWindows(f *os.File) error {
	info, err := f.Stat()
	if err != nil || info.Size() < windowedMin {
		return err
	}
	buf := make([]byte, windowSize)
	for i := 1; i <= windows; i++ {
		n, err := f.ReadAt(buf, (info.Size()-windowSize)*int64(i)/windows)
		if err != nil && err != io.EOF {
			return err
		}
		b := buf[:n]
		end := byte('\n')
		if in.Dialect.Newline == "\r" {
			end = '\r'
		}
		from, to := bytes.IndexByte(b, end)+1, bytes.LastIndexByte(b, end)+1
		if from == 0 || to <= from {
			continue
		}
		rows, err := readRows(bytes.NewReader(b[from:to]), in.Dialect, in.perRow, headRows)
		if err != nil {
			return err
		}
		for _, r := range rows {
			in.sampleRow(r)
		}
	}
	return nil
}
