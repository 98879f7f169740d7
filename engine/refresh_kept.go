package engine

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/customer-landscape/landscape/queries"
)

// keptFrom is the number of days of customers from which a ledger is large: below it default views are computed in about the time that it
// takes to plan them.
const keptFrom = 300_000

// kept brings the rows that default views read up to date, or forgets them.
func (r *refresh) kept(ctx context.Context) error {
	return r.e.storeKept(ctx, r.conn, r.touched.refill, r.summary)
}

// storeKept decides by the setting keep_views whether the rows of default views are kept, and makes the tables that hold them say what the
// views would compute. Whatever changes the ledger or the settings calls it in its own transaction. refill says that a large
// ledger is worth the time now; a load says no, and its rows are computed again with the next refresh. summary may be nil.
func (e *Engine) storeKept(ctx context.Context, conn *sql.Conn, refill bool, summary *RefreshSummary) error {
	var had, dated bool
	var mode string
	var days int64
	if err := e.queryRow(ctx, conn, keptState, nil, &had, &mode, &days, &dated); err != nil {
		return err
	}
	if !dated || mode == "never" || mode != "always" && (!refill || days < keptFrom) {
		if summary != nil {
			summary.NotKept = dated && mode == "auto" && days >= keptFrom
		}
		if !had {
			return nil
		}
		if err := e.emptyKept(ctx, conn); err != nil {
			return err
		}
		return e.sayKept(ctx, conn, "false")
	}
	err := e.eachKept(func(o queries.Object) error {
		if _, err := e.exec(ctx, conn, "DELETE FROM "+o.QualifiedName()); err != nil {
			return err
		}
		n, err := e.exec(ctx, conn, "INSERT INTO "+o.QualifiedName()+" "+o.Body)
		if summary != nil {
			summary.Rows[o.Name] = n
		}
		return err
	})
	if err != nil || had {
		return err
	}
	return e.sayKept(ctx, conn, "true")
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
		if !o.Keeper {
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
