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
	before := make([]string, schema.NumFields())
	for c := range before {
		before[c] = " | "
	}
	before[0] = "| "
	return textForm{open: head, empty: head, before: before, end: " |\n", cell: markdownCell}
}

func markdownCell(col arrow.Array, _, _ int) Cell {
	text := Text(col)
	var value []byte
	return orNull(col, "NULL", func(dst []byte, i int) []byte {
		value = text(value[:0], i)
		return appendMarkdown(dst, value)
	})
}

var markdownEscapes = strings.NewReplacer("|", `\|`, "\r\n", "<br>", "\n", "<br>", "\r", "<br>", "\t", " ", `\`, `\\`)

func appendMarkdown(dst, value []byte) []byte {
	return append(dst, markdownEscapes.Replace(string(value))...)
}

// IsNumber tells whether cells of the type stand to the right.
func IsNumber(t arrow.DataType) bool {
	return arrow.IsInteger(t.ID()) || arrow.IsFloating(t.ID()) || arrow.IsDecimal(t.ID())
}
