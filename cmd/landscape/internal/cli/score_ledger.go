package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/customer-landscape/landscape/engine"
)

// scoreLedger is a ledger in files that is scored without a database of its own.
type scoreLedger struct {
	loadCommand
	files  []string
	others []string // TABLE=FILE
	set    []string // NAME=VALUE
}

func (l *scoreLedger) flags(flags *pflag.FlagSet) {
	flags.StringArrayVar(&l.files, "ledger", nil, "score the invoice lines in `FILE`; may be given several times")
	flags.StringArrayVar(&l.others, "load", nil, "`TABLE=FILE` of another input table for --ledger, such as customers=crm.csv; may be given several times")
	flags.StringArrayVar(&l.set, "set", nil, "`NAME=VALUE` of a setting for --ledger, such as base_currency=EUR; may be given several times")
	l.readFlags(flags)
}

// given is the first flag about a ledger that was given, empty without one.
func (l *scoreLedger) given(flags *pflag.FlagSet) string {
	about := pflag.NewFlagSet("", pflag.ContinueOnError)
	(&scoreLedger{}).flags(about)
	found := ""
	about.VisitAll(func(f *pflag.Flag) {
		if flags.Changed(f.Name) && found == "" {
			found = f.Name
		}
	})
	return found
}

// open loads the files into a database in the folder for temporary files, calls work with it, and removes it, whatever happened.
func (l *scoreLedger) open(ctx context.Context, report func(string, int64, int64, string), work func(*engine.Engine) error) (err error) {
	folder, err := os.MkdirTemp(l.tempDir, "landscape-score-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	return l.withEngine(ctx, filepath.Join(folder, "ledger.duckdb"), true, func(e *engine.Engine) error {
		for _, s := range l.set {
			name, value, ok := strings.Cut(s, "=")
			if !ok {
				return usageError("--set base_currency=EUR", "--set is %q, not NAME=VALUE", s)
			}
			if err := e.SetSetting(ctx, name, value); err != nil {
				return err
			}
		}
		for _, o := range l.others {
			table, file, ok := strings.Cut(o, "=")
			if !ok {
				return usageError("--load customers=crm.csv", "--load is %q, not TABLE=FILE", o)
			}
			if _, err := e.Load(ctx, engine.LoadOptions{Paths: []string{file}, Into: table, Stdin: l.stdin, Progress: progressOf(report)}); err != nil {
				return err
			}
		}
		opts := l.opts
		opts.Paths, opts.Stdin, opts.Progress = l.files, l.stdin, progressOf(report)
		if _, err := e.Load(ctx, opts); err != nil {
			return err
		}
		return work(e)
	})
}
