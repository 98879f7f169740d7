package engine

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/customer-landscape/landscape/queries"
)

// shipRows gives each configuration table the rows that stand below its header, once in the life of a database and only while it is
// empty, so that a user's own rows and deletions stay.
func (e *Engine) shipRows(ctx context.Context, conn *sql.Conn, objects []queries.Object) error {
	for _, o := range objects {
		if o.Kind != queries.Table || o.Body == "" {
			continue
		}
		var done int
		if err := e.queryRow(ctx, conn, "SELECT count(*) FROM landscape_base.shipped WHERE table_name = ?", []any{o.Name}, &done); err != nil {
			return err
		}
		if done > 0 {
			continue
		}
		names := make([]string, len(o.Columns))
		for i, c := range o.Columns {
			names[i] = quoteName(c.Name)
		}
		insert := fmt.Sprintf("INSERT INTO %s (%s) SELECT r.* FROM (%s) AS r WHERE NOT EXISTS (FROM %s)",
			o.QualifiedName(), strings.Join(names, ", "), o.Body, o.QualifiedName())
		if _, err := e.exec(ctx, conn, insert); err != nil {
			return fmt.Errorf("queries/%s: the rows it is shipped with: %w", o.Path, err)
		}
		if _, err := e.exec(ctx, conn, "INSERT INTO landscape_base.shipped VALUES ("+quoteText(o.Name)+", now()::TIMESTAMP)"); err != nil {
			return err
		}
	}
	return nil
}
