package engine

import (
	"context"
	"database/sql"
	"time"
)

// Change is one write of a test: it edits the input tables, and the refresh recomputes what it notes.
type Change struct {
	e    *Engine
	ctx  context.Context
	conn *sql.Conn
	t    touched

	// Progress receives the events of the refresh.
	Progress Progress
}

// Exec edits the input tables.
func (c *Change) Exec(statement string, args ...any) error {
	_, err := c.e.exec(c.ctx, c.conn, statement, args...)
	return err
}

// TouchLines notes the lines of a selection; TouchTable another input table.
func (c *Change) TouchLines(selection string) error {
	return c.e.touchLines(c.ctx, c.conn, &c.t, selection)
}

// TouchAll asks for a full refresh.
func (c *Change) TouchAll() { c.t.everything = true }

// TouchTable notes that an input table other than invoice_lines changed.
func (c *Change) TouchTable(name string) { c.t.table(name) }

// Write runs one write as loads do: the edits, then the refresh, in one transaction, and what it keeps.
func Write(ctx context.Context, e *Engine, edit func(*Change) error) (*RefreshSummary, error) {
	var s *RefreshSummary
	err := e.writeAndKeep(ctx, nil, func(ctx context.Context, conn *sql.Conn) (*RefreshSummary, error) {
		c := &Change{e: e, ctx: ctx, conn: conn}
		if err := edit(c); err != nil {
			return nil, err
		}
		var err error
		s, err = e.refreshAfterLoad(ctx, conn, &c.t, c.Progress)
		return s, err
	})
	return s, err
}

// SetFreeSpace makes every disk have so many bytes left, until the returned function is called.
func SetFreeSpace(bytes int64) (restore func()) {
	before := diskSpace
	diskSpace = func(string) (int64, bool) { return bytes, true }
	return func() { diskSpace = before }
}

// BoundSpill calls fn while what may be spilled is bounded as for the rows of a figure.
func BoundSpill(ctx context.Context, e *Engine, fn func()) error {
	return e.read(ctx, func(ctx context.Context, conn *sql.Conn) error {
		defer e.boundSpill(ctx, conn)()
		fn()
		return nil
	})
}

// SetMostCustomers makes a refresh keep rows of so many customers at most, until the returned function is called.
func SetMostCustomers(n int) (restore func()) {
	before := mostCustomers
	mostCustomers = n
	return func() { mostCustomers = before }
}

// SetCommitPatience makes commits wait so long for reads, until the returned function is called.
func SetCommitPatience(d time.Duration) (restore func()) {
	before := commitPatience
	commitPatience = d
	return func() { commitPatience = before }
}

// StoreScores does what the end of a fit does with what ltv says of a day.
func StoreScores(ctx context.Context, e *Engine, asOf string) error {
	return e.write(ctx, func(ctx context.Context, conn *sql.Conn) error {
		return e.storeScores(ctx, conn, asOf, "ltv(as_of := DATE "+quoteText(asOf)+")")
	})
}
