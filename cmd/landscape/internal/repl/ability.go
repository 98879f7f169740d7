package repl

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow"
)

// What the database of a file and its session can do besides, and those of a server cannot.
type (
	watched interface {
		WatchProgress(ctx context.Context) error
		Progress() (done, total int64, known bool)
	}
	confined interface {
		Confine(ctx context.Context) error
	}
	keeper interface {
		Keep(ctx context.Context, table string, schema *arrow.Schema, batches []arrow.RecordBatch) error
	}
	compacted interface {
		Compact(ctx context.Context, path string) error
	}
)

// zoned is a session that takes its time zone apart from SQL.
type zoned interface {
	SetTimeZone(ctx context.Context, zone string) error
}
