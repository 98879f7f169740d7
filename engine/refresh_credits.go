package engine

import (
	"context"
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/duckdb/duckdb-go/v2"
)

// matchBatch is about how many lines of partitions are matched in one piece, which bounds the memory outside DuckDB.
const matchBatch = 1 << 20

// creditLines recomputes credit_lines: links by name in SQL, matches by product and unit price in Go, since each match depends on
// what the earlier ones took.
func (r *refresh) creditLines(ctx context.Context) error {
	if !r.full && !r.scoped {
		return nil
	}
	if err := r.execAll(ctx, collectCredits, collectPartitions, emptyTargets, emptyMatches); err != nil {
		return err
	}
	var names, unnamed bool
	var since string
	err := r.e.queryRow(ctx, r.conn, `SELECT count(names) > 0, (SELECT count(*) > 0 FROM refresh_partitions),
		coalesce(CAST(min(invoice_date) - 365 AS VARCHAR), '') FROM refresh_credits`, nil, &names, &unnamed, &since)
	if err != nil {
		return err
	}
	if names {
		if err := r.resolveNames(ctx, since); err != nil {
			return err
		}
	}
	if unnamed {
		if err := r.match(ctx, since); err != nil {
			return err
		}
	}
	forget := "DELETE FROM landscape_base.credit_lines"
	if r.scoped {
		forget += " AS x WHERE EXISTS (FROM refresh_customers AS t WHERE t.customer_id = x.customer_id AND t.first_mi <= x.mi)"
	}
	if err := r.execAll(ctx, forget); err != nil {
		return err
	}
	n, err := r.e.exec(ctx, r.conn, writeCredits)
	r.summary.Rows["credit_lines"] += n
	return err
}

// execAll executes statements in which {ledger} stands for the ledger and {scope} for the restriction to the customers in scope. What
// follows {pieces} is one SELECT over the ledger, which is executed over its pieces side by side: an order makes DuckDB do so, which
// otherwise writes what a UNION ALL delivers branch by branch.
func (r *refresh) execAll(ctx context.Context, statements ...string) error {
	scope := ""
	if r.scoped {
		scope = " INNER JOIN refresh_customers AS t ON t.customer_id = l.customer_id AND t.first_mi <= l.mi"
	}
	for _, s := range statements {
		if head, repeated, ok := strings.Cut(s, "{pieces}"); ok {
			selects := make([]string, len(r.pieces))
			for i, piece := range r.pieces {
				selects[i] = strings.ReplaceAll(repeated, "{ledger}", piece)
			}
			s = head + strings.Join(selects, " UNION ALL ")
			if len(selects) > 1 {
				s += " ORDER BY 1"
			}
		}
		s = strings.ReplaceAll(s, "{ledger}", r.allPieces(""))
		if _, err := r.e.exec(ctx, r.conn, strings.ReplaceAll(s, "{scope}", scope)); err != nil {
			return err
		}
	}
	return nil
}

// refresh_credits: the credit lines whose link is decided anew. Their rowid names them in the other tables.
const collectCredits = `
	CREATE OR REPLACE TEMP TABLE refresh_credits AS
	{pieces}SELECT l.source, l.invoice_id, l.line_no, l.order_id, l.customer_id, l.invoice_date, l.mi, l.product_id,
		l.currency, coalesce(l.currency, '') AS money, l.quantity, l.net_doc, l.net, l.cost, nullif(l.reverses_invoice_id, '') AS names
	FROM {ledger} AS l{scope}
	WHERE l.doc_type = 'credit_note'`

// refresh_partitions: where an unlinked credit line may find the line it takes back.
const collectPartitions = `
	CREATE OR REPLACE TEMP TABLE refresh_partitions AS
	SELECT row_number() OVER () AS pid, source, customer_id, product_id, money,
		min(credit_date) - 365 AS since, max(credit_date) AS until
	FROM (
		SELECT source, customer_id, product_id, money, invoice_date AS credit_date FROM refresh_credits
		WHERE names IS NULL AND product_id IS NOT NULL AND quantity < 0 AND customer_id <> '(unassigned)'
	)
	GROUP BY source, customer_id, product_id, money`

