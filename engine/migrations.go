package engine

import (
	"context"
	"database/sql"
	"fmt"
)

// schemaVersion is the version of the tables. A change of a table that CREATE TABLE IF NOT EXISTS cannot make raises it and comes
// with a migration.
const schemaVersion = 2

// migrations bring the tables of a version to the next, the first those of version 1. They run when the views and macros of the
// earlier program are gone and before those of this one are made.
var migrations = [schemaVersion - 1]func(ctx context.Context, e *Engine, conn *sql.Conn) error{toVersion2}

// migrate brings the tables from their version to that of this program. A new database, of version 0, needs nothing.
func (e *Engine) migrate(ctx context.Context, conn *sql.Conn, version int) error {
	if version == 0 {
		return nil
	}
	for i, step := range migrations[version-1:] {
		if err := step(ctx, e, conn); err != nil {
			return fmt.Errorf("bringing the tables of version %d to version %d: %w", version+i, version+i+1, err)
		}
	}
	return nil
}

// toVersion2 frees the name benchmarks and gives ltv_scores the columns of the next 12 months, which the next fit fills.
func toVersion2(ctx context.Context, e *Engine, conn *sql.Conn) error {
	for _, column := range []string{"revenue_12m DECIMAL(18,4)", "revenue_12m_sd DOUBLE"} {
		if _, err := e.exec(ctx, conn, "ALTER TABLE main.ltv_scores ADD COLUMN "+column); err != nil {
			return err
		}
	}
	return freeBenchmarks(ctx, e, conn)
}

// freeBenchmarks removes the table benchmarks, which came empty, since a view has taken its name. Rows of a user's own stay, as the
// table benchmarks_version_1.
func freeBenchmarks(ctx context.Context, e *Engine, conn *sql.Conn) error {
	var rows int64
	if err := e.queryRow(ctx, conn, "SELECT count(*) FROM main.benchmarks", nil, &rows); err != nil {
		return err
	}
	if rows == 0 {
		_, err := e.exec(ctx, conn, "DROP TABLE main.benchmarks")
		return err
	}
	e.log.Warn("benchmarks has become a view; the rows of the table are kept in benchmarks_version_1", "database", e.name(), "rows", rows)
	_, err := e.exec(ctx, conn, "ALTER TABLE main.benchmarks RENAME TO benchmarks_version_1")
	return err
}
