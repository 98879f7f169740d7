package engine

import (
	"context"
	"database/sql"
	"errors"

	"github.com/customer-landscape/landscape/queries"
)

// storeSettingsRow types and checks the rows of settings into the one row that every figure reads. Whatever changes a setting or the
// extent of the ledger calls it in its own transaction; a setting that is not allowed is an error that names it.
func (e *Engine) storeSettingsRow(ctx context.Context, conn *sql.Conn) error {
	objects, err := queries.All()
	if err != nil {
		return err
	}
	for _, o := range objects {
		if o.Kind != queries.BaseTable || o.Name != "settings_row" {
			continue
		}
		if _, err := e.exec(ctx, conn, "DELETE FROM "+o.QualifiedName()); err != nil {
			return err
		}
		_, err := e.exec(ctx, conn, "INSERT INTO "+o.QualifiedName()+" "+o.Body)
		return err
	}
	return errors.New("no statement fills settings_row")
}
