package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/customer-landscape/landscape/engine/encode"
)

// Sideways draws a few rows as columns: one line a column of the result, its name to the left and a value a row to the right. It is for
// results of few rows and many columns, such as one row a period; rows that do not fit into the width are left out, and lists too.
func Sideways(w io.Writer, columns []Column, src encode.Source, style Style) error {
	values := make([][]string, len(columns))
	nested := make([]bool, len(columns))
	rows := 0
	for src.Next() {
		for c, col := range src.Batch().Columns() {
			nested[c] = columns[c].Unit == "list" || columns[c].Unit == "map"
			read := cells(columns[c], col, style)
			for i := range col.Len() {
				text, _ := read(i)
				values[c] = append(values[c], text)
			}
		}
		rows += int(src.Batch().NumRows())
	}
	if err := src.Err(); err != nil {
		return err
	}
	names := 0
	widths := make([]int, rows)
	for c, column := range columns {
		if nested[c] {
			continue
		}
		names = max(names, width(column.Name))
		for r, text := range values[c] {
			widths[r] = max(widths[r], width(text))
		}
	}
	room := style.Width - names
	for r, needed := range widths {
		if room -= needed + 2; style.Width > 0 && room < 0 {
			widths = widths[:r]
			break
		}
	}
	out := bufio.NewWriter(w)
	for c, column := range columns {
		if nested[c] {
			continue
		}
		line := style.paint(dim, pad(visible(column.Name), names, false))
		for r, needed := range widths {
			line += "  " + pad(values[c][r], needed, true)
		}
		fmt.Fprintln(out, strings.TrimRight(line, " "))
	}
	return out.Flush()
}

// Wrap breaks text between words into lines of at most max columns.
func Wrap(text string, max int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && width(line)+1+width(word) > max {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// Good colours what is as it should be.
func (s Style) Good(text string) string { return s.paint(green, text) }

// Warning colours what deserves a look.
func (s Style) Warning(text string) string { return s.paint(yellow, text) }

// Bad colours what must not be.
func (s Style) Bad(text string) string { return s.paint(red, text) }
