package engine

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"runtime/debug"
	"strconv"

	"github.com/customer-landscape/landscape/engine/allocator"
)

// MemoryUse returns the bytes of memory that the database holds now, and those that queries have spilled to its temporary directory.
func (e *Engine) MemoryUse(ctx context.Context) (memory, spilled int64, err error) {
	err = e.read(ctx, func(ctx context.Context, conn *sql.Conn) error {
		return e.queryRow(ctx, conn, `SELECT coalesce(sum(m.memory_usage_bytes), 0)::BIGINT, coalesce(sum(m.temporary_storage_bytes), 0)::BIGINT
			FROM duckdb_memory() AS m`, nil, &memory, &spilled)
	})
	return memory, spilled, classify("memory use", e.name(), err)
}

// MemoryLimit is how many bytes the whole process may use: that of Options, or 80 % of the machine or the container.
func (e *Engine) MemoryLimit() int64 { return e.memory }

// ResidentMemory is how many bytes of memory the process holds now, 0 where the system does not tell. It counts what DuckDB's own limit does not:
// what functions make of rows, and results on their way.
func ResidentMemory() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	fields := bytes.Fields(text)
	if err != nil || len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(string(fields[1]), 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}

// GiveBackMemory gives memory back to the system that the process holds and does not use. It takes some ten milliseconds.
func GiveBackMemory() {
	debug.FreeOSMemory()
	allocator.GiveBack()
}
