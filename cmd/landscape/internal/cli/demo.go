package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/engine"
)

// The sample that demo builds when nothing else is asked for.
const (
	demoFile  = "demo.duckdb"
	demoLines = 200_000
	demoSeed  = 1
)

type demoCommand struct {
	*app
	lines int64
	seed  uint64
}

func (a *app) demo() *cobra.Command {
	d := &demoCommand{app: a}
	cmd := &cobra.Command{
		Use:   "demo [DB]",
		Short: "Build a sample business, load it and show its landscape",
		Long: `Build the invoice ledger of a sample business, load it into DB (default demo.duckdb in the current folder) and show its landscape.
The same seed and size give the same ledger; a second run only shows it again.`,
		Example: `  landscape demo
  landscape demo big.duckdb --lines 2000000`,
		RunE: func(cmd *cobra.Command, args []string) error {
			path := demoFile
			switch {
			case len(args) > 1:
				return usageError("landscape demo", "demo takes one database, and %q stands behind it", args[1])
			case len(args) == 1:
				path = args[0]
			case cmd.Flags().Lookup("db").Annotations[envAnnotation] == nil && a.db != "":
				path = a.db // never the database that the environment names: it is no sample
			}
			return d.run(cmd.Context(), path)
		},
	}
	cmd.Flags().Int64Var(&d.lines, "lines", demoLines, "about `N` invoice lines")
	cmd.Flags().Uint64Var(&d.seed, "seed", demoSeed, "`NUMBER` that selects the ledger")
	return cmd
}

// source names the sample, so that a second run knows it again.
func (d *demoCommand) source() string {
	if d.lines == demoLines && d.seed == demoSeed {
		return "demo"
	}
	return fmt.Sprintf("demo-%d-%d", d.lines, d.seed)
}

func (d *demoCommand) run(ctx context.Context, path string) error {
	ledger, err := ledgergen.New(ledgergen.Config{Lines: d.lines, Seed: d.seed, Source: d.source(), Delivery: true})
	if err != nil {
		return usageError("", "%w", err)
	}
	return d.withEngine(ctx, path, true, func(e *engine.Engine) error {
		session, err := door.File{Engine: e}.Session(ctx, false)
		if err != nil {
			return err
		}
		defer session.Close()
		there, err := d.isThere(ctx, session, path)
		if err != nil {
			return err
		}
		if there {
			d.note("%s holds the sample already", path)
		} else if err := d.build(ctx, e, ledger); err != nil {
			return err
		}
		return d.show(ctx, session, path)
	})
}

// isThere tells whether the database holds this sample; one with other lines is refused.
func (d *demoCommand) isThere(ctx context.Context, session door.Session, path string) (bool, error) {
	sources, err := texts(ctx, session, "select distinct i.source from invoice_lines as i order by i.source limit 3", nil)
	if err != nil || len(sources) == 0 {
		return false, err
	}
	if len(sources) > 1 || sources[0][0] != d.source() {
		return false, usageError("landscape demo another.duckdb", "%s holds another ledger (source %s), which the sample must not be mixed with", path, sources[0][0])
	}
	return true, nil
}

// build writes the sample into a temporary folder and loads it as any other files are loaded, the lines last.
func (d *demoCommand) build(ctx context.Context, e *engine.Engine, ledger *ledgergen.Ledger) (err error) {
	dir, err := os.MkdirTemp("", "landscape-demo")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	report, stop := d.progress()
	defer stop()
	report("making the sample", 0, 0, "")
	if _, err := ledger.WriteFiles(dir); err != nil {
		return err
	}
	var lines *engine.LoadSummary
	for _, file := range slices.Concat([]string{ledgergen.ProductsFile, ledgergen.CustomersFile}, ledgergen.BusinessFiles(), []string{ledgergen.LinesFile}) {
		lines, err = e.Load(ctx, engine.LoadOptions{Paths: []string{filepath.Join(dir, file)}, Into: strings.TrimSuffix(file, ".csv"),
			Progress: func(e engine.ProgressEvent) { report(e.Phase, e.Done, e.Total, e.Unit) }})
		if err != nil {
			return err
		}
	}
	stop()
	d.tell(lines)
	return nil
}
