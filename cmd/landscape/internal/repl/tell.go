package repl

import (
	"errors"
	"fmt"

	"github.com/customer-landscape/landscape/engine"
)

// errDeclined is what a statement ends in that the user, asked, did not want to run.
var errDeclined = errors.New("nothing was changed")

// tellError shows an error and the way out, and remembers it.
func (s *shell) tellError(err error) {
	if errors.Is(err, errDeclined) {
		s.note("%s", s.term.Dim(err.Error()))
		return
	}
	if engine.KindOf(err) == engine.KindCanceled {
		s.tellCanceled(err)
		return
	}
	s.noteError(err)
	fault := ExplainError(err)
	message, hint := fault.Message, engine.HintOf(err)
	if s.settings.verbose {
		message = err.Error()
	}
	var at *StatementError
	if errors.As(err, &at) && at.Of > 1 {
		message += fmt.Sprintf(" (statement %d of %d)", at.Nth, at.Of)
	}
	switch {
	case s.transaction == failedTransaction:
		hint = "rollback; the transaction takes nothing else"
	case hint == "":
		hint = s.wayOut(fault, at)
	}
	WriteError(s.err, s.term.Style, message, fault, hint)
}

// tellCanceled says how long a cancelled statement ran and what became of the transaction.
func (s *shell) tellCanceled(err error) {
	text := "cancelled after " + fmt.Sprintf("%.1f s", s.elapsed.Seconds())
	var at *StatementError
	if errors.As(err, &at) && at.Script != "" {
		text += fmt.Sprintf(", at %s:%d", at.Script, at.Stmt.Line)
	} else if at != nil && at.Of > 1 {
		text += fmt.Sprintf(", at statement %d of %d", at.Nth, at.Of)
	}
	switch s.transaction {
	case openTransaction:
		text += ", transaction kept"
	case failedTransaction:
		text += "; the transaction failed with it: rollback"
	}
	s.note("%s", text)
}

// wayOut is what to type next in the shell after an error that the statement itself does not answer.
func (s *shell) wayOut(fault Fault, at *StatementError) string {
	if fault.Hint != "" || at == nil || fault.Kind != "binder" && fault.Kind != "catalog" {
		return fault.Hint
	}
	tables := scopeOf(at.Stmt.Text, len(at.Stmt.Text)).tables
	switch {
	case fault.Near != "":
		return ""
	case fault.Kind == "binder" && len(tables) == 1 && tables[0].name != "":
		return ".columns " + tables[0].name
	case fault.Kind == "catalog":
		return ".tables"
	}
	return ""
}
