package repl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
	"github.com/customer-landscape/landscape/engine"
)

// admit asks before a statement that destroys, and refuses it where nobody can be asked.
func (s *shell) admit(ctx context.Context, sql string) error {
	if !s.settings.confirm || s.opts.Yes {
		return nil
	}
	risk := lexer.RiskOf(sql)
	question := s.question(ctx, risk)
	if question == "" {
		return nil
	}
	return s.confirm(ctx, question)
}

// confirm asks a question that yes or no answers; no is errDeclined. Where nobody can be asked it is an error.
func (s *shell) confirm(ctx context.Context, question string) error {
	if !s.settings.confirm || s.opts.Yes {
		return nil
	}
	if !s.interactive {
		return &engine.Error{Kind: engine.KindInvalid, Hint: "--yes, or .confirm off before it",
			Err: fmt.Errorf("nobody can be asked: %s", question)}
	}
	answer, err := s.input.Ask(ctx, question+" [y/N] ")
	if err != nil && !errors.Is(err, errInterrupted) {
		return err
	}
	if a := strings.ToLower(strings.TrimSpace(answer)); err != nil || a != "y" && a != "yes" {
		return errDeclined
	}
	return nil
}

// question is what to ask before a risk is taken, with the number of rows at stake; empty when nothing is.
func (s *shell) question(ctx context.Context, risk lexer.Risk) string {
	rows := func() string {
		found, err := s.texts(ctx, "SELECT count(*) FROM "+risk.Name)
		if err != nil || len(found) != 1 {
			return "" // the statement will say what is wrong with the name
		}
		if found[0][0] == "1" {
			return "1 row"
		}
		return number(found[0][0]) + " rows"
	}
	switch risk.Verb {
	case "delete", "truncate":
		if n := rows(); n != "" && !strings.HasPrefix(n, "0 ") {
			return "delete " + n + " from " + risk.Name + "?"
		}
	case "update":
		if n := rows(); n != "" && !strings.HasPrefix(n, "0 ") {
			return "update " + n + " of " + risk.Name + "?"
		}
	case "drop":
		if risk.Kind != "table" {
			return "drop " + strings.TrimSpace(risk.Kind+" "+risk.Name) + "?"
		}
		if n := rows(); n != "" {
			return "drop table " + risk.Name + " with " + n + "?"
		}
	case "replace":
		return fileQuestion(risk.Name)
	}
	return ""
}

// fileQuestion is what to ask before a file is written over; empty when there is none.
func fileQuestion(path string) string {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return fmt.Sprintf("replace the file %s (%s)?", path, render.Bytes(info.Size()))
}
