package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl"
	"github.com/customer-landscape/landscape/engine"
)

// envPrefix stands before the name of a flag in the environment: --max-rows is LANDSCAPE_MAX_ROWS.
const envPrefix = "LANDSCAPE_"

// app is one run of the command line: its streams and the flags that every command has.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer

	db          string
	format      string
	json        bool
	quiet       bool
	verbose     int
	color       string
	noProgress  bool
	logFormat   string
	timeout     time.Duration
	memoryLimit string
	threads     int
	tempDir     string
	maxTemp     string
	readOnly    bool
	remote      string // the address of --connect; empty where a file is opened
	key         string // for the server; never told

	cancel context.CancelFunc // ends the deadline of --timeout
}

// Run carries out one command line and returns its exit code. args are the words behind the program's name. When ctx ends, what runs
// is cancelled and rolled back.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, cancel: func() {}}
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	a.cancel()
	if err != nil {
		a.report(err)
	}
	return exitCode(err)
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "landscape",
		Short: "Who your customers are, which of them matter, what changes, and what to do about it",
		Long: `landscape loads the invoice ledger of a business and answers, in SQL, who the customers are, which of them matter and what changes.

With no command it opens the shell on LANDSCAPE_DB or in memory; with SQL on standard input it runs that SQL, as "landscape query -" does.`,
		Example: `  landscape demo                                       a sample business to look at
  landscape load shop.duckdb 2024.csv 2025.csv         your own ledger
  landscape query shop.duckdb -c "from landscape_summary"`,
		Args:               cobra.ArbitraryArgs,
		SilenceErrors:      true,
		SilenceUsage:       true,
		DisableSuggestions: true,
		CompletionOptions:  cobra.CompletionOptions{HiddenDefaultCmd: true},
		PersistentPreRunE:  a.prepare,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			if isTerminal(a.stdin) {
				return a.shell(cmd.Context(), a.db, false, repl.Options{})
			}
			return (&queryCommand{app: a}).run(cmd.Context(), []string{"-"})
		},
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(flagError)
	a.globalFlags(root.PersistentFlags())
	root.AddCommand(a.load(), a.loads(), a.unload(), a.refresh(), a.fit(), a.set(), a.compact(), a.query(), a.repl(), a.reports(), a.export(), a.snapshot(), a.snapshots(), a.crm(), a.check(),
		a.catalogue(), a.demo(), a.bench(), a.serve(), a.keys(), a.doctor(), a.version(), a.completion())
	root.AddCommand(a.score())
	root.SetHelpCommand(a.help())
	root.SetUsageFunc(usage)
	return root
}

func (a *app) globalFlags(flags *pflag.FlagSet) {
	flags.StringVarP(&a.db, "db", "d", "", "database `FILE`, instead of naming it as the first argument")
	flags.StringVarP(&a.format, "output", "o", "", "`FORMAT` of the data: table, csv, tsv, json, ndjson, markdown, arrow, parquet or xlsx (default table on a terminal, else csv)")
	flags.BoolVar(&a.json, "json", false, "short for -o json")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "only data and errors")
	flags.CountVarP(&a.verbose, "verbose", "v", "tell more; twice for everything")
	flags.StringVar(&a.color, "color", "auto", "`WHEN` to use colour: auto, always or never")
	flags.BoolVar(&a.noProgress, "no-progress", false, "show no progress")
	flags.StringVar(&a.logFormat, "log-format", "text", "`FORMAT` of log lines on standard error: text or json")
	flags.DurationVar(&a.timeout, "timeout", 0, "give up after `DURATION`, such as 30s or 5m (default never)")
	flags.StringVar(&a.memoryLimit, "memory-limit", "", "memory the process may use, `SIZE` as in 4GB (default 80 % of the machine)")
	flags.IntVar(&a.threads, "threads", 0, "`N` threads of the database (default one a core)")
	flags.BoolVar(&a.readOnly, "readonly", false, "open the database for reading only; several processes may do so at once")
	flags.StringVar(&a.tempDir, "temp-dir", "", "`DIR` for what does not fit into memory (default beside the database)")
	flags.StringVar(&a.maxTemp, "max-temp", "", "disk that may hold what does not fit into memory, `SIZE` as in 10GB (default 90 % of what is free)")
}

// prepare reads the environment into the flags that were not given, checks the global ones, and starts the deadline.
func (a *app) prepare(cmd *cobra.Command, _ []string) error {
	if err := fromEnvironment(cmd); err != nil {
		return err
	}
	if a.json {
		if cmd.Flags().Changed("output") && a.format != "json" {
			return usageError("", "--json and --output %s contradict each other", a.format)
		}
		a.format = "json"
	}
	if err := oneOf("--color", a.color, "auto", "always", "never"); err != nil {
		return err
	}
	if err := oneOf("--log-format", a.logFormat, "text", "json"); err != nil {
		return err
	}
	if a.timeout < 0 || a.threads < 0 {
		return usageError("", "--timeout and --threads cannot be negative")
	}
	if a.timeout > 0 {
		ctx, cancel := context.WithTimeout(cmd.Context(), a.timeout)
		cmd.SetContext(ctx)
		a.cancel = cancel
	}
	return nil
}

func fromEnvironment(cmd *cobra.Command) error {
	var failed error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		name := envName(f.Name)
		value := os.Getenv(name)
		if f.Changed || value == "" || f.Name == "help" || failed != nil {
			return
		}
		if err := cmd.Flags().Set(f.Name, value); err != nil {
			failed = usageError("", "the environment variable %s %s", name, wrongValue(f, value, err))
		}
		f.Annotations = map[string][]string{envAnnotation: {name}}
	})
	return failed
}

// envAnnotation marks a flag whose value comes from the environment.
const envAnnotation = "environment"

func envName(flag string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

func oneOf(flag, value string, allowed ...string) error {
	for _, a := range allowed {
		if value == a {
			return nil
		}
	}
	return usageError(repl.Nearest(value, allowed), "%s is %q; it can be %s", flag, value, strings.Join(allowed, ", "))
}

// open opens the database with the global flags.
func (a *app) open(ctx context.Context, path string, create bool) (*engine.Engine, error) {
	return engine.Open(ctx, engine.Options{
		Path: path, Create: create && !a.readOnly, ReadOnly: a.readOnly,
		MemoryLimit: a.memoryLimit, Threads: a.threads, TempDir: a.tempDir, MaxTempSize: a.maxTemp, Logger: a.logger(),
	})
}

// note tells something on standard error that is neither data nor an error.
func (a *app) note(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}
