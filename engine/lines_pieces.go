package engine

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
)

// linesInPieces is main.invoice_lines as a relation to stand after FROM, for a transaction that has inserted all or most of its rows.
// DuckDB gives a scan the threads that its committed rows are worth, which is one when there are none; the pieces of a UNION ALL are
// read at the same time. The pieces are runs of months with about the same number of lines, one for each thread. Lines without a date, which
// no load keeps, have no month: then the lines are not cut.
func (e *Engine) linesInPieces(ctx context.Context, conn *sql.Conn) (string, error) {
	var threads int
	if err := e.queryRow(ctx, conn, "SELECT CAST(current_setting('threads') AS INTEGER)", nil, &threads); err != nil {
		return "", err
	}
	shares := make([]string, 0, threads)
	for i := 1; i < threads; i++ {
		shares = append(shares, fmt.Sprintf("%d.0 / %d", i, threads))
	}
	if len(shares) == 0 {
		return ledgerTable, nil
	}
	var edges []string
	err := e.query(ctx, conn, "SELECT DISTINCT unnest(quantile_disc(mi, ["+strings.Join(shares, ", ")+`])) AS edge
		FROM main.invoice_lines HAVING count(*) = count(mi) ORDER BY edge`, nil, func(scan func(...any) error) error {
		var edge int
		err := scan(&edge)
		edges = append(edges, strconv.Itoa(edge))
		return err
	})
	if err != nil || len(edges) == 0 {
		return ledgerTable, err
	}
	pieces := make([]string, 0, len(edges)+1)
	for i, edge := range edges {
		above := ""
		if i > 0 {
			above = " AND mi > " + edges[i-1]
		}
		pieces = append(pieces, "FROM main.invoice_lines WHERE mi <= "+edge+above)
	}
	pieces = append(pieces, "FROM main.invoice_lines WHERE mi > "+edges[len(edges)-1])
	return "(" + strings.Join(pieces, " UNION ALL ") + ")", nil
}
