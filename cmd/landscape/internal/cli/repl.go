package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/remote"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl"
	"github.com/customer-landscape/landscape/engine/encode"
)

func (a *app) repl() *cobra.Command {
	var create bool
	opts := repl.Options{}
	cmd := &cobra.Command{
		Use:   "repl [DB]",
		Short: "Ask in SQL and see the answers, line by line",
		Long: `Open the shell on a database, on LANDSCAPE_DB, or in memory. It takes SQL, over as many lines as it needs up to a semicolon, and commands
that begin with a dot: .help lists them. With SQL from a pipe it runs that and stops at the first error.`,
		Example: `  landscape repl shop.duckdb
  landscape repl shop.duckdb --readonly`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path, named := a.db, a.typedDatabase(cmd)
			if len(args) > 0 {
				path, named = args[0], args[0]
			}
			if _, err := a.asksServer(cmd, named); err != nil {
				return err
			}
			return a.shell(cmd.Context(), path, create, opts)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&create, "create", false, "make the database if it is missing")
	flags.StringVar(&opts.Editor, "editor", "", "`NAME` of the editor: rich, basic or plain (default by the terminal)")
	flags.StringVar(&opts.Init, "init", "", "`FILE` to run first (default init.sql in the folder landscape of the user's configuration)")
	flags.BoolVar(&opts.NoInit, "no-init", false, "run no file first")
	flags.BoolVarP(&opts.Yes, "yes", "y", false, "never ask before what destroys")
	a.connectFlags(flags)
	return cmd
}

// shell runs the shell on a database; an empty path is a database in memory.
func (a *app) shell(ctx context.Context, path string, create bool, opts repl.Options) error {
	if path == ":memory:" {
		path = ""
	}
	if opts.Editor != "" {
		if err := oneOf("--editor", opts.Editor, "rich", "basic", "plain"); err != nil {
			return err
		}
	}
	format, err := a.chooseFormat("")
	if err != nil {
		return err
	}
	if encode.Format(format).IsBinary() {
		return usageError("landscape query -o "+format, "the shell cannot write %s into a pipe; .once FILE does it", format)
	}
	opts.Mode = format
	opts.OpenFile = func(ctx context.Context, path string, readOnly bool) (door.Database, error) {
		other := *a
		other.readOnly, other.remote = readOnly, ""
		return other.connect(ctx, path, true)
	}
	opts.Open = func(ctx context.Context) (door.Database, error) { return a.connect(ctx, path, create) }
	opts.Path, opts.ReadOnly = path, a.readOnly
	if a.remote != "" {
		opts.Path, opts.ReadOnly, opts.Connected = remote.HostOf(a.remote), true, true
	}
	opts.Version, opts.Quiet, opts.NoProgress = build().Version, a.quiet, a.noProgress
	opts.Stdin, opts.Stdout, opts.Stderr, opts.Style = a.stdin, a.stdout, a.stderr, a.style
	opts.Interactive = isTerminal(a.stdin) && isTerminal(a.stdout)
	return repl.Run(ctx, opts)
}
