package engine

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/queries"
)

// RefreshOptions says how much to recompute.
type RefreshOptions struct {
	Full       bool     // recompute everything, also what seems up to date
	FitFollows bool     // a fit is next, and keeps the rows of the figures that rest on it
	Progress   Progress // may be nil
}

// RefreshSummary says what a refresh recomputed.
type RefreshSummary struct {
	Full        bool             `json:"full"`               // every line of the ledger was read
	Reason      string           `json:"reason,omitempty"`   // why a refresh was full that was not asked to be
	Months      int64            `json:"months"`             // calendar months recomputed
	Customers   int64            `json:"customers"`          // customers whose credit notes and purchases were recomputed
	Rows        map[string]int64 `json:"rows"`               // rows written by base table
	NotKept     bool             `json:"not_kept,omitempty"` // the ledger is large, and the rows of its default views wait for Refresh
	LeftOut     []string         `json:"left_out,omitempty"` // views that go on computing their rows, since keeping them takes more than there is
	Shortage    string           `json:"shortage,omitempty"` // why they are not all kept: what memory or disk it lacked
	DataVersion int64            `json:"data_version"`       // of the ledger after it
	Seconds     float64          `json:"seconds"`

	writerFollows string // what writes next, and keeps the rows that rest on it; empty for nothing
	keep          bool   // the rows of default views are to be kept once the write is committed
	keysWait      bool   // and the keys of contacts are to be computed
	keepFailed    error  // why they were not
}

// Refresh brings the base tables up to date with the input tables and the settings, in one transaction, and then keeps the rows of the
// default views of a large ledger, which compute them meanwhile. Loads do the first themselves; it is
// for databases whose tables were changed by hand, and with Full for doubt. Several currencies without the setting base_currency,
// missing exchange rates, and merged accounts or parents that run in a circle are errors of KindInvalid; the base tables then stay as
// they were. Where it ends before all rows are kept, views go on computing them until the next refresh; memory or disk too small to keep
// them all is no error, but LeftOut or NotKept, and Shortage, say so.
func (e *Engine) Refresh(ctx context.Context, opts RefreshOptions) (*RefreshSummary, error) {
	var s *RefreshSummary
	started := time.Now()
	err := e.writeAndKeep(ctx, opts.Progress, func(ctx context.Context, conn *sql.Conn) (*RefreshSummary, error) {
		t := &touched{everything: opts.Full, refill: true, byHand: true}
		for _, table := range []string{"customers", "customer_aliases", "fx_rates", "settings"} {
			t.table(table)
		}
		var err error
		s, err = e.refreshAfterLoad(ctx, conn, t, opts.Progress)
		if err == nil && opts.FitFollows {
			s.writerFollows = queries.WriterFit
		}
		return s, err
	})
	if err == nil && s.keepFailed != nil && s.Shortage == "" {
		err = s.keepFailed
	}
	if err != nil {
		return nil, classify("refresh", e.name(), err)
	}
	s.Seconds = time.Since(started).Seconds()
	return s, nil
}

// refreshWithin brings what is computed from the settings up to date inside the caller's transaction.
func (e *Engine) refreshWithin(ctx context.Context, conn *sql.Conn, full bool) (*RefreshSummary, error) {
	return e.refreshAfterLoad(ctx, conn, &touched{everything: full, refill: true, tables: map[string]bool{"settings": true}}, nil)
}

// refreshAfterLoad recomputes in the caller's transaction what the write touched. It is the last step of a write: every row of the
// input tables and of loads is in place. The result equals a full refresh row for row.
func (e *Engine) refreshAfterLoad(ctx context.Context, conn *sql.Conn, t *touched, progress Progress) (*RefreshSummary, error) {
	r := &refresh{e: e, conn: conn, touched: t, progress: progress, summary: &RefreshSummary{Rows: map[string]int64{}}}
	started := time.Now()
	err := r.readState(ctx)
	if err == nil {
		err = r.run(ctx)
	}
	if err == nil && !r.full {
		var missed bool
		if missed, err = r.missed(ctx); missed {
			r.widen("lines of the ledger were changed without a refresh")
			err = r.run(ctx)
		}
	}
	if err != nil {
		return nil, err
	}
	r.summary.Full = r.full
	r.summary.Seconds = time.Since(started).Seconds()
	return r.summary, r.cleanUp(ctx)
}

