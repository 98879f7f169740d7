package engine

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/customer-landscape/landscape/engine/allocator"
)

// rollbackTimeout bounds a rollback, which runs although the caller's context has ended.
const rollbackTimeout = 30 * time.Second

// write runs fn in one transaction on a connection of its own and makes the result durable: a CHECKPOINT follows the commit, since a
// write-ahead log that holds DDL beside data is what a crash cannot always replay. One write runs at a time; the others wait until
// their context ends. An error of fn rolls everything back.
func (e *Engine) write(ctx context.Context, fn func(ctx context.Context, conn *sql.Conn) error) error {
	return e.asWriter(ctx, func(ctx context.Context, conn *sql.Conn) error { return e.durably(ctx, conn, fn) })
}

// writeAndKeep is write for what ends with a refresh. Where the refresh says so, the rows of default views are kept once the write is
// committed, before anybody else may write. The write stands where that fails: its summary has the reason, views compute their rows, and the next
// refresh keeps them.
func (e *Engine) writeAndKeep(ctx context.Context, progress Progress, fn func(ctx context.Context, conn *sql.Conn) (*RefreshSummary, error)) error {
	return e.asWriter(ctx, func(ctx context.Context, conn *sql.Conn) error {
		var s *RefreshSummary
		err := e.durably(ctx, conn, func(ctx context.Context, conn *sql.Conn) (err error) {
			s, err = fn(ctx, conn)
			return err
		})
		if err != nil || s == nil || !s.keep {
			return err
		}
		if s.keepFailed = e.keepRows(ctx, conn, s, progress); s.keepFailed != nil {
			s.NotKept, s.LeftOut, s.Shortage = true, nil, ""
			if isShortage(s.keepFailed) {
				s.Shortage = "rows of default views are not kept, and computed for every query: " + classify("refresh", e.name(), s.keepFailed).Error()
			}
			e.log.Warn("the write is committed, and default views compute their rows until the next refresh", "database", e.name(), "error", s.keepFailed)
		}
		return nil
	})
}

// asWriter runs fn, which commits by itself, while nobody else writes.
func (e *Engine) asWriter(ctx context.Context, fn func(ctx context.Context, conn *sql.Conn) error) error {
	if e.readOnly {
		return &Error{Kind: KindReadOnly, Op: "write", Object: e.name(), Err: errors.New("the database was opened read-only")}
	}
	release, err := e.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer release()
	return e.read(ctx, fn)
}

// durably runs fn in one transaction and checkpoints what it has committed.
func (e *Engine) durably(ctx context.Context, conn *sql.Conn, fn func(ctx context.Context, conn *sql.Conn) error) error {
	defer e.changed()
	if err := e.transactApart(ctx, conn, fn); err != nil {
		return err
	}
	if err := e.settle(context.WithoutCancel(ctx), conn, "CHECKPOINT"); err != nil {
		e.log.Warn("the write is committed, and its log stays until the next checkpoint", "database", e.name(), "error", err)
	}
	return nil
}

// lockWriter takes the right to write and returns the function that gives it back.
func (e *Engine) lockWriter(ctx context.Context) (release func(), err error) {
	select {
	case e.writer <- struct{}{}:
		return func() { <-e.writer }, nil
	case <-e.stop:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// transact runs fn in one transaction.
func (e *Engine) transact(ctx context.Context, conn *sql.Conn, fn func(ctx context.Context, conn *sql.Conn) error) (err error) {
	if _, err := e.exec(ctx, conn, "BEGIN TRANSACTION"); err != nil {
		return err
	}
	ended := false // a transaction that failed to commit is over too, unless the commit was never run
	defer func() {
		if ended {
			return
		}
		clean, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
		defer cancel()
		if failed := e.settle(clean, conn, "ROLLBACK"); failed != nil {
			e.log.Warn("rolling back failed", "database", e.name(), "error", failed)
		}
	}()
	if err := fn(ctx, conn); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err = e.settle(ctx, conn, "COMMIT")
	ended = err == nil || KindOf(classify("commit", "", err)) == KindTooLarge
	return err
}

// settle runs a statement that ends a transaction or takes its log into the file. What others ask for meanwhile may go further beyond the memory limit
// of a server, since the database closes itself where such a statement lacks memory half-way.
func (e *Engine) settle(ctx context.Context, conn *sql.Conn, statement string) error {
	defer allocator.Settle()()
	_, err := e.exec(ctx, conn, statement)
	return err
}
