package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/customer-landscape/landscape/engine"
)

// newEditor makes the editor of a name. Without a name it is rich, and basic on a terminal that only knows lines.
func (s *shell) newEditor(name string) (lineSource, error) {
	switch name {
	case "":
		if os.Getenv("TERM") == "dumb" || os.Getenv("TERM") == "" {
			return s.newEditor("basic")
		}
		return s.newEditor("rich")
	case "rich":
		return newRich(s)
	case "basic":
		return newBasic(s)
	case "plain":
		return newPlain(s.opts.Stdin, s.opts.Stdout, s.signals), nil
	}
	return nil, &engine.Error{Kind: engine.KindInvalid, Hint: "--editor rich", Err: fmt.Errorf("--editor is %q; it can be rich, basic or plain", name)}
}

// await reads with a library that knows no context. interrupt is its error for Ctrl-C. When the context ends, the reading is left behind.
func await(ctx context.Context, read func() (string, error), interrupt error) (string, error) {
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		text, err := read()
		answers <- answer{text, err}
	}()
	select {
	case a := <-answers:
		switch {
		case errors.Is(a.err, interrupt):
			return a.text, errInterrupted
		case errors.Is(a.err, io.EOF):
			return "", io.EOF
		}
		return a.text, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
