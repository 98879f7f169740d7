package cli

import (
	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/engine"
)

func (a *app) refresh() *cobra.Command {
	var full bool
	cmd := &cobra.Command{
		Use:   "refresh DB",
		Short: "Recompute what the figures are read from",
		Long: `Recompute what the figures are read from. Every load does so; this is for a database whose tables were changed by hand, and with
--full for doubt: the result is the same, row for row.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := a.only(cmd, args)
			if err != nil {
				return err
			}
			report, stop := a.progress()
			defer stop()
			var summary *engine.RefreshSummary
			err = a.withEngine(cmd.Context(), path, false, func(e *engine.Engine) error {
				var err error
				summary, err = e.Refresh(cmd.Context(), engine.RefreshOptions{Full: full,
					Progress: func(e engine.ProgressEvent) { report(e.Phase, e.Done, e.Total, e.Unit) }})
				return err
			})
			stop()
			if err != nil {
				return err
			}
			how := "refreshed"
			if summary.Full {
				how = "refreshed all of it"
			}
			a.note("%s: %s, %s, %.1f s", how, plural(summary.Months, "month"), plural(summary.Customers, "customer"), summary.Seconds)
			if summary.Reason != "" {
				a.note("note: %s", summary.Reason)
			}
			if a.format == "json" {
				return writeJSON(a.stdout, []*engine.RefreshSummary{summary})
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&full, "full", false, "recompute everything, not only what changed")
	return cmd
}
