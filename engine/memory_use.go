package engine

import (
	"context"
	"database/sql"
)

// MemoryUse returns the bytes of memory that the database holds now, and those that queries have spilled to its temporary directory.
func (e *Engine) MemoryUse(ctx context.Context) (memory, spilled int64, err error) {
	err = e.read(ctx, func(ctx context.Context, conn *sql.Conn) error {
		return e.queryRow(ctx, conn, `SELECT coalesce(sum(m.memory_usage_bytes), 0)::BIGINT, coalesce(sum(m.temporary_storage_bytes), 0)::BIGINT
			FROM duckdb_memory() AS m`, nil, &memory, &spilled)
	})
	return memory, spilled, classify("memory use", e.name(), err)
}