const (
	emptyTargets = `CREATE OR REPLACE TEMP TABLE refresh_targets (
		rid BIGINT, has_own BOOLEAN, has_earlier BOOLEAN, target_date DATE, target_order_id VARCHAR)`
	emptyMatches = `CREATE OR REPLACE TEMP TABLE refresh_matches (
		rid BIGINT, target_invoice_id VARCHAR, target_order_id VARCHAR, target_date DATE)`
)

// resolveNames finds the invoices that credit lines name. A credit line names a late invoice as a rule, so that where few credit lines are
// in scope the latest lines are looked through first, and the others for what is left.
func (r *refresh) resolveNames(ctx context.Context, since string) error {
	const lines = `{pieces}SELECT l.source, l.invoice_id, l.customer_id, l.invoice_date, coalesce(l.currency, '') AS money, l.order_id, l.line_no
		FROM {ledger} AS l WHERE l.doc_type = 'invoice' AND l.invoice_id IN (`
	first, rest := "CREATE OR REPLACE TEMP TABLE refresh_named AS "+lines+"SELECT names FROM refresh_credits)", ""
	if r.scoped {
		first += " AND l.invoice_date >= DATE '" + since + "'"
		rest = "INSERT INTO refresh_named " + lines + `
			SELECT c.names FROM refresh_credits AS c
			WHERE c.names IS NOT NULL AND NOT EXISTS (FROM refresh_named AS n WHERE n.source = c.source AND n.invoice_id = c.names
				AND n.customer_id = c.customer_id AND n.invoice_date <= c.invoice_date)
			) AND l.invoice_date < DATE '` + since + "'"
	}
	if err := r.execAll(ctx, first); err != nil {
		return err
	}
	if rest != "" {
		var open bool
		err := r.e.queryRow(ctx, r.conn, `SELECT count(*) > 0 FROM refresh_credits AS c
			WHERE c.names IS NOT NULL AND NOT EXISTS (FROM refresh_named AS n WHERE n.source = c.source AND n.invoice_id = c.names
				AND n.customer_id = c.customer_id AND n.invoice_date <= c.invoice_date)`, nil, &open)
		if err != nil {
			return err
		}
		if open {
			if err := r.execAll(ctx, rest); err != nil {
				return err
			}
		}
	}
	return r.execAll(ctx, chooseTargets)
}

// chooseTargets takes the latest invoice of the customer that is not after the credit line, if it has lines in the same currency. The
// first of these lines stands for its order.
const chooseTargets = `
	INSERT INTO refresh_targets
	WITH sold AS (
		SELECT n.source, n.invoice_id, n.customer_id, n.invoice_date, n.money, n.order_id,
			row_number() OVER (PARTITION BY n.source, n.invoice_id, n.customer_id, n.invoice_date, n.money
				ORDER BY n.line_no NULLS LAST, n.order_id NULLS LAST) AS position
		FROM refresh_named AS n
	), found AS (
		SELECT c.rowid AS rid, c.money, c.source, c.names, c.customer_id,
			bool_or(s.customer_id = c.customer_id) AND c.customer_id <> '(unassigned)' AS has_own,
			max(s.invoice_date) FILTER (WHERE s.customer_id = c.customer_id AND c.customer_id <> '(unassigned)'
				AND s.invoice_date <= c.invoice_date) AS latest
		FROM refresh_credits AS c
		INNER JOIN sold AS s ON s.source = c.source AND s.invoice_id = c.names AND s.position = 1
		GROUP BY c.rowid, c.money, c.source, c.names, c.customer_id
	)
	SELECT f.rid, f.has_own, f.latest IS NOT NULL, s.invoice_date, s.order_id
	FROM found AS f
	LEFT JOIN sold AS s ON s.source = f.source AND s.invoice_id = f.names AND s.customer_id = f.customer_id AND s.invoice_date = f.latest
		AND s.money = f.money AND s.position = 1`

