package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/engine/encode"
)

// texts returns a small result as text, NULL as the empty string.
func texts(ctx context.Context, session door.Session, sql string, params map[string]any) ([][]string, error) {
	result, err := session.Query(ctx, sql, params)
	if err != nil {
		return nil, err
	}
	defer result.Release()
	var rows [][]string
	for result.Next() {
		batch := result.Batch()
		for i := range int(batch.NumRows()) {
			row := make([]string, batch.NumCols())
			for c, col := range batch.Columns() {
				if !col.IsNull(i) {
					row[c] = string(encode.Text(col)(nil, i))
				}
			}
			rows = append(rows, row)
		}
	}
	return rows, result.Err()
}

// noArgs refuses words behind a command that takes none.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError(cmd.CommandPath()+" --help", "%s takes no arguments, and %q stands there", cmd.CommandPath(), args[0])
	}
	return nil
}

var errNoSuchName = errors.New("the catalogue has no such name")
