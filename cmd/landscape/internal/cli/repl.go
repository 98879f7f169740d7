package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl"
	"github.com/customer-landscape/landscape/engine"
)

func (a *app) repl() *cobra.Command {
	create := false
	cmd := &cobra.Command{
		Use:   "repl [DB]",
		Short: "Ask in SQL and see the answers, line by line",
		Long: `Open the shell on a database, on LANDSCAPE_DB, or in memory. It takes SQL, over as many lines as it needs up to a semicolon, and commands
that begin with a dot: .help lists them. With SQL from a pipe it runs that and stops at the first error.`,
		Example: `  landscape repl shop.duckdb
  landscape repl shop.duckdb --readonly`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := a.db
			if len(args) > 0 {
				path = args[0]
			}
			return a.shell(cmd.Context(), path, create)
		},
	}
	cmd.Flags().BoolVar(&create, "create", false, "make the database if it is missing")
	return cmd
}

// shell runs the shell on a database; an empty path is a database in memory.
func (a *app) shell(ctx context.Context, path string, create bool) error {
	if path == ":memory:" {
		path = ""
	}
	return repl.Run(ctx, repl.Options{
		Open: func(ctx context.Context) (*engine.Engine, error) { return a.open(ctx, path, create) },
		Path: path, ReadOnly: a.readOnly, Version: build().Version, Quiet: a.quiet,
		Stdin: a.stdin, Stdout: a.stdout, Stderr: a.stderr, Style: a.style,
		Interactive: isTerminal(a.stdin) && isTerminal(a.stdout),
	})
}
