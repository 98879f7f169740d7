package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/report"
)

type reportCommand struct {
	*app
	cmd   *cobra.Command
	out   string
	force bool
	chart bool
}

func (a *app) reports() *cobra.Command {
	r := &reportCommand{app: a}
	cmd := &cobra.Command{
		Use:   "report [NAME [DB] [ARG=VALUE]...]",
		Short: "Run a named question, such as who left and what they brought",
		Long: `Run a report: a named query whose arguments have a type and a default. Without NAME it lists the reports; "landscape catalogue DB NAME"
tells all about one. An argument is bound, never pasted into the SQL.

A file of your own in ` + "`$XDG_CONFIG_HOME/landscape/reports`" + ` with the header of a report is one too, and takes the place of ours of the same name.`,
		Example: `  landscape report
  landscape report top_customers shop.duckdb n=10 measure=profit
  landscape report what_changed shop.duckdb --as-of 2025-06-30 --chart
  landscape report lost_customers shop.duckdb least=1000 --out lost.csv`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			r.cmd = cmd
			return r.run(cmd.Context(), args)
		},
		ValidArgsFunction: completeReport,
	}
	flags := cmd.Flags()
	flags.StringVar(&r.out, "out", "", "write to `FILE`, whole or not at all; its extension decides the format")
	flags.BoolVar(&r.force, "force", false, "replace the file of --out")
	flags.BoolVar(&r.chart, "chart", false, "draw the answer instead of listing it")
	settingFlags(flags)
	a.connectFlags(flags)
	return cmd
}

func completeReport(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var words []string
	reports, _ := report.List(report.Folder())
	for _, r := range reports {
		switch {
		case len(args) == 0:
			words = append(words, r.Name+"\t"+r.Summary)
		case r.Name == args[0]:
			for _, arg := range r.Args {
				words = append(words, arg.Name+"=\t"+arg.Text)
			}
			return words, cobra.ShellCompDirectiveNoSpace
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

func (r *reportCommand) run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return r.list()
	}
	wanted, err := report.Find(report.Folder(), args[0])
	if err != nil {
		return err
	}
	var words, others []string
	for _, arg := range args[1:] {
		if strings.Contains(arg, "=") {
			words = append(words, arg)
		} else {
			others = append(others, arg)
		}
	}
	path, err := r.only(r.cmd, others)
	if err != nil {
		return err
	}
	given, err := wanted.Arguments(words)
	if err != nil {
		return err
	}
	params, err := wanted.Bind(given)
	if err != nil {
		return err
	}
	if r.chart && (r.out != "" || r.format != "" && r.format != tableFormat) {
		return usageError("", "--chart draws on the terminal; it goes with neither --out nor -o %s", r.format)
	}
	work := func(ctx context.Context, session door.Session, p *printer) error {
		if err := applySettings(ctx, session, r.cmd.Flags()); err != nil {
			return err
		}
		result, err := session.Query(ctx, wanted.Body, params)
		switch {
		case err != nil:
			return err
		case r.chart:
			defer result.Release()
			return r.draw(result, wanted, p)
		default:
			return p.print(result)
		}
	}
	return r.answer(ctx, path, r.out, r.force, work)
}

func (r *reportCommand) draw(result door.Result, wanted report.Report, p *printer) error {
	opts, err := render.ParseChart(wanted.Chart)
	if err != nil {
		return usageError("", "the chart of the report %s: %w", wanted.Name, err)
	}
	opts.Style = r.style(r.stdout)
	err = render.Chart(p.out, render.InCurrency(renderColumns(result.Columns()), p.currency), result, opts)
	switch {
	case errors.Is(err, render.ErrNoChart):
		r.note("note: %v", err)
		return nil
	case errors.Is(err, render.ErrChartColumn):
		return usageError("", "the chart of the report %s: %w", wanted.Name, err)
	}
	return err
}

// list names every report. Files of the user that are none are told of on standard error.
func (r *reportCommand) list() error {
	reports, faults := report.List(report.Folder())
	for _, fault := range faults {
		r.note("note: %v", fault)
	}
	p, err := r.printer()
	if err != nil {
		return err
	}
	if p.format != tableFormat {
		return r.encodeList(p, reports)
	}
	style, names := r.style(r.stdout), 0
	for _, known := range reports {
		names = max(names, len(known.Name))
	}
	room := max(20, min(style.Width, 120)-names-2)
	if style.Width <= 0 {
		room = 120
	}
	out := bufio.NewWriter(r.stdout)
	for _, known := range reports {
		name := style.Bold(fmt.Sprintf("%-*s", names, known.Name))
		for _, line := range render.Wrap(known.Summary, room) {
			fmt.Fprintln(out, name+"  "+line)
			name = strings.Repeat(" ", names)
		}
		fmt.Fprintln(out, name+"  "+style.Dim(strings.TrimPrefix(known.Usage(), known.Name+" ")))
	}
	return out.Flush()
}

func (r *reportCommand) encodeList(p *printer, reports []report.Report) error {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "report", Type: arrow.BinaryTypes.String}, {Name: "answers", Type: arrow.BinaryTypes.String},
		{Name: "usage", Type: arrow.BinaryTypes.String}, {Name: "file", Type: arrow.BinaryTypes.String, Nullable: true},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for _, known := range reports {
		for i, text := range []string{known.Name, known.Summary, known.Usage(), known.File} {
			if field := b.Field(i).(*array.StringBuilder); i == 3 && text == "" {
				field.AppendNull()
			} else {
				field.Append(text)
			}
		}
	}
	batch := b.NewRecordBatch()
	defer batch.Release()
	reader, err := array.NewRecordReader(schema, []arrow.RecordBatch{batch})
	if err != nil {
		return err
	}
	defer reader.Release()
	return p.write(nil, rows{reader})
}

// rows is a record reader as encode reads it.
type rows struct{ array.RecordReader }

// Batch is the current batch.
func (r rows) Batch() arrow.RecordBatch { return r.RecordBatch() }

// answer opens a database and a session, and lets work write into the printer of standard output or of a file that appears whole or not
// at all.
func (a *app) answer(ctx context.Context, path, out string, force bool, work func(context.Context, door.Session, *printer) error) error {
	format, err := a.chooseFormat(out)
	if err != nil {
		return err
	}
	if out != "" {
		if err := checkTarget(out, force); err != nil {
			return err
		}
		if sameFile(out, path) {
			return usageError("", "%s is the database itself", out)
		}
	}
	p := &printer{app: a, out: a.stdout, format: format}
	if isTerminal(a.stdout) && out == "" {
		p.rows = shownRows
	}
	return a.withSession(ctx, path, func(session door.Session) error {
		p.learnCurrency(ctx, session)
		if out == "" {
			return work(ctx, session, p)
		}
		return writeAtomically(out, func(w io.Writer) error {
			p.out = w
			return work(ctx, session, p)
		})
	})
}
