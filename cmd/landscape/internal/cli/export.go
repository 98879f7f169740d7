package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/engine/encode"
)

type exportCommand struct {
	*app
	cmd    *cobra.Command
	sql    string
	out    string
	format string
	force  bool
}

func (a *app) export() *cobra.Command {
	x := &exportCommand{app: a}
	cmd := &cobra.Command{
		Use:   "export DB (VIEW | -c SQL) --out FILE",
		Short: "Write a view, or what a query answers, into a file",
		Long: `Write every row of a table, a view or a query into FILE. The file appears whole or not at all: an error leaves the one that was there.
"-" as FILE is standard output.`,
		Example: `  landscape export shop.duckdb landscape --out landscape.parquet
  landscape export shop.duckdb -c "from pareto_rank(measure := 'profit')" --out profit.csv --force`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			x.cmd = cmd
			return x.run(cmd.Context(), args)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&x.sql, "command", "c", "", "one statement of `SQL` whose rows are written")
	flags.StringVar(&x.out, "out", "", "`FILE` to write; its extension decides the format")
	flags.StringVar(&x.format, "format", "auto", "`FORMAT` of the file: auto, csv, tsv, json, ndjson, markdown, arrow, parquet or xlsx")
	flags.BoolVar(&x.force, "force", false, "replace the file")
	settingFlags(flags)
	a.connectFlags(flags)
	return cmd
}

func (x *exportCommand) run(ctx context.Context, args []string) error {
	path, rest, err := x.database(x.cmd, args)
	if err != nil {
		return err
	}
	sql, err := x.statement(rest)
	if err != nil {
		return err
	}
	if x.out == "" {
		return usageError("--out "+exampleFile(rest), "export needs a file to write")
	}
	if x.format != "auto" {
		x.app.format = x.format
	}
	if x.app.format == tableFormat {
		return usageError("landscape query", "a table is for people; a file takes one of the other formats")
	}
	out := x.out
	if out == "-" {
		out = ""
		if x.app.format == "" {
			x.app.format = string(encode.CSV)
		}
	}
	rows := int64(0)
	err = x.answer(ctx, path, out, x.force, func(ctx context.Context, session door.Session, p *printer) error {
		if err := applySettings(ctx, session, x.cmd.Flags()); err != nil {
			return err
		}
		report, stop := x.progress()
		defer stop()
		report("exporting", 0, 0, "")
		result, err := session.Query(ctx, sql, nil)
		if err != nil {
			return err
		}
		defer result.Release()
		rows, err = encode.Write(p.out, encode.Format(p.format), result, encode.Options{})
		return err
	})
	if err == nil && out != "" {
		x.note("%s: %s", out, plural(rows, "row"))
	}
	return err
}

// statement is the SQL to export: that of -c, or all of the one view that is named.
func (x *exportCommand) statement(rest []string) (string, error) {
	switch {
	case x.sql != "" && len(rest) > 0:
		return "", usageError("", "export takes a view or -c, and both are given: %s", rest[0])
	case x.sql != "":
		return x.sql, nil
	case len(rest) == 0:
		return "", usageError(`landscape export shop.duckdb landscape --out landscape.csv`, "export takes the name of a view, or SQL behind -c")
	case len(rest) > 1:
		return "", usageError("", "export takes one view, and %q stands behind it", rest[1])
	}
	parts := strings.Split(rest[0], ".")
	for i, part := range parts {
		parts[i] = `"` + strings.ReplaceAll(part, `"`, `""`) + `"`
	}
	return "from " + strings.Join(parts, "."), nil
}

func exampleFile(rest []string) string {
	if len(rest) == 1 {
		return rest[0] + ".csv"
	}
	return "result.csv"
}
