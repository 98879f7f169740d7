package repl

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
)

// shell is one interactive session: the database, what it shows and where, and what the last statement left.
type shell struct {
	opts       Options // what the shell was started with
	path       string  // of the database; empty in memory
	database   door.Database
	session    door.Session
	openFailed error // why the database that was opened in the background could not be

	out, err  io.Writer // data; everything else
	term      terminal
	settings  *options
	vars      map[string]variable // what .set has stored: the parameters of every statement that names them
	history   *history
	catalogue catalogue // what completion knows of the database

	input       lineSource
	interactive bool             // a person types
	signals     <-chan os.Signal // Ctrl-C while something runs; nil when nobody types
	scripts     int              // how many scripts are running inside each other
	progress    *progress        // of the running statement

	sink     *sink  // where the next result goes instead of standard output; nil for there
	output   *sink  // where results go after one of .once, as .output says; nil for standard output
	currency string // of the amounts in base currency; empty while unknown

	last        *lastResult // nil before the first result
	errors      []error     // of the last statements, newest last
	failed      bool        // the last input failed
	elapsed     time.Duration
	transaction transaction
	schema      string // where names are looked for first
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
	// Statement returns the next statement or command, whole, as typed. io.EOF is the end of the input or Ctrl-D, errInterrupted is
	// Ctrl-C, with the text that it drops.
	Statement(ctx context.Context, prompt prompt) (string, error)
	// Ask returns the one line that answers a question.
	Ask(ctx context.Context, question string) (string, error)
	// Close restores the terminal.
	Close() error
}

// note tells something on standard error that is neither data nor an error.
func (s *shell) note(format string, args ...any) { fmt.Fprintf(s.err, format+"\n", args...) }

// keepErrors is how many errors .errors remembers.
const keepErrors = 20

// noteError remembers an error for .errors.
func (s *shell) noteError(err error) {
	s.errors = append(s.errors, err)
	if len(s.errors) > keepErrors {
		s.errors = s.errors[1:]
	}
}
