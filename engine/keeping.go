package engine

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/queries"
)

// manyRows is from how many rows on a kept table is committed before others are filled from it: of rows that a transaction has added by
// itself DuckDB has no statistics to plan with.
const manyRows = 50_000

// keeping fills tables that hold kept rows, in several transactions.
type keeping struct {
	e        *Engine
	conn     *sql.Conn
	progress Progress
	tables   []queries.Object                                // each after those that it is filled from
	instead  []bool                                          // of each, whether its rows are to be computed in place of being kept
	last     func(ctx context.Context, conn *sql.Conn) error // ends the last transaction; may be nil
	rows     map[string]int64                                // filled, by table

	computed map[string]bool // the macros that compute the rows of a figure now
	leftOut  []string        // the figures that did not fit
	lacked   error           // why
}

// run fills the tables. What is read through a macro, as every figure is, computes its rows where they do not fit into memory or disk; for any other
// step that is an error.
func (k *keeping) run(ctx context.Context) error {
	if err := k.findComputed(ctx); err != nil {
		return err
	}
	var err error
	for done := 0; err == nil && done < len(k.tables); {
		first, filling := done, -1
		err = k.e.durably(ctx, k.conn, func(ctx context.Context, _ *sql.Conn) error {
			for many := false; done < len(k.tables) && !many; done++ {
				if k.progress != nil {
					k.progress(ProgressEvent{Phase: "keep", Done: int64(done), Total: int64(len(k.tables)), Unit: "steps"})
				}
				filling = done
				n, err := k.table(ctx, done)
				if err != nil {
					return err
				}
				k.rows[k.tables[done].Name], many = n, n >= manyRows
			}
			filling = -1
			if done < len(k.tables) || k.last == nil {
				return nil
			}
			return k.last(ctx, k.conn)
		})
		if filling < 0 || k.tables[filling].Now == "" || k.instead[filling] || !isShortage(err) {
			continue
		}
		name := k.tables[filling].Keeps
		k.e.log.Warn("the rows of a view are not kept", "database", k.e.name(), "view", name, "error", err)
		k.instead[filling], k.leftOut, k.lacked = true, append(k.leftOut, name), err
		done, err = first, k.findComputed(ctx)
	}
	return err
}

// shortage says why rows of figures are not kept; it is empty where all are.
func (k *keeping) shortage() string {
	if len(k.leftOut) == 0 {
		return ""
	}
	return "rows of views are not kept, and computed for every query (" + strings.Join(k.leftOut, ", ") + "): " +
		classify("refresh", k.e.name(), k.lacked).Error()
}

// isShortage says whether memory or disk did not suffice.
func isShortage(err error) bool {
	code := CodeOf(classify("refresh", "", err))
	return code == CodeOutOfMemory || code == CodeTempFull
}

// table fills one table and returns how many rows it holds: none where an input is empty that its figure needs, or where they are computed.
func (k *keeping) table(ctx context.Context, i int) (int64, error) {
	o := k.tables[i]
	if k.instead[i] {
		return 0, k.compute(ctx, o)
	}
	if _, err := k.e.exec(ctx, k.conn, "DELETE FROM "+o.QualifiedName()); err != nil {
		return 0, err
	}
	filled, err := k.hasInputs(ctx, o)
	var n int64
	if err == nil && filled {
		n, err = k.insert(ctx, o)
	}
	if err != nil || !k.computed[o.Now] {
		return n, err
	}
	k.computed[o.Now] = false
	return n, k.readBy(ctx, o, o.QualifiedName())
}

// insert fills a table with the rows of its step or figure. A figure may not spill more than a few times the memory there is: where it pairs
// thousands of products with each other it would fill the disk for minutes, and the lists of what is spilled take memory too.
func (k *keeping) insert(ctx context.Context, o queries.Object) (n int64, err error) {
	if o.Now != "" {
		restore := k.e.boundSpill(ctx, k.conn)
		defer restore()
	}
	return k.e.exec(ctx, k.conn, "INSERT INTO "+o.QualifiedName()+" "+o.Body)
}

