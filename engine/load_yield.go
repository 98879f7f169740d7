package engine

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/customer-landscape/landscape/engine/source"
	"github.com/customer-landscape/landscape/queries"
)

// fillYield draws rows of another table from the files of the lines: per key the first value of each column that is not empty. They
// never displace a row that is there: the history holds them, so that they come forward when that row is taken back.
func (l *loader) fillYield(ctx context.Context, y yield) (int64, error) {
	t, err := tableNamed(y.table)
	if err != nil {
		return 0, err
	}
	key := tableKey(t)
	if len(key) != 1 || t.Name == ledgerTable {
		return 0, errors.New("a profile cannot yield " + y.table)
	}
	columns, err := l.yieldColumns(ctx, y)
	if err != nil {
		return 0, err
	}
	if err := l.stageYield(ctx, t, key[0], y, columns); err != nil {
		if driverKind(err) == KindQuery && !l.careful {
			return 0, &strictError{err}
		}
		return 0, err
	}
	names := quoteNames("y.", key)
	have := "exists (select 1 from " + t.Name + " as t where t." + quoteName(key[0]) + " = " + names + ")"
	_, err = l.e.exec(ctx, l.conn, "insert into "+queries.HistorySchema+"."+t.Name+" select y.*, t.load_id from "+yieldTable+
		" as y join "+t.Name+" as t on t."+quoteName(key[0])+" = "+names)
	if err != nil {
		return 0, err
	}
	n, err := l.e.exec(ctx, l.conn, "insert into "+t.Name+" select y.* from "+yieldTable+" as y where not "+have)
	if n > 0 {
		l.touched.table(y.table)
	}
	return n, err
}

// yieldTable holds the rows that a profile draws, one for each key.
const yieldTable = "landscape_yield"

// stageYield reads the files in order, since the first value counts.
func (l *loader) stageYield(ctx context.Context, t queries.Object, key string, y yield, columns []source.Column) error {
	rows := inOrder
	if l.careful {
		rows = fromTemp
	}
	order := ""
	if findColumn(columns, []string{rawRow}) >= 0 {
		order = " order by y." + rawRow
	}
	parts := l.rowSQL(t, columns)
	for i, c := range t.Columns {
		switch expr := parts[i]; {
		case c.Name == key || c.Name == "load_id" || expr == "null":
			parts[i] = expr + " as " + quoteName(c.Name)
		default:
			parts[i] = "first(" + expr + order + ") filter (where (" + expr + ") is not null) as " + quoteName(c.Name)
		}
	}
	return l.ordered(ctx, func() error {
		return l.createTemp(ctx, yieldTable, l.withRelations(rows)+"\nselect "+strings.Join(parts, ", ")+" from (\n"+y.sql+"\n) as y where y."+
			quoteName(key)+" is not null group by y."+quoteName(key))
	})
}

// ordered runs fn with rows kept in the order of the files. Where fn fails the transaction takes no further statement: unordered
// comes after it.
func (l *loader) ordered(ctx context.Context, fn func() error) error {
	if _, err := l.e.exec(ctx, l.conn, "set preserve_insertion_order = true"); err != nil {
		return err
	}
	if err := fn(); err != nil {
		return err
	}
	_, err := l.e.exec(ctx, l.conn, "set preserve_insertion_order = false")
	return err
}

// unordered lets bulk work choose the order of rows again, which needs less memory.
func (e *Engine) unordered(ctx context.Context) {
	err := e.read(context.WithoutCancel(ctx), func(ctx context.Context, conn *sql.Conn) error {
		_, err := e.exec(ctx, conn, "set preserve_insertion_order = false")
		return err
	})
	if err != nil {
		e.log.Warn("rows stay in order, which needs more memory", "error", err)
	}
}
