package benchmarks

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/engine"
)

// doBusiness loads files that are called as their tables, refreshes, which keeps the rows of default views, and fits what the views rest on.
func doBusiness(ctx context.Context, t task) (out outcome, err error) {
	err = withSession(ctx, t, func(e *engine.Engine, s *engine.Session) error {
		if t.Keep != "" {
			if err := e.SetSetting(ctx, "keep_views", t.Keep); err != nil {
				return err
			}
		}
		if err := loadTables(ctx, e, t.Files); err != nil {
			return err
		}
		if _, err := e.Refresh(ctx, engine.RefreshOptions{FitFollows: true}); err != nil {
			return err
		}
		if _, err := e.Fit(ctx, engine.FitOptions{}); err != nil {
			return err
		}
		return out.total(ctx, s, "invoice_lines")
	})
	return out, err
}

// doLoadTables loads files that are called as their tables.
func doLoadTables(ctx context.Context, t task) (outcome, error) {
	return outcome{}, withSession(ctx, t, func(e *engine.Engine, _ *engine.Session) error { return loadTables(ctx, e, t.Files) })
}

func loadTables(ctx context.Context, e *engine.Engine, files []string) error {
	for _, file := range files {
		into := strings.TrimSuffix(filepath.Base(file), ".csv")
		if _, err := e.Load(ctx, engine.LoadOptions{Paths: []string{file}, Into: into}); err != nil {
			return err
		}
	}
	return nil
}

// What one row of a view is, which decides how much of it a screen shows.
const (
	showsSummary   = "summary"   // read whole
	showsCustomers = "customers" // a customer, contact or prospect: the first hundred by rank, position or id
	showsLines     = "lines"     // an invoice line: any hundred
)

// shownBy finds in the columns of a row of the catalogue the one by which the first hundred are found: none for a summary.
const shownBy = `coalesce(case when list_has_any([f.name for f in c.columns], ['rank', 'customer_id', 'contact_id', 'prospect_id']) then
	list_filter(['rank', 'position', 'customer_id', 'contact_id', 'prospect_id'], lambda id: list_contains([f.name for f in c.columns], id))[1] end, '')`

// doViews reads every default view: first once to warm up, then as often as the task says. A view with a row for each customer is read
// as a screen would show it, the first hundred; lines are never listed whole.
func doViews(ctx context.Context, t task) (outcome, error) {
	return timeCatalogue(ctx, t, "select c.name, "+shownBy+", c.grain, c.name from catalogue as c where c.kind = 'view' order by c.name")
}

// doAnotherDay reads every figure as of a day a quarter before the last one of the ledger, which nothing was computed for in advance:
// whole, but for lines.
func doAnotherDay(ctx context.Context, t task) (outcome, error) {
	return timeCatalogue(ctx, t, `select c.name, '', c.grain,
			c.name || '(as_of := date ''' || (select max(d.day) - 91 from landscape_base.days as d) || ''')'
		from catalogue as c
		where c.kind = 'table_macro' and list_contains([a.name for a in c.arguments], 'as_of')
			and not list_contains([a."default" is null for a in c.arguments], true)
		order by c.name`)
}

// timeCatalogue times what a query of the catalogue names: name, the column by which its first rows are read (empty for all rows), its grain, and
// what stands behind FROM.
func timeCatalogue(ctx context.Context, t task, which string) (out outcome, err error) {
	err = withSession(ctx, t, func(_ *engine.Engine, s *engine.Session) error {
		if err := checkReconciled(ctx, s); err != nil {
			return err
		}
		found, err := texts(ctx, s, which)
		if err != nil {
			return err
		}
		for _, row := range found {
			name, by, grain, query, shows := row[0], row[1], row[2], "from "+row[3], showsSummary
			switch {
			case strings.HasPrefix(grain, "one row per invoice line"):
				query, shows = query+" limit 100", showsLines
			case by != "":
				query, shows = query+" order by "+by+" limit 100", showsCustomers
			}
			st, err := timeQuery(ctx, s, query, t.Repeat)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			st.Name, st.Shows = t.Do+": "+name, shows
			out.Steps = append(out.Steps, st)
		}
		return out.total(ctx, s, "invoice_lines")
	})
	return out, err
}

// checkReconciled refuses to time figures over base tables that do not hold the ledger to the cent.
func checkReconciled(ctx context.Context, s *engine.Session) error {
	rows, err := texts(ctx, s, `select (select sum(net_amount) from invoice_lines) as lines, (select sum(net) from landscape_base.customer_days) as days`)
	if err != nil {
		return err
	}
	if rows[0][0] != rows[0][1] {
		return fmt.Errorf("the lines sum to %s and the days of the customers to %s", rows[0][0], rows[0][1])
	}
	return nil
}

// slow is a time, in seconds, beside which what is warm and what is not no longer matters; and how long a query is repeated at most.
const slow = 0.5

// timeQuery drains the query once unmeasured and then repeat times, but no longer than slow; all must give the same number of rows.
// Where the first time alone takes longer, or nothing is to be repeated, it is the measurement.
func timeQuery(ctx context.Context, s *engine.Session, query string, repeat int) (step, error) {
	var st step
	var err error
	resetPeakMemory()
	begun := time.Now()
	if st.Rows, err = drain(ctx, s, query); err != nil {
		return st, err
	}
	first := time.Since(begun).Seconds()
	if first > slow || repeat == 0 {
		st.Seconds, st.Peak = []float64{first}, peakMemory()
		return st, nil
	}
	var spent float64
	for len(st.Seconds) < repeat && spent < slow {
		started := time.Now()
		rows, err := drain(ctx, s, query)
		if err != nil {
			return st, err
		}
		if rows != st.Rows {
			return st, fmt.Errorf("%d rows, and %d the first time", rows, st.Rows)
		}
		st.Seconds = append(st.Seconds, time.Since(started).Seconds())
		spent += st.Seconds[len(st.Seconds)-1]
	}
	st.Peak = peakMemory()
	return st, nil
}
