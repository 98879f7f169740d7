package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
	"github.com/customer-landscape/landscape/engine"
)

// Options say what the shell runs on.
type Options struct {
	Open           func(ctx context.Context) (*engine.Engine, error) // opens the database
	Path           string                                            // of the database, for the prompt; empty in memory
	ReadOnly       bool                                              // how it is opened
	Version        string                                            // of the program
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Interactive    bool                          // a person types: standard input and output are a terminal
	Style          func(stream any) render.Style // what a stream can show
	Quiet          bool                          // no banner
}

// Exit is the error of a session that ends with an exit code of its own: .quit 3, or a script that failed and told why.
type Exit struct{ Code int }

// Error says so.
func (e *Exit) Error() string { return fmt.Sprintf("exit code %d", e.Code) }

// Run reads statements until the input ends or one leaves. Without a person it stops at the first error and returns it.
func Run(ctx context.Context, opts Options) error {
	s := &shell{out: opts.Stdout, err: opts.Stderr, settings: defaultOptions(), vars: map[string]any{}, interactive: opts.Interactive,
		path: opts.Path, opts: opts}
	s.lookAround()
	e, err := opts.Open(ctx)
	if err != nil {
		return err
	}
	s.engine = e
	if s.session, err = e.Session(ctx); err != nil {
		return errors.Join(err, e.Close())
	}
	var prompts io.Writer
	if opts.Interactive {
		prompts = opts.Stdout
	}
	s.input = newPlain(opts.Stdin, prompts)
	err = s.loop(ctx)
	s.last.release()
	err = errors.Join(err, s.input.Close(), s.session.Close(), e.Close())
	return err
}

// lookAround asks the terminal for its size and abilities.
func (s *shell) lookAround() {
	s.term.Style = s.opts.Style(s.out)
	s.term.isTerminal = s.interactive
}

func (s *shell) loop(ctx context.Context) error {
	for {
		text, err := s.input.Statement(ctx, s.prompt())
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		s.lookAround()
		err = s.do(ctx, text)
		var leave quit
		switch {
		case errors.As(err, &leave):
			if leave.code != 0 {
				return &Exit{leave.code}
			}
			return nil
		case err != nil && (!s.interactive || s.settings.bail):
			return err
		case err != nil:
			s.tellError(err)
		}
	}
}

// do carries out one input: a command, or one or several statements in order up to the first error.
func (s *shell) do(ctx context.Context, text string) error {
	if isCommand(text) {
		return s.command(ctx, text)
	}
	for _, stmt := range lexer.Split(strings.TrimSuffix(strings.TrimSpace(text), `\g`)) {
		if err := s.execute(ctx, stmt.Text); err != nil {
			return err
		}
	}
	return nil
}

func (s *shell) command(ctx context.Context, line string) error {
	c, args, near := findCommand(strings.TrimRight(strings.TrimSpace(line), ";"), s.interactive)
	if c == nil {
		word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		hint := ".help lists all commands"
		if len(near) > 0 {
			hint = strings.Join(near, ", ")
		}
		return &engine.Error{Kind: engine.KindInvalid, Hint: hint, Err: fmt.Errorf("there is no command %s", word)}
	}
	return c.run(ctx, s, args)
}

// tellError shows an error and the way out.
func (s *shell) tellError(err error) {
	s.errors = append(s.errors, err)
	s.note("%s %v", s.term.Error(), err)
	if hint := engine.HintOf(err); hint != "" {
		s.note("%s %s", s.term.Dim("try:"), strings.TrimSuffix(hint, "."))
	}
}
