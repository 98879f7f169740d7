package repl

import (
	"context"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

// transaction is whether one is open in the session. DuckDB has no way to ask, so it follows from the statements and their outcome.
type transaction int

const (
	noTransaction transaction = iota
	openTransaction
	failedTransaction // it takes nothing but ROLLBACK
)

// mark stands in the prompt behind the database.
func (t transaction) mark() string { return [...]string{"", "*", "!"}[t] }

// noteTransaction follows the transaction over a statement that has run with an outcome.
func (s *shell) noteTransaction(ctx context.Context, sql string, err error) {
	verb := ""
	if words := lexer.Words(sql); len(words) > 0 {
		verb = words[0]
	}
	ends := verb == "commit" || verb == "end" || verb == "rollback" || verb == "abort"
	switch {
	case err == nil && (verb == "begin" || verb == "start"):
		s.transaction = openTransaction
	case err == nil && ends:
		s.transaction = noTransaction
	case err != nil && s.transaction != noTransaction:
		s.transaction = openTransaction
		if s.isAborted(ctx) {
			s.transaction = failedTransaction
		} else if ends {
			s.transaction = noTransaction // a commit that fails rolls back
		}
	}
}

// isAborted asks the database whether the open transaction takes statements at all.
func (s *shell) isAborted(ctx context.Context) bool {
	result, err := s.session.Query(context.WithoutCancel(ctx), "SELECT 1", nil)
	if err != nil {
		return strings.Contains(err.Error(), "ransaction is aborted")
	}
	result.Release()
	return false
}
