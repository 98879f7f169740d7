package engine

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
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
	shares := []string{"1"} // the last edge is the last month
	for i := 1; i < threads; i++ {
		shares = append(shares, fmt.Sprintf("%d.0 / %d", i, threads))
	}
	var edges []int
	err := e.query(ctx, conn, "SELECT DISTINCT unnest(quantile_disc(mi, ["+strings.Join(shares, ", ")+`])) AS edge
		FROM main.invoice_lines HAVING count(*) = count(mi) ORDER BY edge`, nil, func(scan func(...any) error) error {
		var edge int
		err := scan(&edge)
		edges = append(edges, edge)
		return err
	})
	if err != nil || len(edges) < 2 {
		return []string{allLines}, err
	}
	pieces := []string{fmt.Sprintf("(FROM %s WHERE mi <= %d)", allLines, edges[0])}
	for i, edge := range edges[1:] {
		pieces = append(pieces, fmt.Sprintf("(FROM %s WHERE mi > %d AND mi <= %d)", allLines, edges[i], edge))
	}
	return pieces, nil
}
