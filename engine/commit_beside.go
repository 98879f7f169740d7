package engine

import (
	"context"
	"database/sql"
	"fmt"
)

// firstNewRow is the rowid of the first row that a transaction of DuckDB 1.5.5 has appended to a table and not committed (MAX_ROW_ID).
const firstNewRow = 36028797018960000

// transactApart is transact for what reads may see: each of them sees all of the transaction or nothing.
func (e *Engine) transactApart(ctx context.Context, conn *sql.Conn, fn func(ctx context.Context, conn *sql.Conn) error) error {
	end := func() {}
	defer func() { end() }()
	return e.transact(ctx, conn, func(ctx context.Context, conn *sql.Conn) error {
		if err := fn(ctx, conn); err != nil {
			return err
		}
		var alone bool
		if alone, end = e.commits.commit(); alone {
			return nil
		}
		return e.stampRows(ctx, conn)
	})
}

// stampRows makes every row that a transaction has appended bear the transaction that it comes from, so that no read sees it before all
// of the commit is done, however the two overlap. DuckDB 1.5.5 writes large appends as row groups without that mark, moves them into the
// table when the commit begins, and marks them at its end. A table from which the transaction has deleted a row that it had
// appended is not written that way: its rows are copied with the mark. So the last new row of every table is taken out and put back. The
// copy costs one to two seconds of processor time for a million rows.
func (e *Engine) stampRows(ctx context.Context, conn *sql.Conn) error {
	var tables []string
	err := e.query(ctx, conn, `SELECT schema_name, table_name FROM duckdb_tables()
		WHERE database_name = current_database() AND NOT temporary AND NOT internal`, nil, func(scan func(...any) error) error {
		var schema, table string
		err := scan(&schema, &table)
		tables = append(tables, quoteName(schema)+"."+quoteName(table))
		return err
	})
	if err != nil {
		return err
	}
	for _, table := range tables {
		var last sql.NullInt64
		if err := e.queryRow(ctx, conn, fmt.Sprintf("SELECT max(rowid) FROM %s WHERE rowid >= %d", table, firstNewRow), nil, &last); err != nil {
			return err
		}
		if !last.Valid {
			continue
		}
		row := fmt.Sprintf("FROM %s WHERE rowid = %d", table, last.Int64)
		for _, statement := range []string{"CREATE OR REPLACE TEMP TABLE landscape_stamped AS " + row, "DELETE " + row,
			"INSERT INTO " + table + " FROM landscape_stamped", "DROP TABLE landscape_stamped"} {
			if _, err := e.exec(ctx, conn, statement); err != nil {
				return err
			}
		}
	}
	return nil
}
