package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/encode"
)

type scoreCommand struct {
	*app
	cmd       *cobra.Command
	ledger    scoreLedger
	opts      engine.ScoreOptions
	customers string // the file of --customers
	out       string
	table     string
	format    string
	parts     scoreParts
	force     bool
	fit       bool

	started time.Time
}

func (a *app) score() *cobra.Command {
	s := &scoreCommand{app: a, ledger: scoreLedger{loadCommand: loadCommand{app: a}}}
	cmd := &cobra.Command{
		Use:   "score (DB | --ledger FILE) (--out FILE | --table NAME)",
		Short: "Write the scores of every customer",
		Long: `Write one row for each customer, as "from scores" gives it: rank, share, tier, the tier before, movement, churn, category, the probability
that it still is a customer, expected orders, lifetime value with its interval, and what these rest on. The file appears whole or not at
all. All rows are of one state of the ledger, and they are written only when they sum to it to the cent.

Lifetime values are those of the last fit as long as it has seen the ledger as it is, on the same day and with the same settings; else
they are computed, which takes longer. --fit fits first.

--since compares with a snapshot: a column change says new, changed, same or gone, and --delta leaves the same ones out. A day more moves the
probabilities and expectations of nearly everybody a little. They count from --tolerance on: p_alive and p_buy_12m by their difference, rank,
share, expected_orders, expected_spend, ltv_total, low and high by their ratio. All others count whenever they differ; 0 is exact throughout.

--partition-by and --rows-per-file write a folder with manifest.json, which appears when it is complete too. What a run that was stopped
has written stands beside it under the name of the folder with ".partial"; the same command goes on from there.

--ledger scores files without a database: they are loaded into one in --temp-dir, which is removed at the end.

--connect takes the scores from a running server, into one file, with the same totals, --since, --delta, --tolerance and --customers. Rows and totals are of one
state of the ledger then too: when a load comes between, they are asked for again.

-o json prints a summary for schedulers: customers by tier, totals beside the ledger's, the model, files with their sizes, seconds.`,
		Example: `  landscape score shop.duckdb --out scores.parquet
  landscape score shop.duckdb --out scores.csv --columns tier,p_alive,ltv_total --customers mailing.txt
  landscape score shop.duckdb --out today.parquet --since yesterday --delta -o json
  landscape score shop.duckdb --out scores --partition-by tier
  landscape score --ledger lines.parquet --out scores.parquet --as-of 2025-12-31`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s.cmd, s.started = cmd, time.Now()
			return s.run(cmd.Context(), args)
		},
	}
	s.flags(cmd.Flags())
	return cmd
}

func (s *scoreCommand) flags(flags *pflag.FlagSet) {
	flags.StringVar(&s.out, "out", "", "`FILE` to write, or the folder for several; its extension decides the format; - is standard output")
	flags.StringVar(&s.table, "table", "", "write into the table `NAME` of the database instead of a file")
	flags.StringVar(&s.format, "format", "", "`FORMAT` of the files: parquet, csv, tsv, ndjson, json or arrow (default by the extension, parquet in a folder)")
	flags.StringSliceVar(&s.opts.Columns, "columns", nil, "the `COLUMNS` to write behind customer_id, separated by commas (default all)")
	flags.StringVar(&s.customers, "customers", "", "score only the ids in `FILE`: csv or Parquet with a column customer_id, or text with an id a line")
	flags.StringVar(&s.opts.Since, "since", "", "compare with the snapshot `LABEL`")
	flags.BoolVar(&s.opts.Delta, "delta", false, "only customers whose score changed since then, those that came and those that went")
	flags.Float64Var(&s.opts.Tolerance, "tolerance", 0.05, "how far a score that drifts may be from the snapshot's and be the same, from 0 to 1")
	flags.StringSliceVar(&s.parts.by, "partition-by", nil, "write a file for each value of `COLUMNS` into the folder of --out")
	flags.Int64Var(&s.parts.rows, "rows-per-file", 0, "write files of `N` rows each into the folder of --out, in the order of customer_id")
	flags.BoolVar(&s.force, "force", false, "replace the file, the folder or the table")
	flags.BoolVar(&s.fit, "fit", false, "fit the models of lifetime value first")
	s.ledger.flags(flags)
	settingFlags(flags)
	s.connectFlags(flags)
}

