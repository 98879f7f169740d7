package cli

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
)

func (a *app) benchGenerate() *cobra.Command {
	var cfg ledgergen.Config
	var format string
	cmd := &cobra.Command{
		Use:   "generate DIR",
		Short: "Write the ledger of a made-up business into a folder",
		Long: `Write the invoice lines of a made-up business with its customers, products and everything around them into DIR, and what a reader of the
files must find: manifest.json and truth.json. The same seed and size give the same bytes. Files that are there are overwritten.`,
		Example: `  landscape bench generate ledger --lines 1000000
  landscape bench generate ledger --lines 100000000 --lines-format parquet
  landscape bench generate ledger --merged --currencies --corrections --seasons`,
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError("landscape bench generate ledger", "generate takes one folder")
			}
			if err := oneOf("--lines-format", format, "csv", "parquet", "arrow"); err != nil {
				return err
			}
			ledger, err := ledgergen.New(cfg)
			if err != nil {
				return usageError("", "%w", err)
			}
			return a.generate(ledger, args[0], ledgergen.Format(format))
		},
	}
	flags := cmd.Flags()
	flags.Int64Var(&cfg.Lines, "lines", 1_000_000, "about `N` invoice lines")
	flags.IntVar(&cfg.Customers, "customers", 0, "`N` customers on file (default one for 65 lines)")
	flags.IntVar(&cfg.Products, "products", 0, "`N` products on file (default one for 500 lines, 60 to 20000)")
	flags.Uint64Var(&cfg.Seed, "seed", 1, "`NUMBER` that selects the ledger")
	flags.BoolVar(&cfg.Merged, "merged", false, "some customers were two accounts once: their lines until then bear another id")
	flags.BoolVar(&cfg.Currencies, "currencies", false, "some customers are invoiced in other currencies; fx_rates.csv has the rates into EUR")
	flags.BoolVar(&cfg.Corrections, "corrections", false, "some invoices are corrected long after, by entries dated into old months and by late credit notes")
	flags.BoolVar(&cfg.Seasons, "seasons", false, "some products sell in a season, and each changes its price on a day of its own")
	flags.BoolVar(&cfg.Modelled, "modelled", false, "customers buy as the model mbg has it, with the parameters in truth.json, and in no season")
	flags.StringVar(&format, "lines-format", "csv", "`FORMAT` of the invoice lines: csv, parquet or arrow; all else is csv")
	return cmd
}

// generate writes the files of a ledger into a folder, which it makes.
func (a *app) generate(ledger *ledgergen.Ledger, dir string, format ledgergen.Format) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	report, stop := a.progress()
	defer stop()
	report("writing the ledger", 0, 0, "")
	manifest, err := ledger.WriteFilesIn(format, dir)
	stop()
	if err != nil {
		return err
	}
	a.note("%s: %s, %s on file, net amount %d.%02d", filepath.Join(dir, ledgergen.LinesFileIn(format)), plural(manifest.Lines, "line"),
		plural(manifest.OnFile, "customer"), manifest.NetCents/100, manifest.NetCents%100)
	return nil
}