// hasInputs says whether every input is filled that the figure of a table needs.
func (k *keeping) hasInputs(ctx context.Context, o queries.Object) (bool, error) {
	for _, input := range o.Needs {
		var filled bool
		if err := k.e.queryRow(ctx, k.conn, "SELECT EXISTS (FROM main."+input+")", nil, &filled); err != nil || !filled {
			return false, err
		}
	}
	return true, nil
}

// compute makes the rows of a figure be computed, from the steps that are kept, in place of being read.
func (k *keeping) compute(ctx context.Context, o queries.Object) error {
	if _, err := k.e.exec(ctx, k.conn, "DELETE FROM "+o.QualifiedName()); err != nil {
		return err
	}
	k.computed[o.Now] = true
	return k.readBy(ctx, o, queries.NowName(o.Keeps)+"()")
}

// readBy says where the rows of a kept figure come from.
func (k *keeping) readBy(ctx context.Context, o queries.Object, relation string) error {
	_, err := k.e.exec(ctx, k.conn, "CREATE OR REPLACE MACRO "+o.Now+" AS TABLE FROM "+relation)
	return err
}

// findComputed finds the figures whose rows are computed now in place of being read.
func (k *keeping) findComputed(ctx context.Context) error {
	k.computed = map[string]bool{}
	const made = `SELECT schema_name || '.' || function_name || '()' FROM duckdb_functions()
		WHERE database_name = current_database() AND schema_name = ? AND function_type = 'table_macro' AND contains(macro_definition, 'FROM landscape_base.now_')`
	return k.e.query(ctx, k.conn, made, []any{queries.BaseSchema}, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		k.computed[name] = true
		return err
	})
}

// forgetWritten makes the figures compute their rows that rest on what the writer fills, within the caller's transaction, and returns their
// tables, to be kept again, and whether rows are kept at all.
func (e *Engine) forgetWritten(ctx context.Context, conn *sql.Conn, writer string) (tables []queries.Object, kept bool, err error) {
	if err := e.queryRow(ctx, conn, "SELECT landscape_base.has_kept()", nil, &kept); err != nil || !kept {
		return nil, false, err
	}
	k := keeping{e: e, conn: conn, computed: map[string]bool{}}
	every, err := e.keepsEveryCustomer(ctx, conn)
	if err != nil {
		return nil, true, err
	}
	err = e.eachKept(func(o queries.Object) error {
		if !slices.Contains(o.Writers, writer) {
			return nil
		}
		if every || !o.PerCustomer() {
			tables = append(tables, o)
		}
		return k.compute(ctx, o)
	})
	return tables, true, err
}

// writeAndKeepWritten is write for what fills tables beside the ledger, such as a fit. fn calls forgetWritten and returns its tables: they are
// filled again once the write is committed, before anybody else may write, and last, which may be nil, ends that. The write stands where that
// fails; views then compute these rows until the next refresh. What the rows of figures lacked that are not kept is returned as in
// [RefreshSummary.Shortage].
func (e *Engine) writeAndKeepWritten(
	ctx context.Context, progress Progress, fn func(ctx context.Context, conn *sql.Conn) ([]queries.Object, error),
	last func(ctx context.Context, conn *sql.Conn) error,
) (shortage string, err error) {
	err = e.asWriter(ctx, func(ctx context.Context, conn *sql.Conn) error {
		k := keeping{e: e, conn: conn, progress: progress, last: last, rows: map[string]int64{}}
		err := e.durably(ctx, conn, func(ctx context.Context, conn *sql.Conn) (err error) {
			k.tables, err = fn(ctx, conn)
			return err
		})
		if err != nil {
			return err
		}
		k.instead = make([]bool, len(k.tables))
		err = k.run(ctx)
		shortage = k.shortage()
		return err
	})
	return shortage, err
}
