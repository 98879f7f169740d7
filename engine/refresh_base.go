package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"github.com/customer-landscape/landscape/engine/allocator"
	"github.com/customer-landscape/landscape/queries"
)

// ledgerRelation is what the fill statements read in place of landscape_base.ledger. Most ledgers have one currency and no merged
// accounts; they do not pay for the joins. It has the columns that the fill statements name. lines is how invoice_lines is read.
func (r *refresh) ledgerRelation(lines string) (string, error) {
	if r.aliases || len(r.after.foreign) > 0 {
		body, err := baseBody("ledger")
		return "(" + strings.ReplaceAll(body, "main.invoice_lines as ", lines+" as ") + ")", err
	}
	currency := "l.currency"
	if r.after.baseCurrency != "" {
		currency = quoteText(r.after.baseCurrency)
	}
	return `(SELECT l.source, l.invoice_id, l.line_no, l.order_id, coalesce(nullif(l.customer_id, ''), '(unassigned)') AS customer_id,
		l.invoice_date, l.mi, l.doc_type, l.product_id, l.quantity, ` + currency + ` AS currency, l.net_amount AS net_doc,
		l.net_amount AS net, l.cost_amount AS cost, l.reverses_invoice_id FROM ` + lines + ` AS l WHERE true` + r.known() + `)`, nil
}

// allPieces is the ledger as one relation, read piece by piece where it is cut. where is a condition on its columns, or empty.
func (r *refresh) allPieces(where string) string {
	selects := make([]string, len(r.pieces))
	for i, piece := range r.pieces {
		selects[i] = "SELECT * FROM " + piece + where
	}
	return "(" + strings.Join(selects, " UNION ALL ") + ")"
}

// fill inserts what the body of a base table selects. sources replaces relations of landscape_base that the body reads, by name; the
// condition, if any, is on the columns of the table as x.
func (r *refresh) fill(ctx context.Context, table, condition string, sources map[string]string) (int64, error) {
	body, err := baseBody(table)
	if err != nil {
		return 0, err
	}
	for name, relation := range sources {
		body = strings.ReplaceAll(body, queries.BaseSchema+"."+name+" as ", relation+" as ")
	}
	if condition != "" {
		body = "SELECT x.* FROM (" + body + ") AS x WHERE " + condition
	}
	n, err := r.e.exec(ctx, r.conn, "INSERT INTO "+queries.BaseSchema+"."+table+" "+body)
	r.summary.Rows[table] += n
	return n, err
}

// baseBody is the SELECT of a base table or a base view.
func baseBody(name string) (string, error) {
	o, err := baseTable(name)
	return o.Body, err
}

// baseTable is a base table or a base view that a SELECT defines.
func baseTable(name string) (queries.Object, error) {
	objects, err := queries.All()
	if err != nil {
		return queries.Object{}, err
	}
	for _, o := range objects {
		if o.Schema == queries.BaseSchema && o.Name == name && o.Body != "" {
			return o, nil
		}
	}
	return queries.Object{}, fmt.Errorf("no statement fills %s", name)
}

// customerDays recomputes customer_days and days: whole months, since DELETE and INSERT of a slice is cheaper than to merge.
func (r *refresh) customerDays(ctx context.Context) error {
	where := ""
	switch {
	case r.full:
	case r.months == "":
		return nil
	default:
		where = " WHERE mi IN (" + r.months + ")"
	}
	for _, statement := range []string{
		"DELETE FROM landscape_base.days WHERE day IN (SELECT day FROM landscape_base.customer_days" + where + ")",
		"DELETE FROM landscape_base.customer_days" + where,
	} {
		if _, err := r.e.exec(ctx, r.conn, statement); err != nil {
			return err
		}
	}
	if _, err := r.fill(ctx, "customer_days", "", map[string]string{"ledger": r.allPieces(where)}); err != nil {
		return err
	}
	if r.full {
		if err := r.e.queryRow(ctx, r.conn, "SELECT count(DISTINCT mi) FROM landscape_base.customer_days", nil, &r.summary.Months); err != nil {
			return err
		}
	}
	_, err := r.fill(ctx, "days", "", map[string]string{"customer_days": "(FROM landscape_base.customer_days" + where + ")"})
	return err
}

// customers recomputes the accounts; after a load of lines only, those that came or went.
func (r *refresh) customers(ctx context.Context) error {
	if r.full || r.touched.tables["customers"] {
		if _, err := r.e.refreshGroups(ctx, r.conn); err != nil {
			return err
		}
		if _, err := r.e.exec(ctx, r.conn, "DELETE FROM landscape_base.customers"); err != nil {
			return err
		}
		_, err := r.fill(ctx, "customers", "", nil)
		return err
	}
	if !r.scoped {
		return nil
	}
	for _, statement := range []string{`
		CREATE OR REPLACE TEMP TABLE refresh_presence AS
		SELECT t.customer_id, t.customer_id IN (SELECT customer_id FROM landscape_base.customer_days) AS present
		FROM refresh_customers AS t`, `
		UPDATE landscape_base.customers AS c SET in_ledger = p.present
		FROM refresh_presence AS p WHERE p.customer_id = c.customer_id AND c.in_ledger <> p.present`, `
		DELETE FROM landscape_base.customers
		WHERE NOT in_ledger AND customer_id IN (SELECT customer_id FROM refresh_presence)
			AND customer_id NOT IN (
				SELECT coalesce(a.customer_id, c.customer_id)
				FROM main.customers AS c LEFT JOIN landscape_base.aliases AS a ON a.alias_id = c.customer_id)`, `
		INSERT INTO landscape_base.customers BY NAME
		SELECT p.customer_id, if(p.customer_id = '(unassigned)', 'unassigned', 'ranked') AS kind, p.customer_id AS parent_id, true AS in_ledger
		FROM refresh_presence AS p
		WHERE p.present AND p.customer_id NOT IN (SELECT customer_id FROM landscape_base.customers)`,
		"DROP TABLE temp.refresh_presence",
	} {
		n, err := r.e.exec(ctx, r.conn, statement)
		if err != nil {
			return err
		}
		if strings.Contains(statement, "INSERT") {
			r.summary.Rows["customers"] += n
		}
	}
	return nil
}

// appendRows writes rows into a table in bulk. An empty catalog is the ledger's own; "temp" holds temporary tables.
func appendRows(conn *sql.Conn, catalog, schema, table string, rows iter.Seq[[]any]) error {
	return conn.Raw(func(raw any) error {
		driverConn, ok := raw.(driver.Conn)
		if !ok {
			return fmt.Errorf("the connection is a %T", raw)
		}
		defer allocator.Settle()() // the appender copies texts where no exception is caught
		appender, err := duckdb.NewAppender(driverConn, catalog, schema, table)
		if err != nil {
			return err
		}
		for row := range rows {
			values := make([]driver.Value, len(row))
			for i, v := range row {
				values[i] = v
			}
			if err := appender.AppendRow(values...); err != nil {
				return errors.Join(err, appender.Close())
			}
		}
		return appender.Close()
	})
}
