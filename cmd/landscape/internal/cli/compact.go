package cli

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/engine"
)

func (a *app) compact() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:     "compact DB --out NEW",
		Short:   "Write a copy of the database without the space that is no longer used",
		Example: `  landscape compact shop.duckdb --out shop-small.duckdb`,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := a.only(cmd, args)
			if err != nil {
				return err
			}
			if out == "" {
				return usageError("landscape compact "+path+" --out NEW.duckdb", "--out names the new file")
			}
			if err := checkTarget(out, false); err != nil {
				return err
			}
			report, stop := a.progress()
			defer stop()
			report("copying", 0, 0, "")
			if err := a.withEngine(cmd.Context(), path, false, func(e *engine.Engine) error {
				return e.Compact(cmd.Context(), out)
			}); err != nil {
				return err
			}
			stop()
			a.note("%s: %s, %s: %s", path, size(path), out, size(out))
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "`FILE` to write; it must not exist")
	return cmd
}

func size(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return "unknown size"
	}
	return render.Bytes(info.Size())
}
