package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
	"github.com/customer-landscape/landscape/engine"
)

// loop reads and carries out one input after the other.
func (s *shell) loop(ctx context.Context) error {
	warned := false // of leaving with a transaction open
	for {
		s.lookAround()
		if s.interactive {
			s.refreshCatalogue(ctx)
		}
		text, err := s.input.Statement(ctx, s.prompt())
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, io.EOF):
			if s.interactive && s.transaction != noTransaction && !warned {
				s.note("a transaction is open, and leaving rolls it back; Ctrl-D again leaves")
				warned = true
				continue
			}
			return nil
		case errors.Is(err, errInterrupted):
			if strings.TrimSpace(text) == "" {
				s.note("%s", s.term.Dim("Ctrl-D or .quit to leave"))
			}
			s.history.remember(text)
			continue
		case err != nil:
			return err
		}
		warned = false
		over, err := s.answer(ctx, text)
		if over {
			return err
		}
	}
}

// answer carries out one input and tells its error. It returns true when the shell is over.
func (s *shell) answer(ctx context.Context, text string) (over bool, err error) {
	if strings.TrimSpace(text) == "" {
		return false, nil
	}
	s.lookAround()
	start := time.Now()
	err = s.guarded(ctx, func(ctx context.Context) error {
		if err := s.ready(); err != nil {
			return err
		}
		return s.do(ctx, text)
	})
	s.elapsed = time.Since(start)
	var leave quit
	if errors.As(err, &leave) {
		if leave.code != 0 {
			return true, &Exit{leave.code}
		}
		return true, nil
	}
	if s.interactive {
		s.history.add(entry{Time: start.UTC().Truncate(time.Second), Database: s.path, SQL: strings.TrimRight(text, " \t\r\n"), OK: err == nil,
			Milliseconds: s.elapsed.Milliseconds(), hidden: strings.HasPrefix(text, " ")})
	}
	s.failed = err != nil
	switch {
	case err == nil:
		return false, nil
	case s.openFailed != nil:
		return true, err
	case ctx.Err() != nil:
		return true, ctx.Err()
	case !s.interactive, s.settings.bail:
		return true, err
	}
	s.tellError(err)
	return false, nil
}

// do carries out one input: a command, or one or several statements in order up to the first error.
func (s *shell) do(ctx context.Context, text string) error {
	if isCommand(text) {
		return s.command(ctx, text)
	}
	trimmed := strings.TrimSuffix(strings.TrimRight(text, " \t\r\n"), `\g`)
	statements := lexer.Split(trimmed)
	for i, stmt := range statements {
		if err := s.execute(ctx, stmt.Text); err != nil {
			return &StatementError{Stmt: stmt, Nth: i + 1, Of: len(statements), Err: err}
		}
	}
	return nil
}

// command carries out a dot command.
func (s *shell) command(ctx context.Context, line string) error {
	line = strings.TrimRight(strings.TrimSpace(line), "; \t")
	if name, ok := strings.CutPrefix(line, "?"); ok {
		line = ".doc " + name
	}
	c, args, near := findCommand(line, s.interactive && s.scripts == 0)
	if c == nil {
		word, _, _ := strings.Cut(line, " ")
		hint := ".help lists all commands"
		if len(near) == 0 {
			if n := Nearest(word, commandNames()); n != "" {
				near = []string{n}
			}
		}
		if len(near) > 0 {
			hint = strings.Join(near, ", ")
		}
		return &engine.Error{Kind: engine.KindInvalid, Hint: hint, Err: fmt.Errorf("there is no command %s", word)}
	}
	if s.settings.safe && c.outside {
		return errSafe(c.name)
	}
	return c.run(ctx, s, args)
}

// runScript carries out the statements and commands of a text up to the first error; name is what messages call it.
func (s *shell) runScript(ctx context.Context, name, text string) error {
	s.scripts++
	defer func() { s.scripts-- }()
	source := newPlain(strings.NewReader(strings.TrimPrefix(text, "\ufeff")), nil, nil)
	for {
		line := source.line
		input, err := source.Statement(ctx, prompt{})
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = s.do(ctx, input)
		}
		var at *StatementError
		switch {
		case err == nil:
		case errors.As(err, &quit{}):
			return err
		case errors.As(err, &at) && at.Script == "":
			at.Script, at.Of = name, 0
			at.Stmt.Line += line
			return err
		case errors.As(err, &at):
			return err
		default:
			stmt := lexer.Statement{Text: strings.TrimSpace(input), Line: line + 1}
			return &StatementError{Script: name, Stmt: stmt, Err: err}
		}
	}
}
