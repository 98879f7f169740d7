package engine

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Options says which database to open and what it may use.
type Options struct {
	// Path is the database file. Empty or ":memory:" means a database in memory that is gone after Close.
	Path string
	// Create makes the file when it is missing and turns an empty DuckDB file into a landscape database. Without it a missing
	// file is an error of KindDatabase.
	Create bool
	// ReadOnly opens the file for reading: several processes may do so at once, and every write is an error of KindReadOnly.
	ReadOnly bool
	// MemoryLimit is what the whole process may use, as in "4GB", "512MiB" or "50%" of the machine. DuckDB gets 65 % of it, since
	// it exceeds its own limit, and Go's collector is told to keep its share within what is left. Defaults to 80 % of the memory of the
	// machine or the container, without a word to Go's collector.
	MemoryLimit string
	// Threads is the number of threads of DuckDB. Defaults to the number of cores.
	Threads int
	// TempDir is where DuckDB spills what does not fit into memory. Defaults to the path of the file with ".tmp" added, and for a
	// database in memory to a new folder that Close removes.
	TempDir string
	// MaxTempSize bounds what DuckDB spills there, as in "10GB". More is an error of KindTooLarge that names the limit, and the write under way
	// is rolled back. Defaults to DuckDB's own, 90 % of the free disk.
	MaxTempSize string
	// Logger receives what an operator should know. Defaults to a logger that discards.
	Logger *slog.Logger
}

// Engine is one open landscape database. It is safe for use by several goroutines; one write runs at a time.
type Engine struct {
	path     string // absolute; empty in memory
	readOnly bool
	log      *slog.Logger
	db       *sql.DB
	scratch  string        // the folder to remove at Close; empty when there is none
	writer   chan struct{} // holds one token: the right to write
	memory   int64         // bytes that the process may use
	maxTemp  int64         // bytes that may lie in the folder for what does not fit into memory; 0 for most of what the disk has left
	commits  commitGate

	changes  atomic.Uint64              // writes so far
	shapes   atomic.Uint64              // those of them that may have changed what SQL can name
	words    atomic.Pointer[vocabulary] // what SQL could name after some of them
	wording  chan struct{}              // holds one token: the right to read what SQL can name
	stamp    atomic.Pointer[string]     // of the data after the last of them
	settled  settledSettings
	hardened atomic.Bool
	born     time.Time
	file     *os.File // the database file, for its headers; nil in memory

	stop    chan struct{}  // closed by Close, which ends what runs
	running sync.WaitGroup // pinned connections that are not a session's

	mu       sync.Mutex // guards what follows
	closed   bool
	sessions map[*Session]struct{}
}

// Open opens or creates a landscape database, and brings its SQL objects up to date when they were written by another version of
// this program. A file that is missing (without Create), locked by another process, of another program, or of a newer version of
// this one is an error of KindDatabase whose hint names the way out.
func Open(ctx context.Context, opts Options) (*Engine, error) {
	target, err := locate(opts)
	if err != nil {
		return nil, err
	}
	e := &Engine{path: target.path, readOnly: opts.ReadOnly, log: opts.Logger, writer: make(chan struct{}, 1), wording: make(chan struct{}, 1), born: time.Now(),
		stop: make(chan struct{}), sessions: map[*Session]struct{}{}}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	go func() { _, _ = ownObjects() }() // prepare asks again and sees the error
	if err := e.connect(ctx, opts); err != nil {
		return nil, errors.Join(err, e.Close(), target.undo())
	}
	if err := e.watchFile(); err != nil {
		return nil, errors.Join(classify("open", opts.Path, err), e.Close(), target.undo())
	}
	if err := e.prepare(ctx, opts.Create || e.path == ""); err != nil {
		return nil, errors.Join(classify("open", opts.Path, err), e.Close(), target.undo())
	}
	return e, nil
}

// Path is the absolute path of the database file, empty for a database in memory.
func (e *Engine) Path() string { return e.path }

// name is how messages call the database.
func (e *Engine) name() string {
	if e.path == "" {
		return ":memory:"
	}
	return filepath.Base(e.path)
}

// Close interrupts what runs, ends every session and closes the database; a write under way is rolled back. A second call does
// nothing.
func (e *Engine) Close() error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return nil
	}
	e.closed = true
	close(e.stop)
	sessions := slices.Collect(maps.Keys(e.sessions))
	e.mu.Unlock()
	var errs []error
	for _, s := range sessions {
		errs = append(errs, s.Close())
		<-s.gone
	}
	e.running.Wait()
	if e.db != nil {
		errs = append(errs, e.db.Close())
	}
	errs = append(errs, e.unwatchFile())
	return errors.Join(append(errs, e.removeScratch())...)
}

// begin counts a use of the database that Close waits for, and bounds its context by the engine's life. The caller calls end.
func (e *Engine) begin(ctx context.Context) (bound context.Context, end func(), err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, nil, ErrClosed
	}
	e.running.Add(1)
	bound, cancel := context.WithCancelCause(ctx)
	go func() {
		select {
		case <-e.stop:
			cancel(ErrClosed)
		case <-bound.Done():
		}
	}()
	return bound, func() {
		cancel(nil)
		e.running.Done()
	}, nil
}

// register ties a session to the engine's life.
func (e *Engine) register(s *Session) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return ErrClosed
	}
	e.sessions[s] = struct{}{}
	return nil
}

func (e *Engine) forget(s *Session) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.sessions, s)
}
