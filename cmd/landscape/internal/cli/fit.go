package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/engine"
)

func (a *app) fit() *cobra.Command {
	var opts engine.FitOptions
	var prior, spend string
	cmd := &cobra.Command{
		Use:   "fit DB",
		Short: "Fit the models of lifetime value to the ledger",
		Long: `Fit a model of how often customers buy and when they stop, and one of what they spend, and keep both for the figures ltv, ltv_summary
and their like. auto compares the models on the last part of the history, which they were not shown, beside forecasts that need no model,
and takes the best. No load fits anything: fit again when loads have come, as often as the figures are used.

The fit of the literature, to compare with published ones digit by digit:
  --prior none --left-censored include --zero-value-orders count --spend repeat --unit week`,
		Example: `  landscape fit shop.duckdb
  landscape fit shop.duckdb --model bg --as-of 2025-12-31 --unit week -o json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := a.only(cmd, args)
			if err == nil {
				err = a.checkFitFormat()
			}
			if err == nil {
				err = oneOf("--prior", prior, "weak", "none")
			}
			if err == nil {
				err = oneOf("--spend", spend, "all", "repeat")
			}
			if err != nil {
				return err
			}
			opts.NoPrior, opts.RepeatSpend = prior == "none", spend == "repeat"
			var summary *engine.FitSummary
			err = a.withEngine(cmd.Context(), path, false, func(e *engine.Engine) error {
				summary, err = a.runFit(cmd.Context(), e, opts)
				return err
			})
			if err != nil {
				return err
			}
			if a.format == "json" {
				return writeJSON(a.stdout, []*engine.FitSummary{summary})
			}
			return a.drawFit(summary)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.Model, "model", "", "`MODEL`: auto, bg, mbg, pareto or cnbd (default the setting ltv_model: auto)")
	flags.StringVar(&opts.AsOf, "as-of", "", "last `DAY` that the fit knows (default the last day of the ledger, never later than today)")
	flags.StringVar(&opts.Unit, "unit", "day", "`UNIT` of time of the parameters: day, week or month")
	flags.StringVar(&prior, "prior", "weak", "weak or none: whether `WORD` keeps parameters that the data do not decide in bounds")
	flags.StringVar(&opts.LeftCensored, "left-censored", "exclude", "`WORD`: exclude or include customers that may be older than the ledger")
	flags.StringVar(&opts.ZeroValueOrders, "zero-value-orders", "", "`WORD`: ignore or count orders worth 0 (default the setting)")
	flags.StringVar(&spend, "spend", "all", "`WORD`: all or repeat, whether the first purchase is part of the model of spend")
	flags.StringVar(&opts.Cut, "cut", "", "last `DAY` that compared models know (default 12 months or a third of the history before --as-of)")
	return cmd
}

// checkFitFormat allows what a fit can be printed as.
func (a *app) checkFitFormat() error {
	if a.format == "" {
		return nil
	}
	return oneOf("--output", a.format, tableFormat, "json")
}

// runFit fits with progress.
func (a *app) runFit(ctx context.Context, e *engine.Engine, opts engine.FitOptions) (*engine.FitSummary, error) {
	report, stop := a.progress()
	defer stop()
	opts.Progress = func(e engine.ProgressEvent) { report(e.Phase, e.Done, e.Total, e.Unit) }
	summary, err := e.Fit(ctx, opts)
	if err == nil && summary.Shortage != "" {
		a.note("note: %s; give more with --memory-limit or --max-temp", summary.Shortage)
	}
	return summary, err
}
