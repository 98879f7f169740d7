package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/engine"
)

// checks is every row of the two views that judge the ledger, the worst first.
const checks = `with found as (
    select 'ledger_audit' as view, a."check", a.severity, a."count", a.amount, a.sample, a.advice from ledger_audit as a
    union all by name
    select 'reconcile' as view, r."check", r.severity, r."count", r.amount, r.sample, r.advice from reconcile as r
)
`

const (
	checkRows = checks + `select f.severity, f."check", f."count", f.amount, f.sample, f.advice, f.view from found as f
order by case f.severity when 'error' then 0 when 'warning' then 1 else 2 end, coalesce(f."count", 0) = 0, f.view, f."check"`
	checkFailed = checks + `select f."check", f."count"::varchar from found as f
where f."count" > 0 and (f.severity = 'error' or ($strict and f.severity = 'warning')) order by f.severity, f."check"`
	checkCounts = checks + `select count(*)::varchar, count(*) filter (f.severity = 'warning' and f."count" > 0)::varchar from found as f`
)

func (a *app) check() *cobra.Command {
	var strict bool
	cmd := &cobra.Command{
		Use:   "check DB",
		Short: "Test that the ledger is sound and every figure adds up to it",
		Long: `Print the rows of ledger_audit and reconcile, and exit with 3 when a check of severity error does not hold, with --strict a warning
too. A check holds when it counts nothing.`,
		Example: `  landscape check shop.duckdb
  landscape check shop.duckdb --strict --json > checks.json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := a.only(cmd, args)
			if err != nil {
				return err
			}
			p, err := a.printer()
			if err != nil {
				return err
			}
			p.rows = 0
			return a.withSession(cmd.Context(), path, func(session door.Session) error {
				if err := applySettings(cmd.Context(), session, cmd.Flags()); err != nil {
					return err
				}
				return a.runChecks(cmd.Context(), session, p, strict)
			})
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "a warning fails too")
	settingFlags(cmd.Flags())
	a.connectFlags(cmd.Flags())
	return cmd
}

func (a *app) runChecks(ctx context.Context, session door.Session, p *printer, strict bool) error {
	report, stop := a.progress()
	defer stop()
	report("checking", 0, 0, "")
	draw := func() error {
		rows, err := texts(ctx, session, checkRows, nil)
		stop()
		if err != nil {
			return err
		}
		return a.drawChecks(rows)
	}
	if p.format != tableFormat {
		draw = func() error {
			result, err := session.Query(ctx, checkRows, nil)
			stop()
			if err != nil {
				return err
			}
			return p.print(result)
		}
	}
	if err := draw(); err != nil {
		return err
	}
	failed, err := texts(ctx, session, checkFailed, map[string]any{"strict": strict})
	if err != nil {
		return err
	}
	counts, err := texts(ctx, session, checkCounts, nil)
	if err != nil {
		return err
	}
	if len(failed) == 0 {
		a.note("%s checks hold, %s warnings", counts[0][0], counts[0][1])
		return nil
	}
	names := make([]string, len(failed))
	for i, row := range failed {
		names[i] = fmt.Sprintf("%s (%s)", row[0], row[1])
	}
	verb := "checks do not hold"
	if len(failed) == 1 {
		verb = "check does not hold"
	}
	return &engine.Error{Kind: engine.KindRejected,
		Err: errors.New(fmt.Sprint(len(failed)) + " " + verb + ": " + strings.Join(names, ", "))}
}
