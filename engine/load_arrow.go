package engine

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/duckdb/duckdb-go/v2"
)

// copyRecords copies the record batches of reader into a new temporary table. It is the only place that registers an Arrow view, and
// the one statement that ever runs on it names no columns and filters nothing: a registered Arrow view ignores projection and WHERE,
// and reading it twice or after its release crashes. The rows keep their order. The caller releases the reader.
func copyRecords(ctx context.Context, conn *sql.Conn, reader array.RecordReader, table string) error {
	const view = "landscape_arrow_intake"
	return conn.Raw(func(driverConn any) error {
		raw, ok := driverConn.(*duckdb.Conn)
		if !ok {
			return fmt.Errorf("the connection is a %T, not one of DuckDB", driverConn)
		}
		arrow, err := duckdb.NewArrowFromConn(raw)
		if err != nil {
			return err
		}
		release, err := arrow.RegisterView(reader, view)
		if err != nil {
			return err
		}
		defer release()
		if _, err = raw.ExecContext(ctx, "CREATE TEMP TABLE "+quoteName(table)+" AS FROM "+view, nil); err != nil {
			return err
		}
		if _, err = raw.ExecContext(ctx, "DROP VIEW "+view, nil); err != nil {
			return err
		}
		return reader.Err()
	})
}
