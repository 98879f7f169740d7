package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/engine"
)

func (a *app) set() *cobra.Command {
	return &cobra.Command{
		Use:   "set DB NAME VALUE [NAME VALUE]...",
		Short: "Change settings of the database and refresh what depends on them",
		Long: `Change settings of the database and refresh what depends on them, all or nothing. The value "default" takes a setting back.
"landscape help settings" lists those that a query may override; "from settings_in_force" shows them all.`,
		Example: `  landscape set shop.duckdb tier_scheme AAA
  landscape set shop.duckdb tier_cuts [0.5,0.8,0.95] tier_labels '["AAA","A","B","C"]'
  landscape set shop.duckdb base_currency EUR`,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, rest, err := a.database(cmd, args)
			if err != nil {
				return err
			}
			if len(rest) == 0 || len(rest)%2 != 0 {
				return usageError("landscape set shop.duckdb tier_scheme AAA", "set takes pairs of a name and a value")
			}
			var settings []engine.Setting
			for i := 0; i < len(rest); i += 2 {
				settings = append(settings, engine.Setting{Name: strings.ReplaceAll(rest[i], "-", "_"), Value: rest[i+1]})
			}
			report, stop := a.progress()
			defer stop()
			report("refresh", 0, 0, "")
			err = a.withEngine(cmd.Context(), path, false, func(e *engine.Engine) error {
				return e.SetSettings(cmd.Context(), settings)
			})
			stop()
			if err != nil {
				return err
			}
			for _, s := range settings {
				a.note("%s is %s", s.Name, s.Value)
			}
			return nil
		},
	}
}
