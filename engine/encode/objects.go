package encode

import (
	"encoding/json"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/customer-landscape/landscape/engine"
)

func jsonForm(schema *arrow.Schema, opts Options) textForm {
	form := ndjsonForm(schema, opts)
	form.open, form.sep, form.close, form.empty = "[\n", ",\n", "\n]\n", "[]\n"
	form.row = jsonRow(schema)
	return form
}

func ndjsonForm(schema *arrow.Schema, opts Options) textForm {
	row := jsonRow(schema)
	return textForm{
		cells: jsonCells(opts),
		row:   func(dst []byte, cells []Cell, i int) []byte { return append(row(dst, cells, i), '\n') },
	}
}

// compactForm writes one object: the members of Before, "columns", "rows" and the members of After.
func compactForm(schema *arrow.Schema, opts Options) textForm {
	head := "{"
	if opts.Before != "" {
		head += opts.Before + ","
	}
	head += `"columns":` + columnsText(schema, opts.Columns) + `,"rows":[`
	return textForm{
		open: head + "\n", sep: ",\n", close: "\n]", empty: head + "]",
		after: func(rows int64) string {
			if opts.After == nil {
				return "}\n"
			}
			return "," + opts.After(rows) + "}\n"
		},
		cells: jsonCells(opts),
		row: func(dst []byte, cells []Cell, i int) []byte {
			dst = append(dst, '[')
			for c, cell := range cells {
				if c > 0 {
					dst = append(dst, ',')
				}
				dst = cell(dst, i)
			}
			return append(dst, ']')
		},
	}
}

// columnsText describes the columns as JSON: name, SQL type where it is known and Arrow's otherwise, whether there may be NULL, and the
// unit where there is one.
func columnsText(schema *arrow.Schema, known []engine.Column) string {
	type column struct {
		Name     string `json:"name"`
		Type     string `json:"type"`
		Nullable bool   `json:"nullable"`
		Unit     string `json:"unit,omitempty"`
	}
	columns := make([]column, schema.NumFields())
	for i, field := range schema.Fields() {
		columns[i] = column{Name: field.Name, Type: field.Type.String(), Nullable: field.Nullable}
		if len(known) == len(columns) {
			columns[i].Type, columns[i].Unit = known[i].Type, known[i].Unit
		}
	}
	text, err := json.Marshal(columns)
	if err != nil {
		return "[]" // strings and booleans always marshal
	}
	return string(text)
}

func jsonCells(opts Options) func(arrow.RecordBatch) []Cell {
	style := jsonStyle{int64: opts.Int64, decimal: opts.Decimal, namedFloat: opts.NamedFloat}
	return func(batch arrow.RecordBatch) []Cell {
		return columnCells(batch, func(col arrow.Array) Cell { return nullable(col, style.cell(col)) })
	}
}

func jsonRow(schema *arrow.Schema) func(dst []byte, cells []Cell, i int) []byte {
	keys := make([][]byte, schema.NumFields())
	for c, name := range uniqueNames(schema) {
		keys[c] = append(appendQuoted(nil, name), ':')
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
