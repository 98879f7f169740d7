package engine

import (
	"context"
	"database/sql"
	"errors"
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
	if closed := conn.Close(); closed != nil {
		return errors.Join(err, closed)
	}
	return err
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