// refresh_candidates: every line of the partitions that counts, credit lines with rid, invoice lines without.
const collectCandidates = `
	CREATE OR REPLACE TEMP TABLE refresh_candidates AS
	SELECT p.pid, c.rowid AS rid, c.invoice_date, c.invoice_id, c.line_no, c.quantity, c.net_doc, c.order_id, c.cost,
		if(c.names IS NULL, 0, 1) AS known, c.names AS target, t.target_date
	FROM refresh_credits AS c
	INNER JOIN refresh_partitions AS p ON p.source = c.source AND p.customer_id = c.customer_id AND p.product_id = c.product_id
		AND p.money = c.money
	LEFT JOIN refresh_targets AS t ON t.rid = c.rowid
	WHERE c.names IS NULL OR t.target_date IS NOT NULL
	UNION ALL
	{pieces}SELECT p.pid, NULL, l.invoice_date, l.invoice_id, l.line_no, l.quantity, l.net_doc, l.order_id, NULL, 0, NULL, NULL
	FROM {ledger} AS l
	INNER JOIN refresh_partitions AS p ON p.source = l.source AND p.customer_id = l.customer_id AND p.product_id = l.product_id
		AND p.money = coalesce(l.currency, '')
	WHERE l.doc_type = 'invoice' AND l.quantity > 0 AND l.invoice_date BETWEEN p.since AND p.until AND l.invoice_date >= DATE '{since}'`

// addSettled adds the earlier credit lines of the partitions, whose links stay.
const addSettled = `
	INSERT INTO refresh_candidates
	SELECT p.pid, -1, k.credit_date, k.invoice_id, k.line_no, k.quantity, k.net_doc, k.order_id, k.cost, if(k.link = 'linked', 1, 2),
		k.target_invoice_id, k.target_date
	FROM landscape_base.credit_lines AS k
	INNER JOIN refresh_partitions AS p ON p.source = k.source AND p.customer_id = k.customer_id AND p.product_id = k.product_id
		AND p.money = coalesce(k.currency, '')
	INNER JOIN refresh_customers AS t ON t.customer_id = k.customer_id AND t.first_mi > k.mi
	WHERE k.link <> 'unmatched' AND k.target_date >= p.since`

const writeCredits = `
	INSERT INTO landscape_base.credit_lines
	SELECT c.source, c.invoice_id, c.line_no, c.order_id, c.customer_id, c.invoice_date, c.mi, c.product_id, c.currency, c.quantity,
		c.net_doc, c.net, c.cost,
		CASE WHEN t.target_date IS NOT NULL THEN 'linked' WHEN m.rid IS NOT NULL THEN 'matched' ELSE 'unmatched' END,
		CASE
			WHEN t.target_date IS NOT NULL OR m.rid IS NOT NULL THEN NULL
			WHEN c.names IS NULL THEN 'no_line'
			WHEN t.rid IS NULL THEN 'target_missing'
			WHEN t.has_earlier THEN 'other_currency'
			WHEN t.has_own THEN 'target_later'
			ELSE 'other_customer'
		END,
		CASE WHEN t.target_date IS NOT NULL THEN c.names ELSE m.target_invoice_id END,
		coalesce(t.target_order_id, m.target_order_id),
		coalesce(t.target_date, m.target_date)
	FROM refresh_credits AS c
	LEFT JOIN refresh_targets AS t ON t.rid = c.rowid
	LEFT JOIN refresh_matches AS m ON m.rid = c.rowid`

// match streams the candidates partition by partition and keeps what matchCredits finds.
func (r *refresh) match(ctx context.Context, since string) error {
	statements := []string{strings.ReplaceAll(collectCandidates, "{since}", since)}
	if r.scoped {
		statements = append(statements, addSettled)
	}
	if err := r.execAll(ctx, statements...); err != nil {
		return err
	}
	var lines, last int64
	err := r.e.queryRow(ctx, r.conn, "SELECT count(*), coalesce(max(pid), 0) FROM refresh_candidates", nil, &lines, &last)
	if err != nil {
		return err
	}
	pieces := 1 + lines/matchBatch
	step := last/pieces + 1
	for from := int64(1); from <= last; from += step {
		if err := r.matchPiece(ctx, from, from+step-1); err != nil {
			return err
		}
	}
	return nil
}

