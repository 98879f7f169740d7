package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/benchmarks"
	"github.com/customer-landscape/landscape/engine"
)

// benchReadme is the page that --readme writes the figures into.
const benchReadme = "benchmarks/README.md"

type benchCommand struct {
	*app
	scale   benchmarks.Scale
	only    string
	runs    int
	out     string
	list    bool
	targets bool
	compare bool
	readme  bool
	growth  bool
	sizes   []int64
}

func (a *app) bench() *cobra.Command {
	b := &benchCommand{app: a}
	cmd := &cobra.Command{
		Use:   "bench [--only PATTERN] [--out FILE]",
		Short: "Measure this program on generated ledgers, beside bare DuckDB",
		Long: `Generate ledgers, check what every case answers, time it, and print median, spread, rate, peak memory and the ratio to a peer in the same
run, then how each target stands. With --out the results are kept after each case, so that a run that was stopped goes on where it was: cases
that the file has already are not measured again, but for those that --only names.

With --compare A B two files of results are compared, and the exit code is 3 when a figure became slower. With --readme the figures of the
file --out are written into ` + benchReadme + ` below the current folder. With --growth the main operations are measured at several
sizes, and the exit code is 3 when one grows faster than n log n.`,
		Example: `  landscape bench --lines 1000000
  landscape bench --only 'load|fit' --runs 3 --out results.json
  landscape bench --compare before.json after.json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return b.run(cmd.Context(), args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&b.only, "only", "", "measure the cases whose names match `PATTERN`, a regular expression")
	flags.IntVar(&b.runs, "runs", 1, "measure each case `N` times")
	flags.StringVar(&b.out, "out", "", "keep the results in `FILE`, as JSON")
	flags.BoolVar(&b.targets, "targets", false, "measure only the cases that show a target")
	flags.BoolVar(&b.list, "list", false, "list the cases and measure nothing")
	flags.BoolVar(&b.compare, "compare", false, "compare two files of results")
	flags.BoolVar(&b.readme, "readme", false, "write the figures of the file --out into "+benchReadme)
	flags.BoolVar(&b.growth, "growth", false, "measure how the main operations grow with the size")
	flags.Int64SliceVar(&b.sizes, "sizes", []int64{100_000, 1_000_000, 10_000_000}, "numbers of lines for --growth, as `N,N,...`")
	flags.Int64Var(&b.scale.Lines, "lines", 10_000_000, "about `N` invoice lines")
	flags.IntVar(&b.scale.Customers, "customers", 0, "`N` customers on file (default a fiftieth of the lines)")
	flags.IntVar(&b.scale.Buyers, "fit-customers", 0, "`N` simulated customers for models of lifetime value (default a tenth of the lines)")
	flags.StringVar(&b.scale.Dir, "dir", os.TempDir(), "`DIR` for ledgers and databases, which are removed in the end; 400 bytes a line")
	cmd.AddCommand(a.benchGenerate(), benchChild())
	return cmd
}

// benchChild is how a run starts a process of its own for each thing to measure.
func benchChild() *cobra.Command {
	return &cobra.Command{Use: "child", Hidden: true, Args: noArgs, RunE: func(*cobra.Command, []string) error {
		benchmarks.Child()
		return usageError("landscape bench", "this is a part of landscape bench and no command")
	}}
}

func (b *benchCommand) run(ctx context.Context, args []string) error {
	switch {
	case b.compare && len(args) == 2:
		return b.compareFiles(args[0], args[1])
	case b.compare:
		return usageError("landscape bench --compare A B", "--compare takes two files of results")
	case len(args) > 0:
		return usageError("landscape bench --only "+args[0], "bench takes no argument, and %q is one", args[0])
	}
	cases, err := benchmarks.Select(b.only)
	if err != nil {
		return usageError("landscape bench --list", "--only: %w", err)
	}
	if b.targets {
		cases = slices.DeleteFunc(cases, func(c benchmarks.Case) bool { return !c.ShowsTarget() })
	}
	if b.list {
		for _, c := range cases {
			fmt.Fprintf(b.stdout, "%-26s %s\n", c.Name, c.Summary)
		}
		return nil
	}
	if b.readme {
		return b.writeReadme()
	}
	if err := b.complete(); err != nil {
		return err
	}
	if b.growth {
		return b.measureGrowth(ctx, cases)
	}
	return b.measure(ctx, cases)
}

// complete fills in what flags leave to others.
func (b *benchCommand) complete() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if b.scale.Lines < 10_000 || b.runs < 1 {
		return usageError("", "--lines is at least 10000 and --runs at least 1")
	}
	if b.scale.Customers == 0 {
		b.scale.Customers = int(b.scale.Lines / 50)
	}
	if b.scale.Buyers == 0 {
		b.scale.Buyers = max(2_000, int(b.scale.Lines/10))
	}
	b.scale.Threads, b.scale.MemoryLimit = b.threads, b.memoryLimit
	b.scale.Child, b.scale.Binary = []string{"bench", "child"}, self
	return nil
}

// measure runs the cases one after the other and tells how the targets stand. A case that fails does not keep the others from running.
func (b *benchCommand) measure(ctx context.Context, cases []benchmarks.Case) (err error) {
	results := benchmarks.NewResults(b.scale)
	if b.out != "" {
		if results, err = results.Continue(b.out); err != nil {
			return usageError("", "%w", err)
		}
	}
	run := benchmarks.NewRun(b.scale)
	defer func() { err = errors.Join(err, run.Close()) }()
	failed := 0
	for _, c := range cases {
		if _, ok := results.Find(c.Name); ok && b.only == "" {
			b.note("%s: in %s already", c.Name, b.out)
			continue
		}
		result, err := run.Measure(ctx, c, benchmarks.Times(b.runs))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed++
			result.Error = err.Error()
			b.note("FAILED %v", err)
		}
		if result.Skipped != "" {
			b.note("%s: not measured: %s", c.Name, result.Skipped)
		}
		for _, f := range result.Figures {
			fmt.Fprintln(b.stdout, f)
		}
		results.Put(result)
		if b.out != "" {
			if err := results.Write(b.out); err != nil {
				return err
			}
		}
	}
	fmt.Fprintln(b.stdout)
	for _, v := range results.Verdicts() {
		fmt.Fprintln(b.stdout, v)
	}
	if failed > 0 {
		return &engine.Error{Kind: engine.KindRejected, Err: fmt.Errorf("%s failed", plural(int64(failed), "case"))}
	}
	return nil
}

func (b *benchCommand) compareFiles(before, after string) error {
	first, err := benchmarks.ReadResults(before)
	if err != nil {
		return err
	}
	second, err := benchmarks.ReadResults(after)
	if err != nil {
		return err
	}
	slower, err := benchmarks.Compare(b.stdout, first, second)
	if err != nil {
		return usageError("", "%w", err)
	}
	if slower > 0 {
		return &engine.Error{Kind: engine.KindRejected, Err: fmt.Errorf("%s became slower", plural(int64(slower), "figure"))}
	}
	return nil
}

// writeReadme puts the figures of the file into the page.
func (b *benchCommand) writeReadme() error {
	if b.out == "" {
		return usageError("--out FILE", "--readme needs the file of results")
	}
	results, err := benchmarks.ReadResults(b.out)
	if err != nil {
		return err
	}
	page, err := os.ReadFile(benchReadme)
	if err != nil {
		return err
	}
	text, err := benchmarks.Insert(string(page), results.Markdown(b.out))
	if err != nil {
		return fmt.Errorf("%s: %w", benchReadme, err)
	}
	return os.WriteFile(benchReadme, []byte(text), 0o644)
}

func (b *benchCommand) measureGrowth(ctx context.Context, cases []benchmarks.Case) error {
	all, err := benchmarks.MeasureGrowth(ctx, b.scale, cases, b.sizes, b.runs, func(lines int64, r benchmarks.CaseResult) {
		for _, f := range r.Figures {
			b.note("%d lines: %s", lines, f)
		}
	})
	if err != nil {
		return err
	}
	faults := 0
	for _, g := range all {
		fmt.Fprintln(b.stdout, g)
		if g.Fault {
			faults++
		}
	}
	if faults > 0 {
		return &engine.Error{Kind: engine.KindRejected, Err: fmt.Errorf("%s: faster growth than n log n", plural(int64(faults), "operation"))}
	}
	return nil
}
