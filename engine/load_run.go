package engine

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/engine/source"
)

// loader is one attempt to load an extract, inside one transaction.
type loader struct {
	e       *Engine
	x       *extract
	conn    *sql.Conn
	careful bool // everything is read as text first, and every value that does not convert is found
	started time.Time

	id        int64
	zone      string
	temp      map[*rawInput]*tempTable
	formats   map[*rawRelation][]columnFormat
	drop      []string // temporary tables to drop before the commit
	rejects   rejectList
	notes     []string
	touched   touched         // what the refresh has to recompute
	refreshed *RefreshSummary // nil where nothing was loaded
}

// tempTable holds a raw input inside the database.
type tempTable struct {
	table   string
	columns []source.Column
	row     string // the expression of the row's number within the input
}

func (l *loader) note(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !slices.Contains(l.notes, text) {
		l.notes = append(l.notes, text)
	}
}

// prepare does what Load and ExplainLoad share: it binds the inputs and decides how they are read.
func (l *loader) prepare(ctx context.Context) error {
	l.temp = map[*rawInput]*tempTable{}
	if l.x.profile == nil {
		if err := l.x.mapProfile(ctx, l.conn); err != nil {
			return err
		}
	}
	if l.x.bound == nil {
		if err := l.x.bind(); err != nil {
			return err
		}
	}
	err := l.e.queryRow(ctx, l.conn, `select coalesce((select value from settings where name = 'timezone'), 'UTC')`, nil, &l.zone)
	if err != nil {
		return err
	}
	if err := l.intake(ctx); err != nil {
		return err
	}
	return l.decide(ctx)
}

func (l *loader) run(ctx context.Context) (*LoadSummary, error) {
	if err := l.prepare(ctx); err != nil {
		return nil, err
	}
	key, err := l.key(ctx)
	if err != nil {
		return nil, err
	}
	summary := &LoadSummary{
		Table: l.x.table.Name, Profile: l.x.profile.name, Files: l.x.files(), Bytes: l.x.bytes(), StartedAt: l.started,
	}
	if summary.Already, err = l.already(ctx, key); err != nil || summary.Already != 0 {
		summary.LoadID = summary.Already
		return summary, err
	}
	if err := l.e.checkSpace(ctx, l.conn, summary.Bytes); err != nil {
		return nil, err
	}
	if err := l.e.queryRow(ctx, l.conn, "select coalesce(max(load_id), 0) + 1 from loads", nil, &l.id); err != nil {
		return nil, err
	}
	summary.LoadID = l.id
	if l.careful {
		if err := l.findBad(ctx); err != nil {
			return nil, err
		}
	}
	if err := l.fill(ctx, summary); err != nil {
		return nil, err
	}
	if err := l.finish(ctx, summary, key); err != nil {
		return nil, err
	}
	if l.refreshed, err = l.e.refreshAfterLoad(ctx, l.conn, &l.touched, l.x.opts.Progress); err != nil {
		return nil, err
	}
	return summary, nil
}

// fill runs the SELECTs of the profile: what it draws for other tables first, since lines may look up the products, then the table.
func (l *loader) fill(ctx context.Context, summary *LoadSummary) error {
	var own []yield
	for _, y := range l.x.profile.yields {
		if y.table == l.x.table.Name {
			own = append(own, y)
			continue
		}
		if !l.hasInput(y) {
			continue
		}
		n, err := l.fillYield(ctx, y)
		if err != nil {
			return err
		}
		if summary.Yielded == nil {
			summary.Yielded = map[string]int64{}
		}
		summary.Yielded[y.table] += n
	}
	l.progress("load")
	for _, y := range own {
		if !l.hasInput(y) {
			continue
		}
		if err := l.fillTable(ctx, y); err != nil {
			return err
		}
	}
	return nil
}

// hasInput reports whether the SELECT reads a relation that has an input.
func (l *loader) hasInput(y yield) bool {
	return slices.ContainsFunc(l.relations(), func(r *rawRelation) bool { return y.names(r.name) })
}

// fillTable inserts the rows of one SELECT. A conversion that fails on the straight way is left to the careful way to explain.
func (l *loader) fillTable(ctx context.Context, y yield) error {
	columns, err := l.yieldColumns(ctx, y)
	if err != nil {
		return err
	}
	if l.careful {
		return l.fillCarefully(ctx, y, columns)
	}
	err = l.watched(ctx, "load", func() error {
		_, err := l.e.exec(ctx, l.conn, "insert into "+l.x.table.Name+" "+l.withRelations(noRows)+
			"\nselect "+strings.Join(l.rowSQL(l.x.table, columns), ", ")+" from (\n"+y.sql+"\n) as y")
		return err
	})
	if err != nil && driverKind(err) == KindQuery {
		return &strictError{err}
	}
	return err
}

