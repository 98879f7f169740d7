package engine

import (
	"context"
	"database/sql"
	"fmt"
)

// allLines is the table of the lines, to stand after FROM.
const allLines = "main.invoice_lines"

// linesInPieces gives relations, each to stand after FROM, that are main.invoice_lines together. They are for a transaction that has
// inserted all of its rows: DuckDB gives a scan the threads that its committed rows are worth, which is one when there are none, and
// reads the SELECTs of a UNION ALL at the same time. The pieces are runs of months with about the same number of lines, one for each
// thread; fewer where there are fewer months, and one where a line has no date, which no load keeps.
func (e *Engine) linesInPieces(ctx context.Context, conn *sql.Conn) ([]string, error) {
	var threads int
	if err := e.queryRow(ctx, conn, "SELECT CAST(current_setting('threads') AS INTEGER)", nil, &threads); err != nil {
		return nil, err
	}
	edges, err := e.monthEdges(ctx, conn, threads)
	if err != nil || len(edges) < 2 {
		return []string{allLines}, err
	}
	pieces := []string{fmt.Sprintf("(SELECT *, rowid FROM %s WHERE mi <= %d)", allLines, edges[0])}
	for i, edge := range edges[1:] {
		pieces = append(pieces, fmt.Sprintf("(SELECT *, rowid FROM %s WHERE mi > %d AND mi <= %d)", allLines, edges[i], edge))
	}
	return pieces, nil
}

// monthEdges gives the last months of so many runs of months with about the same number of lines; fewer where there are fewer months, none
// where a line has no month.
func (e *Engine) monthEdges(ctx context.Context, conn *sql.Conn, runs int) ([]int, error) {
	var edges []int
	var before, all int64
	err := e.query(ctx, conn, `SELECT mi, sum(count(*)) OVER (ORDER BY mi)::BIGINT, sum(count(*)) OVER ()::BIGINT
		FROM main.invoice_lines GROUP BY mi ORDER BY mi`, nil, func(scan func(...any) error) error {
		var month sql.NullInt32
		var upTo int64
		if err := scan(&month, &upTo, &all); err != nil {
			return err
		}
		if !month.Valid {
			before, edges = all, nil
		}
		// the run ends in the month that takes it over its share
		if upTo*int64(runs)/all > before*int64(runs)/all {
			edges = append(edges, int(month.Int32))
		}
		before = upTo
		return nil
	})
	return edges, err
}
