package engine

import (
	"context"
	"database/sql"

	"github.com/customer-landscape/landscape/queries"
)

// storeSettingsRow types and checks the rows of settings into the one row that every figure reads. Whatever changes a setting or the
// extent of the ledger calls it in its own transaction; a setting that is not allowed is an error that names it.
func (e *Engine) storeSettingsRow(ctx context.Context, conn *sql.Conn) error {
	body, err := baseBody("settings_row")
	if err != nil {
		return err
	}
	const table = queries.BaseSchema + ".settings_row"
	if _, err := e.exec(ctx, conn, "DELETE FROM "+table); err != nil {
		return err
	}
	_, err = e.exec(ctx, conn, "INSERT INTO "+table+" "+body)
	return err
}
