package encode

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
)

// delimiting is how one of csv and tsv writes its values.
type delimiting struct {
	opts   Options
	comma  []byte
	end    string
	escape func(dst, value []byte) []byte
	plain  bool // numbers, days and times hold nothing that would have to be escaped
}

func csvForm(schema *arrow.Schema, opts Options) textForm {
	if opts.Delimiter == 0 {
		opts.Delimiter = ','
	}
	comma := utf8.AppendRune(nil, opts.Delimiter)
	special := string(comma) + "\"\r\n"
	null := []byte(opts.Null)
	inNumbers := unicode.IsLetter(opts.Delimiter) || unicode.IsDigit(opts.Delimiter) || bytes.ContainsAny(comma, "+-.:")
	d := delimiting{opts: opts, comma: comma, plain: !inNumbers && opts.Null == ""}
	d.escape = func(dst, value []byte) []byte { return appendCSV(dst, value, special, null) }
	return d.form(schema)
}

func tsvForm(schema *arrow.Schema, opts Options) textForm {
	return delimiting{opts: opts, comma: []byte("\t"), escape: appendTSV, plain: true}.form(schema)
}

func (d delimiting) form(schema *arrow.Schema) textForm {
	d.end = "\n"
	if d.opts.CRLF {
		d.end = "\r\n"
	}
	var header []byte
	if d.opts.BOM {
		header = append(header, "\uFEFF"...)
	}
	if !d.opts.NoHeader {
		for i, field := range schema.Fields() {
			if i > 0 {
				header = append(header, d.comma...)
			}
			header = d.escape(header, d.guarded([]byte(field.Name)))
		}
		header = append(header, d.end...)
	}
	return textForm{
		open: string(header), empty: string(header),
		cells: func(batch arrow.RecordBatch) []Cell { return columnCells(batch, d.cell) },
		row: func(dst []byte, cells []Cell, i int) []byte {
			for c, cell := range cells {
				if c > 0 {
					dst = append(dst, d.comma...)
				}
				dst = cell(dst, i)
			}
			return append(dst, d.end...)
		},
	}
}

func (d delimiting) cell(col arrow.Array) Cell {
	text := Text(col)
	if !d.plain || !isPlain(col.DataType()) {
		text = d.escaped(text, d.opts.EscapeFormulas && isText(col.DataType()))
	}
	if hasNoNull(col) {
		return text
	}
	return func(dst []byte, i int) []byte {
		if col.IsNull(i) {
			return append(dst, d.opts.Null...)
		}
		return text(dst, i)
	}
}

// escaped writes what text writes so that it reads back as one value.
func (d delimiting) escaped(text Cell, guard bool) Cell {
	var value []byte
	return func(dst []byte, i int) []byte {
		value = text(value[:0], i)
		if guard {
			return d.escape(dst, d.guarded(value))
		}
		return d.escape(dst, value)
	}
}

// guarded puts ' before a text that a spreadsheet would take for a formula.
func (d delimiting) guarded(value []byte) []byte {
	if d.opts.EscapeFormulas && len(value) > 0 && bytes.IndexByte([]byte("=+-@\t\r"), value[0]) >= 0 {
		return append([]byte{'\''}, value...)
	}
	return value
}

// isPlain tells whether the values of a type are made of digits and - + . : T Z and letters alone.
func isPlain(t arrow.DataType) bool {
	switch t.ID() {
	case arrow.BOOL, arrow.DATE32, arrow.TIMESTAMP, arrow.TIME64, arrow.DECIMAL128:
		return true
	default:
		return arrow.IsInteger(t.ID()) || arrow.IsFloating(t.ID())
	}
}

// isText tells whether values of a type are texts that somebody wrote.
func isText(t arrow.DataType) bool {
	if d, ok := t.(*arrow.DictionaryType); ok {
		return isText(d.ValueType)
	}
	if e, ok := t.(arrow.ExtensionType); ok {
		return isText(e.StorageType())
	}
	switch t.ID() {
	case arrow.STRING, arrow.LARGE_STRING, arrow.STRING_VIEW:
		return true
	default:
		return false
	}
}

// appendCSV quotes what RFC 4180 wants quoted, the empty string and the text of NULL, so that they differ from NULL, and outer blanks.
func appendCSV(dst, value []byte, special string, null []byte) []byte {
	plain := len(value) > 0 && value[0] != ' ' && value[len(value)-1] != ' ' && !bytes.ContainsAny(value, special) && !bytes.Equal(value, null)
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
