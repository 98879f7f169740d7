package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

func lookCommands() []command {
	return slices.Concat([]command{
		{name: "last", args: "[N]", group: groupLook, summary: "the last result again, whole or N rows of it; in SQL it is the table _", run: runLast,
			examples: []string{"from pareto_rank;\n.last", "from pareto_rank;\nselect tier, count(*) as customers from _ group by tier order by tier;"}},
		{name: "row", args: "N", group: groupLook, summary: "row N of the last result as a list of names and values", run: runRow,
			examples: []string{"from pareto_rank order by position;\n.row 2"}},
		{name: "count", group: groupLook, summary: "how many rows the last query has, however many were read", run: runCount,
			examples: []string{"from invoice_lines;\n.count"}},
		{name: "chart", args: "[" + strings.Join(render.ChartKinds, "|") + "] [X] [Y...] [by S]", group: groupLook,
			summary: "draw the last result", aliases: []string{`\chart`}, run: runChart, complete: completeWords(render.ChartKinds...),
			examples: []string{".report revenue_by_month\n.chart", "from pareto_rank order by position;\n.chart bar customer_id value",
				"from landscape_lines;\n.chart hist net", ".report retention_by_cohort\n.chart heat"}},
		{name: "expanded", args: "[on|off]", group: groupLook, summary: "each row as a list of names and values", aliases: []string{`\x`},
			run: runExpanded, complete: completeWords("on", "off"), examples: []string{".expanded on\nfrom tier_floors;"}},
		{name: "timezone", args: "[ZONE]", group: groupLook, summary: "the zone of timestamps with one", run: runTimezone,
			examples: []string{".timezone Europe/Berlin\nselect timestamptz '2025-06-30 12:00:00+00' as at;"}},
	}, optionCommands(groupLook))
}

// errNoResult is the error of a command about the last result when there is none.
var errNoResult = usage("from landscape_summary;", "there is no result yet")

func runLast(ctx context.Context, s *shell, args string) error {
	if s.last == nil {
		return errNoResult
	}
	rows := 0
	if args != "" {
		n, err := strconv.Atoi(args)
		if err != nil || n < 1 {
			return usage(".last 100", "%s is not a number of rows above 0", args)
		}
		rows = n
	}
	if m, err := modeOf(s.settings.mode); err != nil || !m.forPeople || s.sink != nil {
		return s.show(ctx, s.last)
	}
	return s.paged(ctx, rows == 0, func(w io.Writer, style render.Style) error { return s.draw(w, s.last, rows, style) })
}

func runRow(_ context.Context, s *shell, args string) error {
	if s.last == nil {
		return errNoResult
	}
	n, err := strconv.ParseInt(args, 10, 64)
	if err != nil {
		return usage(".row 1", "%q is not the number of a row", args)
	}
	row, err := s.last.row(n)
	if err != nil {
		return err
	}
	defer row.release()
	_, err = render.Table(s.out, s.describe(row.columns), row.source(), render.TableOptions{Style: s.term.Style, Lines: true})
	return err
}

// row is a result with the one row n of those that are kept, counted from 1.
func (l *lastResult) row(n int64) (*lastResult, error) {
	at := n - 1
	for _, b := range l.batches {
		if at >= 0 && at < b.NumRows() {
			return &lastResult{columns: l.columns, schema: l.schema, batches: []arrow.RecordBatch{b.NewSlice(at, at+1)}, kept: 1, rows: 1, whole: true}, nil
		}
		at -= b.NumRows()
	}
	switch {
	case n >= 1 && n <= l.rows:
		return nil, usage(".fetch "+strconv.FormatInt(n, 10), "row %d was counted and not kept; %s are", n, plural(l.kept, "row"))
	case l.rows == 0:
		return nil, usage("", "the last result has no rows")
	default:
		return nil, usage(".row 1", "there is no row %d; the result has %s", n, plural(l.rows, "row"))
	}
}

