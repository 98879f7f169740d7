package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/engine"
)

type loadCommand struct {
	*app
	opts     engine.LoadOptions
	overlap  string
	quote    string
	noHeader bool
	planOnly bool
	rejects  string
	summary  string
}

func (a *app) load() *cobra.Command {
	l := &loadCommand{app: a}
	cmd := &cobra.Command{
		Use:   "load DB FILE...",
		Short: "Load invoice lines, or another input table, from files",
		Long: `Load files into a database, which is made when it is missing: csv and tsv in any dialect, Parquet, JSON, NDJSON, Arrow and xlsx,
compressed with gzip or zstd too, globs, and "-" for standard input. All files of one command are one extract: each of its invoices
takes the place of that invoice from earlier loads. A load holds as a whole or not at all, and the same content is not loaded twice.

The columns are found by a profile; --explain shows how, without touching a database.`,
		Example: `  landscape load shop.duckdb exports/2024-*.csv.gz
  landscape load --explain export.csv
  landscape load shop.duckdb export.csv --map net_amount=quantity*unit_price --map invoice_date=date
  landscape load shop.duckdb customers.xlsx --into customers --sheet Accounts`,
		RunE: func(cmd *cobra.Command, args []string) error { return l.run(cmd, args) },
	}
	l.flags(cmd.Flags())
	a.connectFlags(cmd.Flags())
	return cmd
}

func (l *loadCommand) flags(flags *pflag.FlagSet) {
	o := &l.opts
	l.readFlags(flags)
	flags.StringVar(&o.Into, "into", "", "input `TABLE` (default invoice_lines)")
	flags.StringVar(&o.Format, "format", "", "`FORMAT` of the files: csv, xlsx, json, ndjson, parquet, arrow or arrows (default by content)")
	flags.StringVar(&l.overlap, "on-overlap", string(engine.OverlapReplace), "`WHAT` to do with invoices that are there already: replace, keep, add or error")
	flags.StringVar(&l.rejects, "rejects", "", "write the rows that cannot be read to `FILE`, as csv")
	flags.StringVar(&l.summary, "summary", "", "write what was done to `FILE`, as JSON")
	flags.BoolVar(&l.planOnly, "explain", false, "show how the files would be read, and stop; needs no database")
	flags.BoolVar(&o.DryRun, "dry-run", false, "do everything and roll it back")
}

// readFlags say how files are read; every command that reads a ledger has them.
func (l *loadCommand) readFlags(flags *pflag.FlagSet) {
	o := &l.opts
	flags.StringVar(&o.Source, "source", "", "`NAME` of the system the lines come from (default the profile's name)")
	flags.StringVar(&o.Profile, "profile", "", "`NAME` of the profile (default found by the columns)")
	flags.StringVar(&o.ProfileFile, "profile-file", "", "`FILE` with a profile of your own")
	flags.StringArrayVar(&o.Map, "map", nil, "`COLUMN=EXPRESSION` over the columns of the file; may be given several times")
	flags.StringVar(&o.DateOrder, "date-order", "", "`ORDER` of dates that leave it open: dmy, mdy or ymd")
	flags.StringVar(&o.Decimal, "decimal", "", "decimal `MARK` of numbers that leave it open: . or ,")
	flags.StringVar(&o.Delimiter, "delimiter", "", "`TEXT` between the fields of a line (default by content)")
	flags.StringVar(&l.quote, "quote", "", "`MARK` around fields; empty for none (default by content)")
	flags.StringVar(&o.Encoding, "encoding", "", "`NAME` of the encoding: utf-8, utf-16, latin-1, windows-1252 (default by content)")
	flags.BoolVar(&l.noHeader, "no-header", false, "the first line holds values, not names")
	flags.StringVar(&o.Sheet, "sheet", "", "`NAME` of the sheet of an xlsx file")
	flags.Int64Var(&o.MaxRejects, "max-rejects", 0, "accept up to `N` rows that cannot be read")
}

// applyReadFlags checks them and puts those into the options that have no place there by themselves.
func (l *loadCommand) applyReadFlags(flags *pflag.FlagSet) error {
	if l.opts.MaxRejects < 0 {
		return usageError("", "--max-rejects cannot be negative")
	}
	if flags.Changed("quote") {
		l.opts.Quote = &l.quote
	}
	if l.noHeader {
		header := false
		l.opts.Header = &header
	}
	return nil
}

func (l *loadCommand) run(cmd *cobra.Command, args []string) error {
	path, files, err := l.arguments(cmd, args)
	if err != nil {
		return err
	}
	l.opts.Paths, l.opts.Stdin = files, l.stdin
	l.opts.OnOverlap = engine.Overlap(l.overlap)
	if err := oneOf("--on-overlap", l.overlap, "replace", "keep", "add", "error"); err != nil {
		return err
	}
	if err := l.applyReadFlags(cmd.Flags()); err != nil {
		return err
	}
	if l.planOnly {
		return l.runExplain(cmd.Context(), path)
	}
	summary, err := l.perform(cmd.Context(), path)
	if fileErr := l.writeFiles(summary, err); fileErr != nil {
		return errors.Join(err, fileErr)
	}
	if err != nil {
		return err
	}
	l.tell(summary)
	if l.format == "json" {
		return writeJSON(l.stdout, []*engine.LoadSummary{summary})
	}
	return nil
}

// arguments takes the database and the files. For --explain the database is left out, unless it is named like one.
func (l *loadCommand) arguments(cmd *cobra.Command, args []string) (path string, files []string, err error) {
	if l.planOnly && l.db == "" && (len(args) == 0 || !isDatabaseName(args[0])) {
		files = args
	} else if path, files, err = l.database(cmd, args); err != nil {
		return "", nil, err
	}
	if len(files) == 0 {
		hint := "landscape load shop.duckdb export.csv"
		if path != "" && !isDatabaseName(path) {
			hint = "landscape load shop.duckdb " + path
		}
		return "", nil, usageError(hint, "which files? They stand behind the database")
	}
	return path, files, nil
}

func (l *loadCommand) perform(ctx context.Context, path string) (*engine.LoadSummary, error) {
	report, stop := l.progress()
	defer stop()
	l.opts.Progress = func(e engine.ProgressEvent) { report(e.Phase, e.Done, e.Total, e.Unit) }
	var summary *engine.LoadSummary
	err := l.withDatabase(ctx, path, true, func(d door.Database) error {
		var err error
		summary, err = d.Load(ctx, l.opts)
		return err
	})
	return summary, err
}

func (l *loadCommand) runExplain(ctx context.Context, path string) error {
	return l.withEngine(ctx, path, path == "", func(e *engine.Engine) error {
		plan, err := e.ExplainLoad(ctx, l.opts)
		if err != nil {
			return err
		}
		if l.format == "json" {
			return writeJSON(l.stdout, []*engine.LoadPlan{plan})
		}
		return l.writePlan(plan)
	})
}
