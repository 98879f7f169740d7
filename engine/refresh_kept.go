package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/customer-landscape/landscape/queries"
)

// keptFrom is the number of days of customers from which a ledger is large: below it default views are computed in about the time that it
// takes to plan them.
const keptFrom = 300_000

// mostCustomers is up to how many customers the rows of views are kept that have one for each of them: a refresh of more would take several times
// as long, and for some of them memory that it may not have. Tests set less.
var mostCustomers = 2_000_000

// kept forgets the rows that default views read, and says whether they are to be kept anew.
func (r *refresh) kept(ctx context.Context) error {
	return r.e.forgetKept(ctx, r.conn, r.touched.refill, r.summary)
}

// forgetKept makes default views compute their rows, and decides by the setting keep_views whether they are kept again once the caller's
// transaction is committed. Whatever changes the ledger or the settings calls it. refill says that a large ledger is worth the time now; a
// load says no, and its rows are kept again with the next refresh.
func (e *Engine) forgetKept(ctx context.Context, conn *sql.Conn, refill bool, summary *RefreshSummary) error {
	var had, dated bool
	var mode string
	var days int64
	if err := e.queryRow(ctx, conn, keptState, nil, &had, &mode, &days, &dated); err != nil {
		return err
	}
	summary.keep = dated && (mode == "always" || mode == "auto" && refill && days >= keptFrom)
	summary.NotKept = dated && mode == "auto" && !refill && days >= keptFrom
	if !had {
		return nil
	}
	if err := e.emptyKept(ctx, conn); err != nil {
		return err
	}
	return e.sayKept(ctx, conn, "false")
}

// keepRows makes the tables that hold the rows of default views say what the views would compute, in several transactions: none but the last
// lets views read them. A process that ends before that leaves rows that nobody reads, in whose place the next call puts its own. A figure
// whose rows take more memory or disk to keep than there is goes on computing them, from the steps that are kept.
func (e *Engine) keepRows(ctx context.Context, conn *sql.Conn, summary *RefreshSummary, progress Progress) error {
	k := keeping{e: e, conn: conn, progress: progress, rows: summary.Rows}
	k.last = func(ctx context.Context, conn *sql.Conn) error {
		if summary.keysWait {
			if err := e.noteContactKeys(ctx, conn, summary, true); err != nil {
				return err
			}
		}
		return e.sayKept(ctx, conn, "true")
	}
	every, err := e.keepsEveryCustomer(ctx, conn)
	if err == nil {
		err = e.eachKept(func(o queries.Object) error {
			k.tables = append(k.tables, o)
			k.instead = append(k.instead, slices.Contains(o.Writers, summary.writerFollows) || !every && o.PerCustomer())
			return nil
		})
	}
	if err == nil {
		err = k.run(ctx)
	}
	summary.LeftOut, summary.Shortage = k.leftOut, k.shortage()
	if err != nil && summary.keysWait {
		err = errors.Join(err, e.durably(ctx, conn, func(ctx context.Context, conn *sql.Conn) error { return e.noteContactKeys(ctx, conn, summary, false) }))
	}
	return err
}

// keepsEveryCustomer says whether rows are kept of views with one for each customer.
func (e *Engine) keepsEveryCustomer(ctx context.Context, conn *sql.Conn) (every bool, err error) {
	err = e.queryRow(ctx, conn, `SELECT (SELECT count(*) FROM landscape_base.customers) <= ? OR EXISTS (FROM main.settings WHERE name = 'keep_views' AND value = 'always')`,
		[]any{mostCustomers}, &every)
	return every, err
}

// emptyKept empties the tables that hold kept rows.
func (e *Engine) emptyKept(ctx context.Context, conn *sql.Conn) error {
	return e.eachKept(func(o queries.Object) error {
		_, err := e.exec(ctx, conn, "DELETE FROM "+o.QualifiedName())
		return err
	})
}

// sayKept makes every view read kept rows, or compute its own, from the next query on.
func (e *Engine) sayKept(ctx context.Context, conn *sql.Conn, flag string) error {
	objects, err := queries.All()
	if err != nil {
		return err
	}
	for _, o := range objects {
		if o.QualifiedName() != queries.BaseSchema+".has_kept" {
			continue
		}
		if _, err := e.exec(ctx, conn, "CREATE OR REPLACE MACRO "+o.QualifiedName()+"() AS ("+flag+")"); err != nil {
			return err
		}
		_, err := e.exec(ctx, conn, commentStatements(o))
		return err
	}
	return fmt.Errorf("no macro says whether rows are kept")
}

// eachKept calls fn with every table that holds kept rows, a table after those that it is filled from.
func (e *Engine) eachKept(fn func(queries.Object) error) error {
	objects, err := queries.All()
	if err != nil {
		return err
	}
	for _, o := range objects {
		if o.Keeps == "" {
			continue
		}
		if err := fn(o); err != nil {
			return err
		}
	}
	return nil
}

// keptState says whether rows are kept now, what the setting wants, how many days of customers there are, and whether the figures have
// a day that stays: while the last line lies in the future they move with the calendar.
const keptState = `
	SELECT landscape_base.has_kept(),
		coalesce((SELECT max(s.value) FROM main.settings AS s WHERE s.name = 'keep_views'), 'auto'),
		(SELECT count(*) FROM landscape_base.customer_days),
		coalesce((SELECT s.as_of IS NOT NULL OR s.last_day <= current_date FROM landscape_base.settings_row AS s), false)`