func runCount(ctx context.Context, s *shell, _ string) error {
	if s.last == nil {
		return errNoResult
	}
	if s.last.whole || s.last.statement == "" {
		fmt.Fprintln(s.out, render.Count(s.last.rows))
		return nil
	}
	counted, err := s.query(ctx, "select count(*) as n from (\n"+s.last.statement+"\n)", s.last.params)
	if err != nil {
		return err
	}
	defer counted.release()
	fmt.Fprintln(s.out, number(firstCell(counted)))
	return nil
}

func runChart(_ context.Context, s *shell, args string) error {
	if s.last == nil {
		return errNoResult
	}
	if args == "" {
		args = s.last.chart
	}
	opts, err := render.ParseChart(args)
	if err != nil {
		return usage(".chart bar customer_id revenue", "%w", err)
	}
	opts.Style = s.term.Style
	if s.term.height > 8 {
		opts.Height = min(20, s.term.height-6)
	}
	err = render.Chart(s.out, s.describe(s.last.columns), s.last.source(), opts)
	if errors.Is(err, render.ErrNoChart) || errors.Is(err, render.ErrChartColumn) {
		return usage(".chart bar X Y", "%w", err)
	}
	return err
}

func runExpanded(_ context.Context, s *shell, args string) error {
	on := s.settings.mode != "line"
	if args != "" {
		var err error
		if on, err = parseOnOff(args); err != nil {
			return usage(".expanded on", "%s is %w", args, err)
		}
	}
	s.settings.mode = "table"
	if on {
		s.settings.mode = "line"
	}
	return nil
}

func runTimezone(ctx context.Context, s *shell, args string) error {
	if args == "" {
		return s.list(ctx, "select current_setting('TimeZone') as timezone", nil)
	}
	if own, ok := s.session.(zoned); ok {
		return own.SetTimeZone(ctx, unquote(args))
	}
	_, err := s.session.Exec(ctx, "set TimeZone = "+quoteText(unquote(args)), nil)
	return err
}

// list shows everything that a query of the shell's own answers, and leaves the last result as it is.
func (s *shell) list(ctx context.Context, sql string, params map[string]any) error {
	answer, err := s.query(ctx, sql, params)
	if err != nil {
		return err
	}
	defer answer.release()
	if m, err := modeOf(s.settings.mode); err != nil || !m.forPeople || s.sink != nil {
		return s.show(ctx, answer)
	}
	return s.paged(ctx, s.settings.pager != "", func(w io.Writer, style render.Style) error { return s.draw(w, answer, 0, style) })
}

// ask runs a query for the user: what it answers is the last result.
func (s *shell) ask(ctx context.Context, sql string, params map[string]any, chart string) error {
	if s.streams() {
		return s.stream(ctx, sql, params, chart)
	}
	answer, err := s.query(ctx, sql, params)
	if err != nil {
		return err
	}
	s.last.release()
	s.last = answer
	s.last.chart = chart
	return s.show(ctx, answer)
}

// lastTable is the name of the last result in SQL.
const lastTable = "_"

// keepLast makes the last result a table before a statement that names it.
func (s *shell) keepLast(ctx context.Context, sql string) error {
	if s.last == nil || !namesLast(sql) {
		return nil
	}
	own, ok := s.session.(keeper)
	if !ok {
		return usage(".once FILE", "the last result lies on this side, and the server does not know it as %s", lastTable)
	}
	if s.last.hidden() > 0 || !s.last.whole {
		s.note("note: %s holds the first %s of the last result", lastTable, plural(s.last.kept, "row"))
	}
	return own.Keep(ctx, lastTable, s.last.schema, s.last.batches)
}

// namesLast tells whether a statement reads the table _.
func namesLast(sql string) bool {
	tokens := lexer.Tokens(sql)
	for i, t := range tokens {
		if t.In(sql) != lastTable || i == 0 {
			continue
		}
		switch strings.ToLower(tokens[i-1].In(sql)) {
		case "from", "join", ",", "summarize", "describe", "table":
			return true
		}
	}
	return false
}

// firstCell is the text of the first cell of a result, empty when there is none or it is NULL.
func firstCell(r *lastResult) string {
	rows := r.texts()
	if len(rows) == 0 || len(rows[0]) == 0 {
		return ""
	}
	return rows[0][0]
}

// quoteText writes a text as an SQL literal.
func quoteText(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
