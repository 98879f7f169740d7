package cli

import (
	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/engine"
)

func (a *app) snapshot() *cobra.Command {
	var replace, drop bool
	cmd := &cobra.Command{
		Use:   "snapshot DB LABEL",
		Short: "Keep the landscape of now under a label, to compare a later one with",
		Long: `Keep the landscape of now under a label: status, value, rank and tier of every customer. "from compare(snapshot := 'LABEL')" shows
what has changed since, also what corrections, late lines and other settings have changed. --drop forgets a snapshot.`,
		Example: `  landscape snapshot shop.duckdb budget-2026
  landscape query shop.duckdb -c "from compare(snapshot := 'budget-2026') order by value_change limit 10"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, rest, err := a.database(cmd, args)
			switch {
			case err != nil:
				return err
			case len(rest) != 1:
				return usageError("landscape snapshot "+path+" budget-2026", "snapshot takes one label")
			case replace && drop:
				return usageError("", "--replace and --drop contradict each other")
			}
			report, stop := a.progress()
			defer stop()
			report("snapshot", 0, 0, "")
			var kept *engine.Snapshot
			err = a.withEngine(cmd.Context(), path, false, func(e *engine.Engine) error {
				if drop {
					return e.DropSnapshot(cmd.Context(), rest[0])
				}
				var err error
				kept, err = e.TakeSnapshot(cmd.Context(), rest[0], replace)
				return err
			})
			stop()
			switch {
			case err != nil:
				return err
			case drop:
				a.note("%s is forgotten", rest[0])
				return nil
			}
			a.note("%s: %s as of %s, %s by %s", kept.Label, plural(kept.Customers, "customer"), kept.AsOf, kept.Value, kept.Measure)
			if a.format == "json" {
				return writeJSON(a.stdout, []*engine.Snapshot{kept})
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&replace, "replace", false, "take the place of a snapshot of this label")
	cmd.Flags().BoolVar(&drop, "drop", false, "forget the snapshot instead")
	return cmd
}

const snapshotsQuery = `select s.label, s.as_of, s.taken_at, s.measure, s.level, s.tier_months, s.customers, s.value
from snapshots as s
order by s.taken_at, s.label`

func (a *app) snapshots() *cobra.Command {
	return a.listing("snapshots DB", "List the landscapes that were kept", snapshotsQuery)
}
