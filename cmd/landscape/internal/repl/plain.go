package repl

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

// errInterrupted is what a lineSource returns for Ctrl-C.
var errInterrupted = errors.New("interrupted")

// plain reads lines as they come: from a pipe, a file or a terminal that nothing is known of. It writes prompts only when asked to.
type plain struct {
	in      *bufio.Reader
	prompts io.Writer // nil writes none
	line    int       // of the last line read, from 1
}

func newPlain(in io.Reader, prompts io.Writer) *plain {
	return &plain{in: bufio.NewReader(in), prompts: prompts}
}

// Statement reads until what was read is whole. At the end of the input an unfinished statement counts as whole.
func (p *plain) Statement(_ context.Context, prompt prompt) (string, error) {
	var text strings.Builder
	ask := prompt.first
	for {
		if p.prompts != nil {
			fmt.Fprint(p.prompts, ask)
		}
		line, err := p.in.ReadString('\n')
		text.WriteString(line)
		p.line++
		switch {
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
