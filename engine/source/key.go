package source

import "strings"

// KeyEvidence gathers whether the ids of one column are numbers that were written with a fraction, as in 17850.0.
// The zero value is ready.
type KeyEvidence struct {
	values int64
	floats int64
}

// Add counts n rows of the value.
func (e *KeyEvidence) Add(value string, n int64) {
	v := strings.TrimSpace(value)
	if v == "" {
		return
	}
	e.values += n
	if ParseKey(v, true) != v {
		e.floats += n
	}
}

// Merge adds the evidence of another part of the column.
func (e *KeyEvidence) Merge(o *KeyEvidence) {
	e.values += o.values
	e.floats += o.floats
}

// IsFloat reports whether there is a value and every one is digits followed by ".0" (a leading zero or any other value says no).
func (e *KeyEvidence) IsFloat() bool { return e.values > 0 && e.floats == e.values }

// TextSQL returns an expression for a text: without the blanks around it, empty as NULL. Almost no value has any, and looking for one is
// three times as fast as trim: only a value with a blank or with a character beyond ASCII, which may be a blank too, is trimmed. Where
// the whole file is known to be ASCII, its first and last character tell.
func TextSQL(expr string, ascii bool) string {
	if ascii {
		return "case when " + expr + " >= '!' and not suffix(" + expr + ", ' ') then " + expr + " else nullif(trim(" + expr + "), '') end"
	}
	return "case when strlen(" + expr + ") <> length(" + expr + ") or contains(" + expr + ", ' ') or " + expr + " = ''" +
		" then nullif(trim(" + expr + "), '') else " + expr + " end"
}

// KeySQL returns an expression for the id: trimmed text, empty as NULL, and without its ".0" when float is true (a value of
// another form stays as it is). ascii is that of TextSQL.
func KeySQL(expr string, float, ascii bool) string {
	text := TextSQL(expr, ascii)
	if !float {
		return text
	}
	return `regexp_replace(` + text + `, '^(0|[1-9][0-9]*)\.0$', '\1')`
}

// ParseKey is KeySQL for one value; empty stands for NULL.
func ParseKey(value string, float bool) string {
	v := strings.TrimSpace(value)
	whole, ok := strings.CutSuffix(v, ".0")
	if !float || !ok || !allDigits(whole) || len(whole) > 1 && whole[0] == '0' {
		return v
	}
	return whole
}
