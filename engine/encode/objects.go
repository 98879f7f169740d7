package encode

import (
	"encoding/json"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/customer-landscape/landscape/engine"
)

func jsonForm(schema *arrow.Schema, opts Options) textForm {
	form := ndjsonForm(schema, opts)
	form.open, form.sep, form.close, form.empty = "[\n", ",\n", "\n]\n", "[]\n"
	form.end = "}"
	return form
}

func ndjsonForm(schema *arrow.Schema, opts Options) textForm {
	keys := make([]string, schema.NumFields())
	for c, name := range uniqueNames(schema) {
		keys[c] = string(appendQuoted(nil, name)) + ":"
		if c > 0 {
			keys[c] = "," + keys[c]
		}
	}
	return textForm{start: "{", before: keys, end: "}\n", cell: jsonCell(opts)}
}

// compactForm writes one object: the members of Before, "columns", "rows" and the members of After.
func compactForm(schema *arrow.Schema, opts Options) textForm {
	head := "{"
	if opts.Before != "" {
		head += opts.Before + ","
	}
	head += `"columns":` + columnsText(schema, opts.Columns) + `,"rows":[`
	between := make([]string, schema.NumFields())
	for c := 1; c < len(between); c++ {
		between[c] = ","
	}
	return textForm{
		open: head + "\n", sep: ",\n", close: "\n]", empty: head + "]",
		after: func(rows int64) string {
			if opts.After == nil {
				return "}\n"
			}
			return "," + opts.After(rows) + "}\n"
		},
		start: "[", before: between, end: "]", cell: jsonCell(opts),
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

func jsonCell(opts Options) func(col arrow.Array, from, to int) Cell {
	style := jsonStyle{int64: opts.Int64, decimal: opts.Decimal, namedFloat: opts.NamedFloat}
	return func(col arrow.Array, from, to int) Cell {
		if c, ok := col.(*array.String); ok {
			if t := textsOf(c); plainJSON(t.within(from, to)) {
				return orNull(col, "null", func(dst []byte, i int) []byte { return append(append(append(dst, '"'), t.value(i)...), '"') })
			}
		}
		return orNull(col, "null", style.cell(col))
	}
}
