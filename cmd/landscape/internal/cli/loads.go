package cli

import (
	"strconv"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/engine"
)

const loadsQuery = `select
    l.load_id, l.table_name, l.source, l.profile, l.files, l.rows, l.rejects, l.net_amount, l.invoices, l.customers, l.first_date,
    l.last_date, l.replaced_invoices, l.started_at, l.unloaded_at,
from loads as l
order by l.load_id`

func (a *app) loads() *cobra.Command {
	return a.listing("loads DB", "List the loads with their control totals", loadsQuery)
}

func (a *app) unload() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "unload DB ID",
		Short:   "Take a load back, as if it had never been",
		Long:    "Take a load back, as if it had never been: lines that it had replaced count again. \"landscape loads DB\" lists the numbers.",
		Example: `  landscape unload shop.duckdb 3`,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, rest, err := a.database(cmd, args)
			if err != nil {
				return err
			}
			if len(rest) != 1 {
				return usageError("landscape loads "+path, "unload takes the number of one load")
			}
			id, err := strconv.ParseInt(rest[0], 10, 64)
			if err != nil {
				return usageError("landscape loads "+path, "%q is not the number of a load", rest[0])
			}
			report, stop := a.progress()
			defer stop()
			report("unload", 0, 0, "")
			var summary *engine.LoadSummary
			if err := a.withDatabase(cmd.Context(), path, false, func(d door.Database) error {
				var err error
				summary, err = d.Unload(cmd.Context(), id)
				return err
			}); err != nil {
				return err
			}
			stop()
			a.tell(summary)
			if a.format == "json" {
				return writeJSON(a.stdout, []*engine.LoadSummary{summary})
			}
			return nil
		},
	}
	a.connectFlags(cmd.Flags())
	return cmd
}
