package encode

import (
	"html"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
)

// htmlStyle is the whole look of a page: readable in light and dark, with the header in sight while rows scroll.
const htmlStyle = `:root{color-scheme:light dark}body{font:14px/1.4 system-ui,sans-serif;margin:1rem}` +
	`table{border-collapse:collapse}th,td{padding:.25rem .6rem;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent);` +
	`text-align:left;vertical-align:top}th{position:sticky;top:0;background:Canvas}.n{text-align:right;font-variant-numeric:tabular-nums}` +
	`.u{font-weight:normal;opacity:.6}`

// htmlForm writes a page with one table: numbers to the right, NULL as an empty cell, the unit of a column beside its name.
func htmlForm(schema *arrow.Schema, opts Options) textForm {
	title := opts.Title
	if title == "" {
		title = defaultTitle
	}
	var head strings.Builder
	head.WriteString("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + html.EscapeString(title) + "</title><style>" +
		htmlStyle + "</style></head><body>\n<table><thead><tr>")
	before := make([]string, schema.NumFields())
	for i, field := range schema.Fields() {
		class := ""
		if IsNumber(field.Type) {
			class = ` class="n"`
		}
		if before[i] = "<td" + class + ">"; i > 0 {
			before[i] = "</td>" + before[i]
		}
		head.WriteString("<th" + class + ">" + html.EscapeString(field.Name))
		if len(opts.Columns) == len(before) && opts.Columns[i].Unit != "" {
			head.WriteString(` <span class="u">` + html.EscapeString(opts.Columns[i].Unit) + "</span>")
		}
		head.WriteString("</th>")
	}
	head.WriteString("</tr></thead><tbody>\n")
	const end = "</tbody></table>\n</body></html>\n"
	return textForm{open: head.String(), close: end, empty: head.String() + end, start: "<tr>", before: before, end: "</td></tr>\n", cell: htmlCell}
}

func htmlCell(col arrow.Array, _, _ int) Cell {
	text := Text(col)
	var value []byte
	return orNull(col, "", func(dst []byte, i int) []byte {
		value = text(value[:0], i)
		return append(dst, html.EscapeString(string(value))...)
	})
}
