package repl

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

// errInterrupted is what a lineSource returns for Ctrl-C.
var errInterrupted = errors.New("interrupted")

// plain reads lines as they come: from a pipe, a file or a terminal that nothing is known of. It writes prompts only when asked to.
type plain struct {
	in      *bufio.Reader
	prompts io.Writer // nil writes none
	signals <-chan os.Signal
	pending chan read // a line that is being read, since reading cannot be interrupted
	line    int       // lines read so far
}

type read struct {
	text string
	err  error
}

// newPlain reads from in. A person who types gets prompts, and may press Ctrl-C.
func newPlain(in io.Reader, prompts io.Writer, signals <-chan os.Signal) *plain {
	return &plain{in: bufio.NewReader(in), prompts: prompts, signals: signals}
}

// Statement reads until what was read is whole. At the end of the input an unfinished statement counts as whole.
func (p *plain) Statement(ctx context.Context, prompt prompt) (string, error) {
	var text strings.Builder
	ask := prompt.first
	for {
		line, err := p.next(ctx, ask)
		text.WriteString(line)
		switch {
		case errors.Is(err, errInterrupted), ctx.Err() != nil:
			return text.String(), err
		case err != nil && strings.TrimSpace(text.String()) == "":
			return "", err
		case err != nil:
			return text.String(), nil
		case complete(text.String()):
			return text.String(), nil
		}
		ask = continuation(lexer.StateOf(text.String()).Open)
	}
}

// next reads one line behind a prompt.
func (p *plain) next(ctx context.Context, ask string) (string, error) {
	if p.prompts != nil {
		fmt.Fprint(p.prompts, ask)
	}
	if p.signals == nil {
		text, err := p.in.ReadString('\n')
		p.line++
		return text, err
	}
	if p.pending == nil {
		p.pending = make(chan read, 1)
		go func(to chan<- read) {
			text, err := p.in.ReadString('\n')
			to <- read{text, err}
		}(p.pending)
	}
	select {
	case r := <-p.pending:
		p.pending = nil
		p.line++
		return r.text, r.err
	case <-p.signals:
		fmt.Fprintln(p.prompts)
		return "", errInterrupted
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Ask reads the next line.
func (p *plain) Ask(ctx context.Context, question string) (string, error) {
	return p.next(ctx, question)
}

// Close does nothing.
func (p *plain) Close() error { return nil }

// complete tells whether Enter runs a text: a command on its first line, nothing at all, or SQL that ends in a semicolon outside
// strings and comments. A \g at the end runs it too.
func complete(text string) bool {
	first := strings.TrimSpace(text)
	if first == "" || isCommand(first) && !strings.Contains(first, "\n") || strings.HasSuffix(first, `\g`) {
		return true
	}
	state := lexer.StateOf(text)
	return state.Ended
}
