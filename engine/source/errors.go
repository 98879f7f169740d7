package source

import (
	"strconv"
	"strings"
)

// Error is the one error type of the package: a file that cannot be read, or a place in it, with the way out.
type Error struct {
	Path   string // the file as it was named; "standard input" for "-"
	Line   int64  // physical line, 1 = the first; the row of the sheet for xlsx; 0 = not known or the whole file
	Column string // the column's name, or "column N" where it has none; empty = the whole line
	Value  string // the text that is at fault, shortened to 60 characters; empty = none
	Reason string // what is wrong, lower case, without a full stop
	Hint   string // the way out, a full sentence; empty when there is none
	Err    error  // the cause; may be nil
}

// Error returns `path, line 3, column "price": reason: "value"`, without the hint.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Path)
	if e.Line > 0 {
		b.WriteString(", line ")
		b.WriteString(strconv.FormatInt(e.Line, 10))
	}
	if e.Column != "" {
		b.WriteString(", column ")
		b.WriteString(strconv.Quote(e.Column))
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(e.Reason)
	if e.Value != "" {
		b.WriteString(": ")
		b.WriteString(strconv.Quote(e.Value))
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// shown shortens a value for a message, on a character boundary.
func shown(s string) string {
	const most = 60
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "..."
		}
		n++
	}
	return s
}
