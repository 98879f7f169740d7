package encode

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
)

// markdownForm writes a pipe table: numbers to the right, NULL as the word, line breaks as <br>.
func markdownForm(schema *arrow.Schema, _ Options) textForm {
	var header, rule strings.Builder
	for _, field := range schema.Fields() {
		header.WriteString("| " + string(appendMarkdown(nil, []byte(field.Name))) + " ")
		if IsNumber(field.Type) {
			rule.WriteString("| ---: ")
		} else {
			rule.WriteString("| --- ")
		}
	}
	head := header.String() + "|\n" + rule.String() + "|\n"
	return textForm{
		open: head, empty: head,
		cells: func(batch arrow.RecordBatch) []Cell {
			return columnCells(batch, func(col arrow.Array) Cell {
				text := Text(col)
				var value []byte
				return func(dst []byte, i int) []byte {
					if col.IsNull(i) {
						return append(dst, "NULL"...)
					}
					value = text(value[:0], i)
					return appendMarkdown(dst, value)
				}
			})
		},
		row: func(dst []byte, cells []Cell, i int) []byte {
			for _, cell := range cells {
				dst = append(dst, "| "...)
				dst = append(cell(dst, i), ' ')
			}
			return append(dst, "|\n"...)
		},
	}
}

var markdownEscapes = strings.NewReplacer("|", `\|`, "\r\n", "<br>", "\n", "<br>", "\r", "<br>", "\t", " ", `\`, `\\`)

func appendMarkdown(dst, value []byte) []byte {
	return append(dst, markdownEscapes.Replace(string(value))...)
}

// IsNumber tells whether cells of the type stand to the right.
func IsNumber(t arrow.DataType) bool {
	return arrow.IsInteger(t.ID()) || arrow.IsFloating(t.ID()) || arrow.IsDecimal(t.ID())
}
