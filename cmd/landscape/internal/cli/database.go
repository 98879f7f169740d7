package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/engine"
)

// database takes the database from the arguments, or from --db or LANDSCAPE_DB, and returns the arguments behind it. A --db on the
// command line leaves every argument to the command; one from the environment yields to an argument that looks like a database.
func (a *app) database(cmd *cobra.Command, args []string) (path string, rest []string, err error) {
	typed := a.typedDatabase(cmd)
	named := typed
	if named == "" && len(args) > 0 && isDatabaseName(args[0]) {
		named = args[0]
	}
	if server, err := a.asksServer(cmd, named); server || err != nil {
		return "", args, err
	}
	switch {
	case typed != "", a.db != "" && (len(args) == 0 || !isDatabaseName(args[0])):
		return a.db, args, nil
	case len(args) == 0:
		return "", nil, usageError(cmd.CommandPath()+" shop.duckdb", "which database? %s takes it as its first argument, from --db or from LANDSCAPE_DB", cmd.CommandPath())
	default:
		return args[0], args[1:], nil
	}
}

// typedDatabase is the --db of the command line; empty where there is none or the environment gave it.
func (a *app) typedDatabase(cmd *cobra.Command) string {
	if flag := cmd.Flags().Lookup("db"); flag.Changed && flag.Annotations[envAnnotation] == nil {
		return a.db
	}
	return ""
}

func isDatabaseName(word string) bool {
	ext := strings.ToLower(filepath.Ext(word))
	return ext == ".duckdb" || ext == ".db" || ext == ".ddb" || word == ":memory:"
}

// only returns the database of a command that takes nothing else.
func (a *app) only(cmd *cobra.Command, args []string) (string, error) {
	path, rest, err := a.database(cmd, args)
	if err != nil {
		return "", err
	}
	if len(rest) > 0 {
		return "", usageError(cmd.CommandPath()+" --help", "%s takes nothing behind the database, and %q stands there", cmd.CommandPath(), rest[0])
	}
	return path, nil
}

// withEngine opens a database, calls fn, and closes it again.
func (a *app) withEngine(ctx context.Context, path string, create bool, fn func(*engine.Engine) error) error {
	e, err := a.open(ctx, path, create)
	if err != nil {
		return err
	}
	return errors.Join(fn(e), e.Close())
}

// sameFile tells whether two names mean one file on disk.
func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}