// run takes every step once.
func (r *refresh) run(ctx context.Context) error {
	steps := []func(context.Context) error{
		r.decideAliases, r.decideSettings, r.rates, r.decideScope, r.customerDays, r.customers, r.creditLines,
		r.purchaseChanges, r.writeState, r.serviceCosts, r.storeSettings, r.kept, r.contactKeys,
	}
	for i, step := range steps {
		if r.progress != nil {
			r.progress(ProgressEvent{Phase: "refresh", Done: int64(i), Total: int64(len(steps)), Unit: "steps"})
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// refresh is one run of refreshAfterLoad: what it has found out and decided so far.
type refresh struct {
	e        *Engine
	conn     *sql.Conn
	touched  *touched
	progress Progress
	summary  *RefreshSummary

	before  ledgerState // as the last refresh left it
	after   ledgerState // what this one computes with
	full    bool        // every line is read again
	pieces  []string    // the relations that the fill statements read as ledger: one, or several that are read side by side
	months  string      // the touched months as a list of literals; empty when there is none
	aliases bool        // accounts were merged
	scoped  bool        // refresh_customers holds the customers whose credit notes and purchases are recomputed
}

// widen makes the refresh full and keeps the first reason.
func (r *refresh) widen(reason string) {
	if !r.full && r.summary.Reason == "" && !r.touched.everything {
		r.summary.Reason = reason
	}
	r.full = true
}

// decideAliases follows merged accounts, on which every other table depends.
func (r *refresh) decideAliases(ctx context.Context) error {
	if !r.full && !r.touched.tables["customer_aliases"] {
		return nil
	}
	changed, err := r.e.refreshAliases(ctx, r.conn)
	if changed {
		r.widen("accounts were merged or separated")
	}
	return err
}

// decideScope notes which months and customers are recomputed.
func (r *refresh) decideScope(ctx context.Context) error {
	r.months, r.scoped = "", false
	if r.full || !r.touched.lines {
		return nil
	}
	var months []string
	err := r.e.query(ctx, r.conn, "SELECT DISTINCT mi FROM refresh_touched ORDER BY mi", nil, func(scan func(...any) error) error {
		var mi int
		err := scan(&mi)
		months = append(months, strconv.Itoa(mi))
		return err
	})
	if err != nil || len(months) == 0 {
		return err
	}
	r.months, r.summary.Months = strings.Join(months, ", "), int64(len(months))
	r.scoped = true
	if _, err := r.e.exec(ctx, r.conn, scopeCustomers); err != nil {
		return err
	}
	return r.e.queryRow(ctx, r.conn, "SELECT count(*) FROM refresh_customers", nil, &r.summary.Customers)
}

// scopeCustomers finds the customers of the touched lines with their first touched month: what credit notes of earlier months take
// back cannot have changed. The exception is a credit note that names a touched invoice, whomever that belongs to: why it is not
// linked may have changed at any time.
const scopeCustomers = `
	CREATE OR REPLACE TEMP TABLE refresh_customers AS
	SELECT coalesce(a.customer_id, nullif(t.customer_id, ''), '(unassigned)') AS customer_id, min(t.mi) AS first_mi
	FROM (
		SELECT customer_id, mi FROM refresh_touched
		UNION ALL
		SELECT l.customer_id, l.mi FROM main.invoice_lines AS l
		WHERE l.reverses_invoice_id IS NOT NULL AND l.doc_type = 'credit_note'
			AND EXISTS (FROM refresh_touched AS n WHERE n.source = l.source AND n.invoice_id = l.reverses_invoice_id)
	) AS t
	LEFT JOIN landscape_base.aliases AS a ON a.alias_id = t.customer_id
	GROUP BY ALL`

// serviceCosts recomputes the costs to serve where something was touched that they rest on. Those of nobody in particular are spread by
// what customers bought, so that they rest on the lines too.
func (r *refresh) serviceCosts(ctx context.Context) error {
	wanted := r.full
	for _, table := range []string{"touches", "costs_to_serve", "customers", "customer_aliases", "fx_rates"} {
		wanted = wanted || r.touched.tables[table]
	}
	if !wanted && r.scoped {
		err := r.e.queryRow(ctx, r.conn, "SELECT EXISTS (FROM main.costs_to_serve WHERE customer_id IS NULL)", nil, &wanted)
		if err != nil {
			return err
		}
	}
	if !wanted {
		return nil
	}
	if _, err := r.e.exec(ctx, r.conn, "DELETE FROM landscape_base.service_costs"); err != nil {
		return err
	}
	_, err := r.fill(ctx, "service_costs", "", nil)
	return err
}

// storeSettings types the settings anew: some of their defaults follow from the extent of the ledger.
func (r *refresh) storeSettings(ctx context.Context) error { return r.e.storeSettingsRow(ctx, r.conn) }

// cleanUp drops the temporary tables, whose connection may serve another write.
func (r *refresh) cleanUp(ctx context.Context) error {
	for _, table := range []string{"refresh_touched", "refresh_customers", "refresh_credits", "refresh_targets", "refresh_partitions",
		"refresh_candidates", "refresh_matches", "refresh_rates", "refresh_named", "refresh_credited", "refresh_orders",
		"refresh_sold"} {
		if _, err := r.e.exec(ctx, r.conn, "DROP TABLE IF EXISTS temp."+table); err != nil {
			return err
		}
	}
	*r.touched = touched{}
	return nil
}
