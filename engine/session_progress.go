package engine

import (
	"context"
	"errors"
	"sync"

	bindings "github.com/duckdb/duckdb-go-bindings"
	"github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// progressWatch reads how far the statement of a connection is. DuckDB answers from any goroutine as long as the connection is open.
type progressWatch struct {
	mu   sync.Mutex
	conn *mapping.Connection // nil before WatchProgress and after the end
}

// WatchProgress makes the session measure how far its statements are; without it Progress knows nothing. It costs a statement little.
func (s *Session) WatchProgress(ctx context.Context) error {
	for _, setting := range []string{"SET enable_progress_bar = true", "SET enable_progress_bar_print = false"} {
		if _, err := s.engine.exec(ctx, s.conn, setting); err != nil {
			return classify("open session", "", err)
		}
	}
	err := s.conn.Raw(func(driverConn any) error {
		conn, ok := driverConn.(*duckdb.Conn)
		if !ok {
			return errors.New("the connection is not DuckDB's")
		}
		handle, err := hidden[mapping.Connection](conn, "conn")
		if err != nil {
			return err
		}
		s.watch.mu.Lock()
		defer s.watch.mu.Unlock()
		s.watch.conn = &handle
		return nil
	})
	return classify("open session", "", err)
}

// Progress tells how many rows of the running statement DuckDB has worked through, of how many. known is false when nothing runs, when
// DuckDB cannot tell, and before WatchProgress. It may be called from another goroutine than the one that runs the statement.
func (s *Session) Progress() (done, total int64, known bool) {
	s.watch.mu.Lock()
	defer s.watch.mu.Unlock()
	if s.watch.conn == nil {
		return 0, 0, false
	}
	p := bindings.QueryProgress(*s.watch.conn)
	share, rows, of := mapping.QueryProgressTypeMembers(&p)
	if share < 0 || rows == 0 || of == 0 {
		return 0, 0, false
	}
	return int64(min(rows, of)), int64(of), true
}

// end stops the watching, before the connection closes.
func (w *progressWatch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conn = nil
}