func (s *scoreCommand) run(ctx context.Context, args []string) error {
	named := strings.Join(slices.Concat(s.ledger.files, args), " ")
	if named == "" {
		named = s.typedDatabase(s.cmd)
	}
	if asks, err := s.asksServer(s.cmd, named); asks || err != nil {
		if err != nil {
			return err
		}
		return s.ask(ctx)
	}
	path, err := s.arguments(args)
	if err != nil {
		return err
	}
	if s.customers != "" {
		if s.opts.Customers, err = readCustomers(ctx, s.app, s.customers); err != nil {
			return err
		}
	}
	report, stop := s.progress()
	defer stop()
	work := func(e *engine.Engine) error {
		if s.fit {
			opts := engine.FitOptions{AsOf: s.flag("as-of"), Model: s.flag("ltv-model"), Progress: progressOf(report)}
			if _, err := e.Fit(ctx, opts); err != nil {
				return err
			}
		}
		session, err := e.Session(ctx)
		if err != nil {
			return err
		}
		return errors.Join(s.write(ctx, session, report, stop), session.Close())
	}
	if len(s.ledger.files) > 0 {
		return s.ledger.open(ctx, report, work)
	}
	return s.withEngine(ctx, path, false, work)
}

// arguments checks what contradicts itself before anything is opened.
func (s *scoreCommand) arguments(args []string) (path string, err error) {
	if len(s.ledger.files) > 0 {
		if len(args) > 0 {
			return "", usageError("", "score takes a database or --ledger, and %s stands beside it", args[0])
		}
		if err := s.ledger.applyReadFlags(s.cmd.Flags()); err != nil {
			return "", err
		}
		s.fit = s.fit || !s.cmd.Flags().Changed("fit")
	} else if path, err = s.only(s.cmd, args); err != nil {
		return "", err
	} else if name := s.ledger.given(s.cmd.Flags()); name != "" {
		return "", usageError("", "--%s says how a --ledger is read, and there is none", name)
	}
	switch {
	case (s.out == "") == (s.table == ""):
		return "", usageError("--out scores.parquet", "score needs one place to write to: --out or --table")
	case s.table != "" && len(s.ledger.files) > 0:
		return "", usageError("--out scores.parquet", "the database of a --ledger is gone at the end, and a table with it")
	case s.opts.Delta && s.opts.Since == "":
		return "", usageError("--since LABEL", "--delta needs a snapshot to compare with")
	case s.parts.rows < 0:
		return "", usageError("", "--rows-per-file is 1 or more")
	case s.parts.rows > 0 && len(s.parts.by) > 0:
		return "", usageError("", "--partition-by and --rows-per-file contradict each other")
	case s.parts.several() && (s.out == "" || s.out == "-"):
		return "", usageError("--out scores", "several files need a folder to stand in")
	}
	if s.app.format != "" {
		if err := oneOf("--output", s.app.format, tableFormat, "json"); err != nil {
			return "", err
		}
	}
	if err := s.chooseFileFormat(); err != nil {
		return "", err
	}
	switch {
	case s.table != "" || s.out == "-":
		return path, nil
	case s.parts.several():
		return path, s.parts.check(s.out, s.force)
	}
	if err := checkTarget(s.out, s.force); err != nil {
		return "", err
	}
	if sameFile(s.out, path) {
		return "", usageError("", "%s is the database itself", s.out)
	}
	return path, nil
}

// chooseFileFormat takes --format, else the extension of the file.
func (s *scoreCommand) chooseFileFormat() error {
	switch {
	case s.table != "":
		return nil
	case s.format != "":
		f, err := encode.Parse(s.format)
		if err != nil {
			return usageError("--format parquet", "--format: unknown format %q", s.format)
		}
		s.format = string(f)
	case s.parts.several():
		s.format = string(encode.Parquet)
	case s.out == "-":
		s.format = string(encode.CSV)
	default:
		f, ok := encode.ByExtension(s.out)
		if !ok {
			return usageError("--format parquet", "the name %s does not tell a format", s.out)
		}
		s.format = string(f)
	}
	if encode.Format(s.format).IsBinary() && s.out == "-" && isTerminal(s.stdout) {
		return usageError("--out FILE", "%s would garble the terminal", s.format)
	}
	return nil
}

// flag is the value of a flag, empty where it was not given.
func (s *scoreCommand) flag(name string) string {
	return strings.TrimSpace(s.cmd.Flags().Lookup(name).Value.String())
}

// progressOf hands the events of the engine on.
func progressOf(report func(string, int64, int64, string)) engine.Progress {
	return func(e engine.ProgressEvent) { report(e.Phase, e.Done, e.Total, e.Unit) }
}
