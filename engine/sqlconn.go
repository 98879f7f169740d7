package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
)

// read runs fn on a pinned connection, outside any transaction. Close of the engine ends the context that fn gets.
func (e *Engine) read(ctx context.Context, fn func(ctx context.Context, conn *sql.Conn) error) error {
	ctx, end, err := e.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return err
	}
	err = fn(ctx, conn)
	if closed := letGo(conn); closed != nil {
		return errors.Join(err, closed)
	}
	return err
}

// letGo closes a connection. When a context ends after the driver has readied a statement and before it runs it, the statement stays the
// active one of its connection, holds the connection and through it the database, and neither ever ends: a second Open of the
// file in this process would wait for ever. Preparing another statement clears it away.
func letGo(conn *sql.Conn) error {
	cleared := conn.Raw(func(driverConn any) error {
		c, ok := driverConn.(driver.Conn)
		if !ok {
			return fmt.Errorf("the driver connection is a %T", driverConn)
		}
		if next, err := c.Prepare("SELECT 1"); err == nil { // in a transaction that has failed it does not prepare, but it clears
			return next.Close()
		}
		return nil
	})
	return errors.Join(cleared, conn.Close())
}

// exec runs one statement and returns the number of rows it changed.
func (e *Engine) exec(ctx context.Context, conn *sql.Conn, query string, args ...any) (int64, error) {
	result, err := conn.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// query runs one statement and calls each for every row of its result; scan reads the row into the given pointers.
func (e *Engine) query(ctx context.Context, conn *sql.Conn, query string, args []any, each func(scan func(dest ...any) error) error) error {
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

// queryRow reads the one row of a result. No row is sql.ErrNoRows.
func (e *Engine) queryRow(ctx context.Context, conn *sql.Conn, query string, args []any, dest ...any) error {
	return conn.QueryRowContext(ctx, query, args...).Scan(dest...)
}

// quoteName writes a name as an SQL identifier.
func quoteName(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// quoteText writes a text as an SQL literal, for statements that take no parameters.
func quoteText(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
