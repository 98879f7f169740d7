package engine

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/customer-landscape/landscape/queries"
)

// keptFrom is the number of days of customers from which a ledger is large: below it default views are computed in about the time that it
// takes to plan them.
const keptFrom = 300_000

// manyRows is from how many rows on a kept table is committed before others are filled from it: of rows that a transaction has added by
// itself DuckDB has no statistics to plan with.
const manyRows = 50_000

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
	var tables []queries.Object
	err := e.eachKept(func(o queries.Object) error {
		tables = append(tables, o)
		return nil
	})
	if err == nil && summary.keysWait {
		err = e.durably(ctx, conn, func(ctx context.Context, conn *sql.Conn) error { return e.noteContactKeys(ctx, conn, summary) })
	}
	leftOut := map[string]bool{}
	for done := 0; err == nil && done < len(tables); {
		first, failed := done, ""
		fill := func(ctx context.Context, conn *sql.Conn) error {
			if first == 0 {
				if err := e.readAgain(ctx, conn); err != nil {
					return err
				}
			}
			for many := false; done < len(tables) && !many; done++ {
				if progress != nil {
					progress(ProgressEvent{Phase: "keep", Done: int64(done), Total: int64(len(tables)), Unit: "steps"})
				}
				keep := e.keepTable
				if leftOut[tables[done].Keeps] {
					keep = e.computeInstead
				}
				n, err := keep(ctx, conn, tables[done])
				if err != nil {
					failed = tables[done].Keeps
					return err
				}
				summary.Rows[tables[done].Name], many = n, n >= manyRows
			}
			if done < len(tables) {
				return nil
			}
			return e.sayKept(ctx, conn, "true")
		}
		err = e.durably(ctx, conn, fill)
		if failed == "" || tables[done].Now == "" || leftOut[failed] || !isShortage(err) {
			continue
		}
		e.log.Warn("the rows of a view are not kept", "database", e.name(), "view", failed, "error", err)
		leftOut[failed] = true
		summary.LeftOut = append(summary.LeftOut, failed)
		summary.Shortage = "rows of views are not kept, and computed for every query (" + strings.Join(summary.LeftOut, ", ") + "): " +
			classify("refresh", e.name(), err).Error()
		done, err = first, nil
	}
	return err
}

// isShortage says whether memory or disk did not suffice.
func isShortage(err error) bool {
	code := CodeOf(classify("refresh", "", err))
	return code == CodeOutOfMemory || code == CodeTempFull
}

// computeInstead makes the rows of a figure be computed, from the steps that are kept, in place of being read. It returns that no rows were kept.
func (e *Engine) computeInstead(ctx context.Context, conn *sql.Conn, o queries.Object) (int64, error) {
	if _, err := e.exec(ctx, conn, "DELETE FROM "+o.QualifiedName()); err != nil {
		return 0, err
	}
	return 0, e.readBy(ctx, conn, o, queries.NowName(o.Keeps)+"()")
}

// readAgain makes the rows of every figure be read that computeInstead made be computed.
func (e *Engine) readAgain(ctx context.Context, conn *sql.Conn) error {
	computed := map[string]bool{}
	const made = `SELECT schema_name || '.' || function_name || '()' FROM duckdb_functions()
		WHERE database_name = current_database() AND schema_name = ? AND function_type = 'table_macro' AND contains(macro_definition, 'FROM landscape_base.now_')`
	err := e.query(ctx, conn, made, []any{queries.BaseSchema}, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		computed[name] = true
		return err
	})
	if err != nil {
		return err
	}
	return e.eachKept(func(o queries.Object) error {
		if !computed[o.Now] {
			return nil
		}
		return e.readBy(ctx, conn, o, o.QualifiedName())
	})
}

// readBy says where the rows of a kept figure come from.
func (e *Engine) readBy(ctx context.Context, conn *sql.Conn, o queries.Object, relation string) error {
	_, err := e.exec(ctx, conn, "CREATE OR REPLACE MACRO "+o.Now+" AS TABLE FROM "+relation)
	return err
}

// keepTable fills one table that holds kept rows and returns how many there are: none where an input is empty that its figure needs.
func (e *Engine) keepTable(ctx context.Context, conn *sql.Conn, o queries.Object) (int64, error) {
	if _, err := e.exec(ctx, conn, "DELETE FROM "+o.QualifiedName()); err != nil {
		return 0, err
	}
	for _, input := range o.Needs {
		var filled bool
		if err := e.queryRow(ctx, conn, "SELECT EXISTS (FROM main."+input+")", nil, &filled); err != nil || !filled {
			return 0, err
		}
	}
	return e.exec(ctx, conn, "INSERT INTO "+o.QualifiedName()+" "+o.Body)
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
