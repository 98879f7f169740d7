package render

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/customer-landscape/landscape/engine/encode"
)

// Listing writes every row with its cells one behind the other and a mark between them, without names: the mode list.
func Listing(w io.Writer, src encode.Source, mark, null string) (int64, error) {
	return eachRow(w, src, func(out *bufio.Writer, row []string, known []bool) {
		for i, text := range row {
			if !known[i] {
				text = null
			}
			if i > 0 {
				_, _ = out.WriteString(mark)
			}
			_, _ = out.WriteString(visible(text))
		}
		_ = out.WriteByte('\n')
	})
}

// HTML writes a table element, NULL as an empty cell of the class null.
func HTML(w io.Writer, columns []Column, src encode.Source) (int64, error) {
	var head strings.Builder
	head.WriteString("<table>\n<thead><tr>")
	for _, c := range columns {
		head.WriteString("<th>" + html.EscapeString(c.Name) + "</th>")
	}
	head.WriteString("</tr></thead>\n<tbody>\n")
	if _, err := io.WriteString(w, head.String()); err != nil {
		return 0, err
	}
	n, err := eachRow(w, src, func(out *bufio.Writer, row []string, known []bool) {
		_, _ = out.WriteString("<tr>")
		for i, text := range row {
			if known[i] {
				_, _ = out.WriteString("<td>" + html.EscapeString(text) + "</td>")
			} else {
				_, _ = out.WriteString(`<td class="null"></td>`)
			}
		}
		_, _ = out.WriteString("</tr>\n")
	})
	if err == nil {
		_, err = io.WriteString(w, "</tbody>\n</table>\n")
	}
	return n, err
}

// Inserts writes one INSERT statement a row, texts and everything else that is no number, truth value or NULL in quotes.
func Inserts(w io.Writer, table string, columns []Column, src encode.Source) (int64, error) {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = Quote(c.Name)
	}
	bare := make([]bool, len(columns))
	for i, field := range src.Schema().Fields() {
		bare[i] = encode.IsNumber(field.Type) && !arrow.IsFloating(field.Type.ID()) || field.Type.ID() == arrow.BOOL
	}
	start := "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES ("
	return eachRow(w, src, func(out *bufio.Writer, row []string, known []bool) {
		_, _ = out.WriteString(start)
		for i, text := range row {
			switch {
			case !known[i]:
				text = "NULL"
			case !bare[i]:
				text = "'" + strings.ReplaceAll(text, "'", "''") + "'"
			}
			if i > 0 {
				_, _ = out.WriteString(", ")
			}
			_, _ = out.WriteString(text)
		}
		_, _ = out.WriteString(");\n")
	})
}

// Quote writes a name as SQL reads it, in quotes where it must be.
func Quote(name string) string {
	for i, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r == '_', i > 0 && r >= '0' && r <= '9':
		default:
			return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		}
	}
	if name == "" {
		return `""`
	}
	return name
}

// eachRow calls write with the machine text of every cell and flushes after each batch.
func eachRow(w io.Writer, src encode.Source, write func(out *bufio.Writer, row []string, known []bool)) (int64, error) {
	out := bufio.NewWriter(w)
	n := int64(0)
	for src.Next() {
		batch := src.Batch()
		cells := make([]encode.Cell, batch.NumCols())
		for c, col := range batch.Columns() {
			cells[c] = encode.Text(col)
		}
		row, known := make([]string, len(cells)), make([]bool, len(cells))
		for i := range int(batch.NumRows()) {
			for c, col := range batch.Columns() {
				row[c], known[c] = "", !col.IsNull(i)
				if known[c] {
					row[c] = string(cells[c](nil, i))
				}
			}
			write(out, row, known)
			n++
		}
		if err := out.Flush(); err != nil {
			return n, err
		}
	}
	if err := src.Err(); err != nil {
		return n, fmt.Errorf("after %d rows: %w", n, err)
	}
	return n, out.Flush()
}
