package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/engine"
)

// Options say what the shell runs on.
type Options struct {
	Open           func(ctx context.Context) (door.Database, error)                             // opens the database
	OpenFile       func(ctx context.Context, path string, readOnly bool) (door.Database, error) // opens another one, for .open
	Path           string                                                                       // of the database, for the prompt; empty in memory
	ReadOnly       bool                                                                         // how it is opened
	Connected      bool                                                                         // a server has the database, and Path is its host
	Version        string                                                                       // of the program
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Mode           string                        // how results are written; empty is table
	Interactive    bool                          // a person types: standard input and output are a terminal
	Style          func(stream any) render.Style // what a stream can show
	Quiet          bool                          // no banner
	NoProgress     bool                          // no progress of long statements
	Yes            bool                          // never ask before what destroys
	Editor         string                        // rich, basic or plain; empty chooses by the terminal
	Init           string                        // a file to run first; empty is init.sql in the folder of the configuration
	NoInit         bool                          // run no file first
}

// Exit is the error of a session that ends with an exit code of its own, as .quit 3 does; everything has been told.
type Exit struct{ Code int }

// Error says so.
func (e *Exit) Error() string { return fmt.Sprintf("exit code %d", e.Code) }

// Run reads and carries out statements and commands until the input ends or one of them leaves. Without a person it stops at the
// first error and returns it. When ctx ends, what runs is cancelled and the database is closed.
func Run(ctx context.Context, opts Options) error {
	s := &shell{opts: opts, path: opts.Path, out: opts.Stdout, err: opts.Stderr, settings: defaultOptions(), vars: map[string]variable{},
		interactive: opts.Interactive, schema: "main", history: newHistory("")}
	if opts.Mode != "" {
		s.settings.mode = opts.Mode
	}
	s.lookAround()
	if err := s.start(ctx); err != nil {
		return errors.Join(err, s.close())
	}
	err := s.loop(ctx)
	if closed := s.close(); closed != nil {
		return errors.Join(err, closed)
	}
	return err
}

// start opens the database and, for a person, the editor and the history. A database in memory is made while the person looks at the
// first prompt.
func (s *shell) start(ctx context.Context) error {
	if !s.interactive {
		s.input = newPlain(s.opts.Stdin, nil, nil)
		return s.open(ctx)
	}
	s.history = newHistory(historyPath())
	s.catalogue.stale = true
	if s.path == "" {
		s.refreshCatalogue(ctx) // opens it, too
	} else if err := s.open(ctx); err != nil {
		return err
	}
	signal.Reset(os.Interrupt) // Ctrl-C no longer ends the program
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	s.signals = signals
	s.banner(ctx)
	var err error
	if s.input, err = s.newEditor(s.opts.Editor); err != nil {
		return err
	}
	return s.runInit(ctx)
}

// open opens the database and its session.
func (s *shell) open(ctx context.Context) error {
	d, err := s.opts.Open(ctx)
	if err != nil {
		return err
	}
	return s.use(ctx, d)
}

// use makes an open database the one that statements run on.
func (s *shell) use(ctx context.Context, d door.Database) error {
	session, err := d.Session(ctx, false)
	if err != nil {
		return errors.Join(err, d.Close())
	}
	s.database, s.session = d, session
	s.learnCurrency(ctx)
	if watched, ok := session.(watched); ok && s.interactive {
		return watched.WatchProgress(ctx)
	}
	return nil
}

// ready waits until the session is free and the database that is opened in the background is open.
func (s *shell) ready() error {
	s.catalogue.wait()
	return s.openFailed
}

func (s *shell) close() error {
	var errs []error
	s.catalogue.wait()
	s.last.release()
	if s.input != nil {
		errs = append(errs, s.input.Close())
	}
	if s.session != nil {
		errs = append(errs, s.session.Close(), s.database.Close())
	}
	return errors.Join(errs...)
}

// lookAround asks the terminal for its size and abilities.
func (s *shell) lookAround() {
	s.term.Style = s.opts.Style(s.opts.Stdout)
	s.term.Style = s.styled(s.term.Style)
	s.term.isTerminal = s.interactive
	if f, ok := s.opts.Stdout.(*os.File); ok {
		if _, height, err := term.GetSize(int(f.Fd())); err == nil {
			s.term.height = height
		}
	}
}

// learned is the number of sessions after which the banner no longer says how to begin.
const learned = 20

func (s *shell) banner(ctx context.Context) {
	if s.opts.Quiet {
		return
	}
	sep := s.term.Separator()
	where := "in memory, gone when you leave (.save FILE keeps it)"
	if s.path != "" {
		where = filepath.Base(s.path) + " (" + s.holdings(ctx) + ")"
	}
	s.note("%s", strings.Join([]string{"landscape " + s.opts.Version, "DuckDB " + strings.TrimPrefix(engine.DuckDBVersion(), "v"), where}, sep))
	if s.history.sessions() < learned {
		s.note("%s", s.term.Dim(".help for commands, .examples for first queries, Ctrl-D to leave"))
	}
}

// holdings says how the database is open and what lies in it beside the rows that every database comes with.
func (s *shell) holdings(ctx context.Context) string {
	parts := []string{"read-write"}
	if s.opts.ReadOnly {
		parts[0] = "read-only"
	}
	rows, err := s.texts(ctx, `SELECT count(*) FILTER (estimated_size > 0), coalesce(max(estimated_size) FILTER (table_name = 'invoice_lines'), 0)
		FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal
			AND table_name NOT IN (SELECT s.table_name FROM landscape_base.shipped AS s)`)
	if err == nil && len(rows) == 1 {
		tables, _ := strconv.ParseInt(rows[0][0], 10, 64)
		lines, _ := strconv.ParseInt(rows[0][1], 10, 64) // counts, as the query writes them
		parts = append(parts, plural(tables, "table"), plural(lines, "line"))
	}
	return strings.Join(parts, ", ")
}

// runInit runs the user's own file before the first prompt. Its errors are told and change nothing else.
func (s *shell) runInit(ctx context.Context) error {
	path := s.opts.Init
	if s.opts.NoInit {
		return nil
	}
	if path == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return nil // no home, no file
		}
		path = filepath.Join(dir, "landscape", "init.sql")
		if _, err := os.Stat(path); err != nil {
			return nil
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return &engine.Error{Kind: engine.KindInvalid, Err: fmt.Errorf("--init: %w", err)}
	}
	s.note("%s", s.term.Dim("running "+path))
	err = s.guarded(ctx, func(ctx context.Context) error {
		if err := s.ready(); err != nil {
			return err
		}
		return s.runScript(ctx, filepath.Base(path), string(text))
	})
	var leave quit
	if errors.As(err, &leave) {
		return err
	}
	if err != nil {
		s.tellError(err)
	}
	return nil
}
