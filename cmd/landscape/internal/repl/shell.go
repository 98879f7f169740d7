package repl

import (
	"context"
	"fmt"
	"io"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/engine"
)

// shell is one interactive session: the database, what it shows and where, and what the last statement left.
type shell struct {
	engine  *engine.Engine
	session *engine.Session

	out, err io.Writer // data; everything else
	term     terminal
	settings *options
	vars     map[string]any // what .set has stored: the parameters of every statement that names them
	last     *lastResult    // nil before the first result
	errors   []error        // of the last statements, newest last
	path     string         // of the database; empty in memory
	opts     Options        // what the shell was started with

	input       lineSource
	interactive bool // a person types
	script      int  // how many .read are running
}

// terminal is what the place that data goes to can show. It is asked for again before every statement, since windows change.
type terminal struct {
	render.Style
	height     int  // lines; 0 when unknown
	isTerminal bool // a person looks at it
}

// quit ends the shell with an exit code; commands return it.
type quit struct{ code int }

// Error is never shown.
func (q quit) Error() string { return fmt.Sprintf("quit %d", q.code) }

// lineSource reads input: statements and commands.
type lineSource interface {
	// Statement returns the next statement or command, whole, as typed. io.EOF ends the shell, errInterrupted is Ctrl-C.
	Statement(ctx context.Context, prompt prompt) (string, error)
	// Close restores the terminal.
	Close() error
}

// note tells something on standard error that is neither data nor an error.
func (s *shell) note(format string, args ...any) { fmt.Fprintf(s.err, format+"\n", args...) }
