package cli

import (
	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl"
	"github.com/customer-landscape/landscape/engine"
)

func (a *app) catalogue() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "catalogue DB [NAME]",
		Short: "List the tables, views, macros and settings, or everything about one",
		Long: `List what can be asked: every table, view, macro, report and setting with one sentence. With NAME, everything about those of that
name: grain, columns with type and unit, arguments, example.`,
		Example: `  landscape catalogue shop.duckdb
  landscape catalogue shop.duckdb revenue_bridge`,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, rest, err := a.database(cmd, args)
			if err != nil {
				return err
			}
			if len(rest) > 1 {
				return usageError(cmd.CommandPath()+" --help", "catalogue takes one name, and %q stands behind it", rest[1])
			}
			p, err := a.printer()
			if err != nil {
				return err
			}
			p.rows = 0
			return a.withSession(cmd.Context(), path, func(session door.Session) error {
				if len(rest) == 0 {
					result, err := session.Query(cmd.Context(), "select c.name, c.kind, c.family, c.summary from catalogue as c order by c.family, c.name, c.kind", nil)
					if err != nil {
						return err
					}
					return p.print(result)
				}
				return describeName(cmd, session, p, rest[0])
			})
		},
	}
	a.connectFlags(cmd.Flags())
	return cmd
}

func describeName(cmd *cobra.Command, session door.Session, p *printer, name string) error {
	params := map[string]any{"name": name}
	known, err := texts(cmd.Context(), session, "select c.name from catalogue as c where c.name = lower($name)", params)
	if err != nil {
		return err
	}
	if len(known) == 0 {
		all, err := texts(cmd.Context(), session, "select c.name from catalogue as c order by c.name", nil)
		if err != nil {
			return err
		}
		names := make([]string, len(all))
		for i, row := range all {
			names[i] = row[0]
		}
		hint := "landscape catalogue DB"
		if near := repl.Nearest(name, names); near != "" {
			hint += " " + near
		}
		return &engine.Error{Kind: engine.KindNotFound, Op: "catalogue", Object: name, Hint: hint, Err: errNoSuchName}
	}
	result, err := session.Query(cmd.Context(), "from catalogue as c where c.name = lower($name) order by c.kind", params)
	if err != nil {
		return err
	}
	return p.print(result)
}
