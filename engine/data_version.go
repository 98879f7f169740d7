package engine

import (
	"context"
	"database/sql"
	"fmt"
)

// DataVersion is a short text that changes with everything that could change an answer: loads and their withdrawal, refreshes, fits,
// settings, snapshots and changes of tables and views. It stays the same as long as nothing changes, also when the database is opened
// again.
func (e *Engine) DataVersion(ctx context.Context) (string, error) {
	var version int64
	err := e.read(ctx, func(ctx context.Context, conn *sql.Conn) error {
		return e.queryRow(ctx, conn, "SELECT coalesce(max(data_version), 0) FROM landscape_base.ledger_state", nil, &version)
	})
	return fmt.Sprint(version), classify("data version", e.name(), err)
}
