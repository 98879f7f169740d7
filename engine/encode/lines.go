package encode

import (
	"bytes"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
)

func csvForm(schema *arrow.Schema, opts Options) textForm {
	return delimited(schema, opts, ',', appendCSV)
}

func tsvForm(schema *arrow.Schema, opts Options) textForm {
	return delimited(schema, opts, '\t', appendTSV)
}

func delimited(schema *arrow.Schema, opts Options, comma byte, escape func(dst, value []byte) []byte) textForm {
	var header []byte
	if !opts.NoHeader {
		for i, field := range schema.Fields() {
			if i > 0 {
				header = append(header, comma)
			}
			header = escape(header, []byte(field.Name))
		}
		header = append(header, '\n')
	}
	return textForm{
		open: string(header), empty: string(header),
		cells: func(batch arrow.RecordBatch) []Cell {
			return columnCells(batch, func(col arrow.Array) Cell {
				text := Text(col)
				var value []byte
				return func(dst []byte, i int) []byte {
					if col.IsNull(i) {
						return dst
					}
					value = text(value[:0], i)
					return escape(dst, value)
				}
			})
		},
		row: func(dst []byte, cells []Cell, i int) []byte {
			for c, cell := range cells {
				if c > 0 {
					dst = append(dst, comma)
				}
				dst = cell(dst, i)
			}
			return append(dst, '\n')
		},
	}
}

// appendCSV quotes what RFC 4180 wants quoted, the empty string, so that it differs from NULL, and outer blanks.
func appendCSV(dst, value []byte) []byte {
	plain := len(value) > 0 && value[0] != ' ' && value[len(value)-1] != ' ' && !bytes.ContainsAny(value, ",\"\r\n")
	if plain {
		return append(dst, value...)
	}
	dst = append(dst, '"')
	for _, b := range value {
		if b == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, b)
	}
	return append(dst, '"')
}

func appendTSV(dst, value []byte) []byte {
	for _, b := range value {
		switch b {
		case '\t':
			dst = append(dst, '\\', 't')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\\':
			dst = append(dst, '\\', '\\')
		default:
			dst = append(dst, b)
		}
	}
	return dst
}

func jsonForm(schema *arrow.Schema, opts Options) textForm {
	form := ndjsonForm(schema, opts)
	form.open, form.sep, form.close, form.empty = "[\n", ",\n", "\n]\n", "[]\n"
	form.row = jsonRow(schema)
	return form
}

func ndjsonForm(schema *arrow.Schema, _ Options) textForm {
	row := jsonRow(schema)
	return textForm{
		cells: func(batch arrow.RecordBatch) []Cell {
			return columnCells(batch, func(col arrow.Array) Cell { return nullable(col, jsonCell(col)) })
		},
		row: func(dst []byte, cells []Cell, i int) []byte { return append(row(dst, cells, i), '\n') },
	}
}

func jsonRow(schema *arrow.Schema) func(dst []byte, cells []Cell, i int) []byte {
	keys := make([][]byte, schema.NumFields())
	for c, name := range uniqueNames(schema) {
		keys[c] = append(appendQuoted(nil, []byte(name)), ':')
	}
	return func(dst []byte, cells []Cell, i int) []byte {
		dst = append(dst, '{')
		for c, cell := range cells {
			if c > 0 {
				dst = append(dst, ',')
			}
			dst = append(dst, keys[c]...)
			dst = cell(dst, i)
		}
		return append(dst, '}')
	}
}

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
