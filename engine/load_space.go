package engine

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
)

// A database needs less room than the text it was loaded from, but a compressed column file holds more than its size. The estimates
// are generous: a load that stops early is better than a full disk.
const (
	spacePerByte = 2        // bytes of room asked for each byte of the files
	spaceAtLeast = 16 << 20 // for the log and the base tables
)

// diskSpace is freeSpace but in tests.
var diskSpace = freeSpace

// checkSpace refuses a load for which the disk of the database has no room: after a failure on a full disk the file keeps its size,
// and not even a small write succeeds.
func (e *Engine) checkSpace(ctx context.Context, conn *sql.Conn, bytes int64) error {
	if e.path == "" {
		return nil
	}
	free, ok := diskSpace(filepath.Dir(e.path))
	if !ok {
		return nil
	}
	var reusable int64 // blocks of the file that hold nothing
	err := e.queryRow(ctx, conn, "select coalesce(sum(free_blocks * block_size), 0)::bigint from pragma_database_size()", nil, &reusable)
	if err != nil {
		return err
	}
	need := bytes*spacePerByte + spaceAtLeast
	if free+reusable >= need {
		return nil
	}
	return &Error{Kind: KindTooLarge, Op: "load", Object: e.name(), Hint: fmt.Sprintf("Free %s on the disk of the database.", megabytes(need-free-reusable)),
		Err: fmt.Errorf("the load needs about %s and %s are free", megabytes(need), megabytes(free+reusable))}
}

func megabytes(n int64) string { return fmt.Sprintf("%d MB", (n+1e6-1)/1e6) }