// creditMatch is a matched credit line and what it takes back.
type creditMatch struct {
	rid     int64
	invoice string
	order   any // nil without order
	day     arrow.Date32
}

func (r *refresh) matchPiece(ctx context.Context, from, to int64) error {
	var matches []creditMatch
	err := r.conn.Raw(func(raw any) error {
		conn, ok := raw.(*duckdb.Conn)
		if !ok {
			return fmt.Errorf("the connection is a %T", raw)
		}
		stmt, err := prepareStatement(ctx, conn, fmt.Sprintf(`SELECT pid, rid, invoice_date, coalesce(invoice_id, '') AS invoice_id,
				coalesce(line_no, 0) AS line_no, coalesce(quantity, 0) AS quantity, net_doc, order_id, known, target, target_date
			FROM refresh_candidates WHERE pid BETWEEN %d AND %d ORDER BY pid, order_id NULLS LAST, cost NULLS LAST`, from, to))
		if err != nil {
			return err
		}
		result, err := startResult(ctx, stmt, nil)
		if err != nil {
			return err
		}
		defer result.Release()
		var p partition
		for result.Next() {
			if err := p.add(result.Batch(), &matches); err != nil {
				return err
			}
		}
		p.finish(&matches)
		return result.Err()
	})
	if err != nil || len(matches) == 0 {
		return err
	}
	return appendRows(r.conn, "temp", "main", "refresh_matches", func(yield func([]any) bool) {
		for _, m := range matches {
			if !yield([]any{m.rid, m.invoice, m.order, m.day.ToTime()}) {
				return
			}
		}
	})
}

// partition gathers the lines of one partition from batches in their order.
type partition struct {
	pid    int64
	lines  []saleLine
	rids   []int64
	orders []any
}

func (p *partition) add(batch arrow.RecordBatch, matches *[]creditMatch) error {
	pids, ok0 := batch.Column(0).(*array.Int64)
	rids, ok1 := batch.Column(1).(*array.Int64)
	days, ok2 := batch.Column(2).(*array.Date32)
	invoices, ok3 := batch.Column(3).(*array.String)
	numbers, ok4 := batch.Column(4).(*array.Int32)
	quantities, ok5 := batch.Column(5).(*array.Decimal128)
	nets, ok6 := batch.Column(6).(*array.Decimal128)
	orders, ok7 := batch.Column(7).(*array.String)
	kinds, ok8 := batch.Column(8).(*array.Int32)
	targets, ok9 := batch.Column(9).(*array.String)
	targetDays, ok10 := batch.Column(10).(*array.Date32)
	if !(ok0 && ok1 && ok2 && ok3 && ok4 && ok5 && ok6 && ok7 && ok8 && ok9 && ok10) {
		return fmt.Errorf("unexpected columns %s", batch.Schema())
	}
	for i := range int(batch.NumRows()) {
		if pid := pids.Value(i); pid != p.pid {
			p.finish(matches)
			p.pid = pid
		}
		line := saleLine{Day: int32(days.Value(i)), Invoice: strings.Clone(invoices.Value(i)), Line: numbers.Value(i),
			Quantity: int64(quantities.Value(i).LowBits()), Net: int64(nets.Value(i).LowBits()), Credit: rids.IsValid(i)}
		if line.Known = known(kinds.Value(i)); line.Known != unknown {
			line.Target, line.TargetDay = strings.Clone(targets.Value(i)), int32(targetDays.Value(i))
		}
		var order any
		if orders.IsValid(i) {
			order = strings.Clone(orders.Value(i))
		}
		p.lines, p.rids, p.orders = append(p.lines, line), append(p.rids, rids.Value(i)), append(p.orders, order)
	}
	return nil
}

// finish matches the partition and empties it.
func (p *partition) finish(matches *[]creditMatch) {
	for i, target := range matchCredits(p.lines) {
		if target >= 0 {
			t := p.lines[target]
			*matches = append(*matches, creditMatch{p.rids[i], t.Invoice, p.orders[target], arrow.Date32(t.Day)})
		}
	}
	p.lines, p.rids, p.orders = p.lines[:0], p.rids[:0], p.orders[:0]
}
