package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
)

const (
	summaryQuery = `select
    s.period_start, s.period_end, s.revenue, s.profit, s.orders, s.customers, s.new_customers, s.reactivated_customers, s.lost_customers,
    s.ex_customers, s.prospects,
from landscape_summary as s
order by s.period`

	tiersQuery = `select p.tier, count(*)::varchar, sum(p.value)::varchar, (100 * sum(p.value) / nullif(sum(sum(p.value)) over (), 0))::decimal(9, 1)::varchar
from pareto_rank as p
where p.tier is not null
group by p.tier
order by p.tier`

	bridgeQuery = `select
    b.v0::varchar, b.lost::varchar, b.contraction::varchar, b.growth::varchar, b.new::varchar, b.reactivated::varchar,
    (b.v1 - b.v0 + b.lost + b.contraction - b.growth - b.new - b.reactivated)::varchar, b.v1::varchar,
    (b.period_start - 1)::varchar, b.period_end::varchar,
from revenue_bridge as b
where b.comparable
order by b.period
limit 1`

	topQuery = `select l.rank, l.customer_id, l.name, l.tier, l.movement, l.revenue, l.share, l.cum_share
from landscape as l
where l.period = 0 and l.rank is not null
order by l.rank, l.customer_id
limit 10`
)

// show prints the landscape: summary, tiers, bridge, the top ten, and what to try next.
func (d *demoCommand) show(ctx context.Context, session door.Session, path string) error {
	w, style := d.stdout, d.style(d.stdout)
	title := func(text string) error {
		_, err := fmt.Fprintf(w, "\n%s\n", style.Bold(text))
		return err
	}
	p := &printer{app: d.app, out: w, format: tableFormat}
	steps := []struct {
		title string
		draw  func() error
	}{
		{"The landscape, year by year", func() error { return drawSummary(ctx, session, w, style) }},
		{"Who matters: the tiers of the last twelve months", func() error { return drawTiers(ctx, session, w, style) }},
		{"What changed: from one year to the next", func() error { return drawBridge(ctx, session, w, style) }},
		{"The top ten", func() error {
			result, err := session.Query(ctx, topQuery, nil)
			if err != nil {
				return err
			}
			p.printed = 0
			return p.print(result)
		}},
	}
	for _, step := range steps {
		if err := title(step.title); err != nil {
			return err
		}
		if err := step.draw(); err != nil {
			return err
		}
	}
	if err := title("Try next"); err != nil {
		return err
	}
	for _, line := range []string{
		invoked(os.Args[0]) + ` query ` + path + ` -c "from revenue_bridge" --as-of 2025-06-30`,
		invoked(os.Args[0]) + ` query ` + path + ` -c "from pareto_rank order by rank limit 20" --measure profit`,
		invoked(os.Args[0]) + ` query ` + path + ` -c "select name, estimate, tier, source, owner from prospect_ranking order by rank limit 20"`,
		invoked(os.Args[0]) + ` query ` + path + ` -c "select period, referral_rate, other_rate, is_better from referral_conversion"`,
		invoked(os.Args[0]) + ` catalogue ` + path,
	} {
		if _, err := fmt.Fprintln(w, "  "+style.Command(line)); err != nil {
			return err
		}
	}
	return nil
}

func drawSummary(ctx context.Context, session door.Session, w io.Writer, style render.Style) error {
	result, err := session.Query(ctx, summaryQuery, nil)
	if err != nil {
		return err
	}
	defer result.Release()
	return render.Sideways(w, renderColumns(result.Columns()), result, style)
}

func drawTiers(ctx context.Context, session door.Session, w io.Writer, style render.Style) error {
	rows, err := texts(ctx, session, tiersQuery, nil)
	if err != nil {
		return err
	}
	var bars []render.Bar
	customers := 0
	for _, row := range rows {
		customers = max(customers, len(countText(row[1])))
	}
	for _, row := range rows {
		bars = append(bars, render.Bar{Label: row[0], Value: number(row[2]),
			Text: fmt.Sprintf("%s  %5s %%  %*s customers", render.Amount(row[2]), row[3], customers, countText(row[1]))})
	}
	return render.Bars(w, bars, style)
}

func countText(text string) string {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return text
	}
	return render.Count(n)
}

// number reads a decimal for the length of a bar, where a double is exact enough.
func number(text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return v
}

func drawBridge(ctx context.Context, session door.Session, w io.Writer, style render.Style) error {
	rows, err := texts(ctx, session, bridgeQuery, nil)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		_, err := fmt.Fprintln(w, "no period can be compared: the ledger does not reach back far enough")
		return err
	}
	row := rows[0]
	out := bufio.NewWriter(w)
	step := func(label, text string, sign float64, total bool) render.Step {
		shown := render.Amount(text)
		switch value := sign * number(text); {
		case total || value == 0:
		case sign < 0:
			shown = "-" + shown
		case value > 0:
			shown = "+" + shown
		}
		return render.Step{Label: label, Value: sign * number(text), Text: shown, Total: total}
	}
	steps := []render.Step{
		step("year to "+row[8], row[0], 1, true), step("lost", row[1], -1, false), step("contraction", row[2], -1, false),
		step("growth", row[3], 1, false), step("new", row[4], 1, false), step("reactivated", row[5], 1, false),
	}
	if number(row[6]) != 0 {
		steps = append(steps, step("other", row[6], 1, false))
	}
	steps = append(steps, step("year to "+row[9], row[7], 1, true))
	if err := render.Bridge(out, steps, style); err != nil {
		return err
	}
	return out.Flush()
}

// invoked is the program's name for a command to copy: as it was called where that was a path below the current folder, such as
// bin/landscape, else the name that is on PATH.
func invoked(called string) string {
	if filepath.IsLocal(called) && filepath.Base(called) != called {
		return called
	}
	return "landscape"
}
