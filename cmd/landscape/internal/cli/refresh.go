package cli

import (
	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/engine"
)

func (a *app) refresh() *cobra.Command {
	var full, fit bool
	cmd := &cobra.Command{
		Use:   "refresh DB",
		Short: "Recompute what the figures are read from",
		Long: `Recompute what the figures are read from. Every load does so; this is for a database whose tables were changed by hand, and with
--full for doubt: the result is the same, row for row. With --fit the models of lifetime value are fitted too, as landscape fit does.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := a.only(cmd, args)
			if err != nil {
				return err
			}
			report, stop := a.progress()
			defer stop()
			summary := refreshReport{}
			err = a.withEngine(cmd.Context(), path, false, func(e *engine.Engine) error {
				var err error
				summary.RefreshSummary, err = e.Refresh(cmd.Context(), engine.RefreshOptions{Full: full, FitFollows: fit,
					Progress: func(e engine.ProgressEvent) { report(e.Phase, e.Done, e.Total, e.Unit) }})
				if err != nil || !fit {
					return err
				}
				stop()
				summary.Fit, err = a.runFit(cmd.Context(), e, engine.FitOptions{})
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
			if summary.Shortage != "" {
				a.note("note: %s; give more with --memory-limit or --max-temp", summary.Shortage)
			}
			if a.format == "json" {
				return writeJSON(a.stdout, []refreshReport{summary})
			}
			if summary.Fit != nil {
				return a.drawFit(summary.Fit)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&full, "full", false, "recompute everything, not only what changed")
	cmd.Flags().BoolVar(&fit, "fit", false, "fit the models of lifetime value too")
	return cmd
}

// refreshReport is what a refresh did, with the fit that followed it.
type refreshReport struct {
	*engine.RefreshSummary
	Fit *engine.FitSummary `json:"fit,omitempty"`
}
