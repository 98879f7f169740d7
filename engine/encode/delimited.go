package encode

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// delimiting is how one of csv and tsv writes its values.
type delimiting struct {
	opts   Options
	comma  []byte
	csv    bool
	escape func(dst, value []byte) []byte
	plain  bool // numbers, days and times hold nothing that would have to be escaped
}

func csvForm(schema *arrow.Schema, opts Options) textForm {
	if opts.Delimiter == 0 {
		opts.Delimiter = ','
	}
	comma := utf8.AppendRune(nil, opts.Delimiter)
	inNumbers := unicode.IsLetter(opts.Delimiter) || unicode.IsDigit(opts.Delimiter) || bytes.ContainsAny(comma, "+-.:")
	d := delimiting{opts: opts, comma: comma, csv: true, plain: !inNumbers && opts.Null == ""}
	d.escape = d.appendCSV
	return d.form(schema)
}

func tsvForm(schema *arrow.Schema, opts Options) textForm {
	return delimiting{opts: opts, comma: []byte("\t"), escape: appendTSV, plain: true}.form(schema)
}

func (d delimiting) form(schema *arrow.Schema) textForm {
	end := "\n"
	if d.opts.CRLF {
		end = "\r\n"
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
		header = append(header, end...)
	}
	between := make([]string, schema.NumFields())
	for c := 1; c < len(between); c++ {
		between[c] = string(d.comma)
	}
	return textForm{open: string(header), empty: string(header), before: between, end: end, cell: d.cell}
}

func (d delimiting) cell(col arrow.Array, from, to int) Cell {
	return orNull(col, d.opts.Null, d.value(col, from, to))
}

// value is how the values of a column read between delimiters that are not NULL.
func (d delimiting) value(col arrow.Array, from, to int) Cell {
	guard := d.opts.EscapeFormulas && isText(col.DataType())
	if c, ok := col.(*array.String); ok && d.csv && !guard && d.opts.Null == "" {
		if t := textsOf(c); !d.special(t.within(from, to)) {
			return unquoted(t)
		}
	}
	text := Text(col)
	if d.plain && isPlain(col.DataType()) {
		return text
	}
	return d.escaped(text, guard)
}

// special tells whether anything in a text has to be quoted for what it is, and not for its place.
func (d delimiting) special(text []byte) bool {
	return bytes.Contains(text, d.comma) || bytes.IndexByte(text, '"') >= 0 || bytes.IndexByte(text, '\n') >= 0 || bytes.IndexByte(text, '\r') >= 0
}

// unquoted writes texts that hold nothing to be quoted, unless they are empty or have outer blanks.
func unquoted(t texts) Cell {
	return func(dst []byte, i int) []byte {
		value := t.value(i)
		if len(value) > 0 && value[0] != ' ' && value[len(value)-1] != ' ' {
			return append(dst, value...)
		}
		return append(append(append(dst, '"'), value...), '"')
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
func (d delimiting) appendCSV(dst, value []byte) []byte {
	if len(value) > 0 && value[0] != ' ' && value[len(value)-1] != ' ' && string(value) != d.opts.Null && !d.special(value) {
		return append(dst, value...)
	}
	dst = append(dst, '"')
	for {
		quote := bytes.IndexByte(value, '"')
		if quote < 0 {
			return append(append(dst, value...), '"')
		}
		dst = append(append(dst, value[:quote+1]...), '"')
		value = value[quote+1:]
	}
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
