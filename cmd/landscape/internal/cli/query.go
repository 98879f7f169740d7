package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
	"github.com/customer-landscape/landscape/engine"
)

type queryCommand struct {
	*app
	flags    *pflag.FlagSet
	cmd      *cobra.Command
	sources  []sqlSource
	params   []string
	out      string
	force    bool
	maxRows  int64
	rows     int
	noHeader bool
	create   bool
}

// sqlSource is one -c, -f or - in the order of the command line.
type sqlSource struct {
	file string // "-" is standard input; empty for -c
	text string
}

func (a *app) query() *cobra.Command {
	q := &queryCommand{app: a}
	cmd := &cobra.Command{
		Use:   "query [DB] (-c SQL | -f FILE | -)...",
		Short: "Run SQL and print what it answers",
		Long: `Run SQL, in the order given, and stop at the first error. Without DB it runs in memory; "-" and a pipe are SQL from standard input.

The answer is a table on a terminal and csv elsewhere; -o or the name of --out decides otherwise. A parameter is bound, never pasted:
-p since=2025-01-01 is $since. Its type is what the text looks like (int, decimal, date, bool, else text), or -p id:text=17850 names it.`,
		Example: `  landscape query shop.duckdb -c "from landscape_summary"
  landscape query shop.duckdb -c "from pareto_rank order by rank limit 10" --measure profit --as-of 2025-06-30
  landscape query shop.duckdb -f report.sql -p since=2025-01-01 --out report.parquet
  echo "from churn" | landscape query shop.duckdb - -o json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			q.flags, q.cmd = cmd.Flags(), cmd
			return q.run(cmd.Context(), args)
		},
	}
	flags := cmd.Flags()
	flags.VarP(&sourceFlag{&q.sources, false}, "command", "c", "`SQL` to run; may be given several times")
	flags.VarP(&sourceFlag{&q.sources, true}, "file", "f", "`FILE` of SQL to run; may be given several times")
	flags.StringArrayVarP(&q.params, "param", "p", nil, "`NAME=VALUE` or NAME:TYPE=VALUE bound as $NAME; may be given several times")
	flags.StringVar(&q.out, "out", "", "write to `FILE`, whole or not at all; its extension decides the format")
	flags.BoolVar(&q.force, "force", false, "replace the file of --out")
	flags.Int64Var(&q.maxRows, "max-rows", 0, "cut each result at `N` rows and say so (default all)")
	flags.IntVar(&q.rows, "rows", shownRows, "`N` rows that a table on a terminal shows, half from each end; 0 shows all")
	flags.BoolVar(&q.noHeader, "no-header", false, "leave the column names out of csv and tsv")
	flags.BoolVar(&q.create, "create", false, "make the database if it is missing")
	settingFlags(flags)
	a.connectFlags(flags)
	return cmd
}

// sourceFlag appends to the one list that keeps -c and -f in order.
type sourceFlag struct {
	list   *[]sqlSource
	isFile bool
}

// String is the default, which is nothing.
func (f *sourceFlag) String() string { return "" }

// Type is what help calls the value.
func (f *sourceFlag) Type() string { return "string" }

// Set adds one source.
func (f *sourceFlag) Set(value string) error {
	if f.isFile {
		*f.list = append(*f.list, sqlSource{file: value})
	} else {
		*f.list = append(*f.list, sqlSource{text: value})
	}
	return nil
}

func (q *queryCommand) run(ctx context.Context, args []string) error {
	path, err := q.arguments(args)
	if err != nil {
		return err
	}
	params, err := parseParams(q.params)
	if err != nil {
		return err
	}
	format, err := q.chooseFormat(q.out)
	if err != nil {
		return err
	}
	if q.out != "" {
		if err := checkTarget(q.out, q.force); err != nil {
			return err
		}
		if sameFile(q.out, path) {
			return usageError("", "%s is the database itself", q.out)
		}
	}
	scripts, err := q.read()
	if err != nil {
		return err
	}
	p := &printer{app: q.app, out: q.stdout, format: format, maxRows: q.maxRows, noHeader: q.noHeader}
	if isTerminal(q.stdout) && q.out == "" {
		p.rows = q.rows
	}
	return q.withDatabase(ctx, path, q.create, func(d door.Database) error {
		session, err := d.Session(ctx, false)
		if err != nil {
			return err
		}
		work := func(out io.Writer) error {
			p.out = out
			if q.flags != nil {
				if err := applySettings(ctx, session, q.flags); err != nil {
					return err
				}
			}
			p.learnCurrency(ctx, session)
			return q.execute(ctx, session, scripts, params, p)
		}
		if q.out != "" {
			err = writeAtomically(q.out, work)
		} else {
			err = work(q.stdout)
		}
		return errors.Join(err, session.Close())
	})
}

// arguments takes the database and the dash from the words behind the flags.
func (q *queryCommand) arguments(args []string) (path string, err error) {
	path = q.db
	named := false
	for _, arg := range args {
		switch {
		case arg == "-":
			q.sources = append(q.sources, sqlSource{file: "-"})
		case named:
			return "", usageError("landscape query DB -c SQL", "%q is neither a flag nor the one database; SQL stands behind -c", arg)
		default:
			path, named = arg, true
		}
	}
	if q.remote != "" {
		typed := path
		if !named {
			typed = q.typedDatabase(q.cmd)
		}
		if _, err := q.asksServer(q.cmd, typed); err != nil {
			return "", err
		}
	}
	if len(q.sources) == 0 {
		if isTerminal(q.stdin) {
			return "", usageError(`landscape query DB -c "from landscape_summary"`, "there is no SQL: name it with -c, a file with -f, or standard input with -")
		}
		q.sources = append(q.sources, sqlSource{file: "-"})
	}
	if q.maxRows < 0 || q.rows < 0 {
		return "", usageError("", "--max-rows and --rows cannot be negative")
	}
	return path, nil
}

// script is one source, split into its statements.
type script struct {
	name       string // for messages; empty for -c
	statements []lexer.Statement
}

func (q *queryCommand) read() ([]script, error) {
	var scripts []script
	for _, source := range q.sources {
		s := script{name: source.file}
		text := source.text
		switch source.file {
		case "":
		case "-":
			s.name = "stdin"
			all, err := io.ReadAll(q.stdin)
			if err != nil {
				return nil, err
			}
			text = string(all)
		default:
			all, err := os.ReadFile(source.file)
			if err != nil {
				return nil, usageError("", "--file: %v", err)
			}
			text = string(all)
		}
		s.statements = lexer.Split(strings.TrimPrefix(text, "\ufeff"))
		scripts = append(scripts, s)
	}
	return scripts, nil
}

func (q *queryCommand) execute(ctx context.Context, session door.Session, scripts []script, params map[string]any, p *printer) error {
	used := map[string]bool{}
	for _, s := range scripts {
		for _, stmt := range s.statements {
			if err := ctx.Err(); err != nil {
				return err
			}
			bound := parametersOf(stmt, params)
			for name := range bound {
				used[name] = true
			}
			if err := q.statement(ctx, session, stmt.Text, bound, p); err != nil {
				return &repl.StatementError{Script: s.name, Stmt: stmt, Err: err}
			}
		}
	}
	for name := range params {
		if !used[name] {
			q.note("note: no statement has the parameter $%s", name)
		}
	}
	return nil
}

// statement runs one statement. Rows are printed; the count of a change is told on standard error.
func (q *queryCommand) statement(ctx context.Context, session door.Session, text string, params map[string]any, p *printer) error {
	report, stop := q.progress()
	defer stop()
	report("running", 0, 0, "")
	if change := lexer.ChangeOf(text); change.Done != "" {
		n, err := session.Exec(ctx, text, params)
		stop()
		if err == nil && change.Counts {
			q.note("%s %s", change.Done, plural(n, "row"))
		}
		return err
	}
	result, err := session.Query(ctx, text, params)
	stop()
	if err != nil {
		return err
	}
	p.keep = lexer.SortedBy(text)
	return p.print(result)
}

func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return render.Count(n) + " " + noun + "s"
}

func parseParams(given []string) (map[string]any, error) {
	params := map[string]any{}
	for _, text := range given {
		name, value, ok := strings.Cut(text, "=")
		name, typ, _ := strings.Cut(name, ":")
		if !ok || !paramName.MatchString(name) {
			return nil, usageError("-p since=2025-01-01", "--param is %q, not NAME=VALUE", text)
		}
		if _, twice := params[name]; twice {
			return nil, usageError("", "--param gives %s twice", name)
		}
		parsed, err := engine.Parameter(typ, value)
		if err != nil {
			return nil, usageError("", "--param %s: %w", name, errors.Unwrap(err))
		}
		params[name] = parsed
	}
	return params, nil
}

var paramName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// parametersOf keeps the parameters that the statement names; the engine refuses values that a statement does not ask for.
func parametersOf(stmt lexer.Statement, params map[string]any) map[string]any {
	found := map[string]any{}
	for _, name := range stmt.Params {
		if value, ok := params[name]; ok {
			found[name] = value
		}
	}
	return found
}
