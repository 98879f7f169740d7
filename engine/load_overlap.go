package engine

import (
	"context"
	"fmt"

	"github.com/customer-landscape/landscape/queries"
)

// metTable holds the keys that the extract shares with earlier loads.
const metTable = "landscape_met"

// shownGroups is how many invoices that lost lines a summary names.
const shownGroups = 10

// overlap settles which rows count where the extract and earlier loads hold rows of the same key. It returns nil when they share
// none.
func (l *loader) overlap(ctx context.Context) (*OverlapSummary, error) {
	key := tableKey(l.x.table)
	if key == nil {
		return nil, nil
	}
	o, err := l.meet(ctx, l.x.table, key)
	if err != nil || o.Invoices == 0 {
		return nil, err
	}
	switch l.x.opts.OnOverlap {
	case OverlapReplace:
		err = l.replace(ctx, l.x.table, key)
	case OverlapKeep:
		err = l.keepOut(ctx, l.x.table, key)
	case OverlapError:
		what := "invoice"
		if l.x.table.Name != ledgerTable {
			what = "key"
		}
		err = &Error{Kind: KindRejected, Op: "load", Object: l.x.name(), Hint: "Use --on-overlap replace, keep or add to load it all the same.",
			Err: fmt.Errorf("%s of the extract are in the database already", count(o.Invoices, what))}
	}
	if err != nil {
		return nil, err
	}
	return o, l.shrunk(ctx, o)
}

// meet fills metTable. Only the days of the extract are looked at, so that a small extract reads a small part of a big ledger.
func (l *loader) meet(ctx context.Context, t queries.Object, key []string) (*OverlapSummary, error) {
	o := &OverlapSummary{NetBefore: "0", NetAfter: "0"}
	var others bool
	within, net := "", "0::decimal(38,4)"
	if t.Name == ledgerTable {
		var first, last string
		err := l.e.queryRow(ctx, l.conn, `select coalesce(min(invoice_date)::varchar, ''), coalesce(max(invoice_date)::varchar, '')
			from invoice_lines where load_id = $1`, []any{l.id}, &first, &last)
		if err != nil || first == "" {
			return o, err
		}
		within = fmt.Sprintf(" and invoice_date between date %s and date %s", quoteText(first), quoteText(last))
		net = "sum(net_amount)"
	}
	err := l.e.queryRow(ctx, l.conn, "select exists (select 1 from "+t.Name+" where load_id <> $1"+within+")", []any{l.id}, &others)
	if err != nil || !others {
		return o, err
	}
	names := quoteNames("", key)
	group := func(where string) string {
		return "select " + names + ", count(*) as rows, " + net + " as net, max(load_id) as last_load from " + t.Name +
			" where " + where + within + " group by " + names
	}
	err = l.createTemp(ctx, metTable, fmt.Sprintf(`
		with earlier as (%s), own as (%s)
		select %s, earlier.rows as rows_before, own.rows as rows_after, earlier.net as net_before, own.net as net_after, earlier.last_load
		from own join earlier on %s`,
		group(fmt.Sprintf("load_id <> %d", l.id)), group(fmt.Sprintf("load_id = %d", l.id)), quoteNames("own.", key), sameKey("own", "earlier", key)))
	if err != nil {
		return o, err
	}
	return o, l.e.queryRow(ctx, l.conn, `select count(*), coalesce(sum(rows_before), 0)::bigint, coalesce(sum(rows_after), 0)::bigint,
		coalesce(sum(net_before), 0)::varchar, coalesce(sum(net_after), 0)::varchar, count(*) filter (where rows_after < rows_before)
		from `+metTable, nil, &o.Invoices, &o.LinesBefore, &o.LinesAfter, &o.NetBefore, &o.NetAfter, &o.Shrunk)
}

// replace moves the earlier rows to the history, marked with this load.
func (l *loader) replace(ctx context.Context, t queries.Object, key []string) error {
	return l.move(ctx, t, fmt.Sprintf("old.load_id <> %d", l.id), fmt.Sprint(l.id), key)
}

// keepOut moves the rows of the extract to the history, marked with the latest load that has them.
func (l *loader) keepOut(ctx context.Context, t queries.Object, key []string) error {
	return l.move(ctx, t, fmt.Sprintf("old.load_id = %d", l.id), "met.last_load", key)
}

func (l *loader) move(ctx context.Context, t queries.Object, which, by string, key []string) error {
	_, err := l.e.exec(ctx, l.conn, fmt.Sprintf("insert into %s.%s select old.*, %s from %s as old join %s as met on %s where %s",
		queries.HistorySchema, t.Name, by, t.Name, metTable, sameKey("old", "met", key), which))
	if err != nil {
		return err
	}
	_, err = l.e.exec(ctx, l.conn, fmt.Sprintf("delete from %s as old using %s as met where %s and %s",
		t.Name, metTable, sameKey("old", "met", key), which))
	return err
}

// shrunk names the invoices that lost most lines.
func (l *loader) shrunk(ctx context.Context, o *OverlapSummary) error {
	if o.Shrunk == 0 || l.x.table.Name != ledgerTable || l.x.opts.OnOverlap != OverlapReplace {
		return nil
	}
	return l.e.query(ctx, l.conn, fmt.Sprintf(`select source, coalesce(customer_id, ''), invoice_id, invoice_date::varchar, rows_before, rows_after
		from %s where rows_after < rows_before order by rows_after - rows_before, invoice_id, invoice_date, customer_id limit %d`,
		metTable, shownGroups), nil, func(scan func(...any) error) error {
		var g ShrunkGroup
		err := scan(&g.Source, &g.CustomerID, &g.InvoiceID, &g.Date, &g.LinesBefore, &g.LinesAfter)
		o.Examples = append(o.Examples, g)
		return err
	})
}
