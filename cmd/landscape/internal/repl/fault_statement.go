package repl

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
	"github.com/customer-landscape/landscape/engine"
)

// StatementError tells in which statement an error lies.
type StatementError struct {
	Script string // the name of the file; empty for what was typed or stood on the command line
	Stmt   lexer.Statement
	Nth    int // which statement of one input this is, from 1
	Of     int // how many the input has; 0 when nobody counted
	Err    error
}

// Error names the place only when the script is a file.
func (e *StatementError) Error() string {
	if e.Script == "" {
		return e.Err.Error()
	}
	return fmt.Sprintf("%s:%d: %s", e.Script, e.Stmt.Line, e.Err)
}

// Unwrap returns the cause.
func (e *StatementError) Unwrap() error { return e.Err }

// ExplainError reads an error that may lie in a statement.
func ExplainError(err error) Fault {
	stmt := lexer.Statement{Line: 1}
	var at *StatementError
	if errors.As(err, &at) {
		stmt = at.Stmt
	}
	fault := Explain(err.Error(), stmt.Text, stmt.FirstLine())
	if p := engine.PositionOf(err); p != nil && fault.text == "" && p.Offset < len(stmt.Text) {
		fault.mark(stmt.Text, stmt.FirstLine(), p.Offset, wordEnd(stmt.Text, p.Offset))
	}
	return fault
}

// WriteError writes an error for a person: what is wrong, the place, and the way out, each when there is one.
func WriteError(w io.Writer, style render.Style, message string, fault Fault, hint string) {
	head := style.Error() + " " + message
	first, _, more := strings.Cut(message, "\n")
	if room := style.Width - len("error: ") - render.Width(first) - len(fault.Kind) - 2; fault.Kind != "" && room > 0 && !more {
		head += strings.Repeat(" ", room+1) + style.Dim(fault.Kind)
	}
	fmt.Fprintln(w, head)
	fault.WritePlace(w, style)
	if hint != "" {
		fmt.Fprintln(w, style.Dim("try:"), strings.TrimSuffix(hint, "."))
	}
}