// finish checks what came in, settles the overlap, and writes the load down.
func (l *loader) finish(ctx context.Context, summary *LoadSummary, key string) error {
	l.progress("check")
	if err := l.count(ctx, summary); err != nil {
		return err
	}
	l.progress("overlap")
	var err error
	if summary.Overlap, err = l.overlap(ctx); err != nil {
		return err
	}
	if err := l.applySettings(ctx); err != nil {
		return err
	}
	summary.Rejected, summary.Rejects = l.rejects.rows, l.rejects.list
	summary.Notes = slices.Concat(l.x.notes, l.notes)
	if err := l.storeRejects(ctx); err != nil {
		return err
	}
	return l.record(ctx, summary, key)
}

// count computes the control totals of the rows that came in, and on the straight way finds what must not be there.
func (l *loader) count(ctx context.Context, summary *LoadSummary) error {
	if l.x.table.Name != ledgerTable {
		return l.countRows(ctx, summary)
	}
	t := &Totals{}
	var wrong int64
	var first, last sql.NullString
	lines, err := l.linesToCount(ctx)
	if err != nil {
		return err
	}
	// One hash for the columns of an invoice takes half the time of comparing them all. Two invoices share one by a chance of 1 in
	// 10^5 at 25 million invoices.
	err = l.e.queryRow(ctx, l.conn, `
		select count(*), coalesce(sum(net_amount), 0)::varchar, count(distinct hash(source, customer_id, invoice_id, invoice_date)),
			count(distinct customer_id), coalesce(min(invoice_date)::varchar, ''), coalesce(max(invoice_date)::varchar, ''),
			count(*) filter (where doc_type = 'credit_note'), count(*) filter (where customer_id is null),
			`+brokenCount(l.x.table, "invoice_date is null or net_amount is null")+`,
			min(source), max(source)
		from `+lines, nil,
		&t.Lines, &t.NetAmount, &t.Invoices, &t.Customers, &t.FirstDate, &t.LastDate, &t.CreditNotes, &t.Unassigned, &wrong, &first, &last)
	if err != nil {
		return err
	}
	if wrong > 0 {
		return &strictError{fmt.Errorf("%s have no date, no amount or an unknown doc_type", count(wrong, "line"))}
	}
	if first == last {
		summary.Source = first.String
	}
	summary.Rows, summary.Totals = t.Lines, t
	return l.e.touchLines(ctx, l.conn, &l.touched, fmt.Sprintf("main.invoice_lines where load_id = %d", l.id))
}

// linesToCount is the relation that holds the lines that came in. Where the ledger has no others, everything is to be refreshed, and the
// lines are read in pieces.
func (l *loader) linesToCount(ctx context.Context) (string, error) {
	var others bool
	err := l.e.queryRow(ctx, l.conn, "select exists (select 1 from invoice_lines where load_id <> $1)", []any{l.id}, &others)
	if err != nil || others {
		return fmt.Sprintf("(FROM %s WHERE load_id = %d)", allLines, l.id), err
	}
	l.touched.everything = true
	l.touched.pieces, err = l.e.linesInPieces(ctx, l.conn)
	return "(FROM " + strings.Join(l.touched.pieces, " UNION ALL FROM ") + ")", err
}

// countRows is count for the tables that hold no lines: on the straight way no row may break a rule, and no two may have one key.
func (l *loader) countRows(ctx context.Context, summary *LoadSummary) error {
	l.touched.table(l.x.table.Name)
	key := tableKey(l.x.table)
	repeated := "0"
	if key != nil {
		repeated = "count(*) - count(distinct (" + quoteNames("", key) + "))"
		for _, k := range key {
			repeated += " + count(*) filter (where " + quoteName(k) + " is null)"
		}
	}
	var wrong, broken int64
	err := l.e.queryRow(ctx, l.conn, "select count(*), "+repeated+", "+brokenCount(l.x.table, "false")+" from "+l.x.table.Name+" where load_id = $1",
		[]any{l.id}, &summary.Rows, &wrong, &broken)
	switch {
	case err != nil:
		return err
	case wrong > 0:
		return &strictError{fmt.Errorf("%s repeat the key %s of another or have none", count(wrong, "row"), strings.Join(key, ", "))}
	case broken > 0:
		return &strictError{fmt.Errorf("%s break the rules of %s", count(broken, "row"), l.x.table.Name)}
	}
	return nil
}

func (l *loader) progress(phase string) {
	if p := l.x.opts.Progress; p != nil {
		p(ProgressEvent{Phase: phase, Unit: "lines"})
	}
}

func (l *loader) dropTemp(ctx context.Context) error {
	for _, table := range l.drop {
		if _, err := l.e.exec(ctx, l.conn, "drop table if exists "+quoteName(table)); err != nil {
			return err
		}
	}
	return nil
}

// createTemp makes a temporary table that is dropped before the commit.
func (l *loader) createTemp(ctx context.Context, name, sql string) error {
	l.drop = append(l.drop, name)
	_, err := l.e.exec(ctx, l.conn, "create or replace temp table "+quoteName(name)+" as "+sql)
	return err
}
