package engine

import "context"

// purchaseChanges recomputes what credit notes and orders over several days change. What took effect before the first touched month
// of a customer stays. The fill statement reads only the lines of the purchases concerned.
func (r *refresh) purchaseChanges(ctx context.Context) error {
	if !r.full && !r.scoped {
		return nil
	}
	forget, later, credits := "DELETE FROM landscape_base.purchase_changes AS x", "", "landscape_base.credit_lines"
	if r.scoped {
		later = `EXISTS (FROM refresh_customers AS t WHERE t.customer_id = x.customer_id
			AND t.first_mi <= year(x.effective_on) * 12 + month(x.effective_on) - 1)`
		forget += " WHERE " + later
		credits = creditsInScope
	}
	if err := r.execAll(ctx, forget, r.creditedPurchases(), emptyOrders, emptySold); err != nil {
		return err
	}
	if err := r.collectSold(ctx); err != nil {
		return err
	}
	_, err := r.fill(ctx, "purchase_changes", later, map[string]string{"ledger": "refresh_sold", "credit_lines": credits})
	return err
}

// creditedPurchases makes refresh_credited: the purchases from which a credit line takes, in the touched months where there is a scope.
func (r *refresh) creditedPurchases() string {
	scope := ""
	if r.scoped {
		scope = " INNER JOIN refresh_customers AS t ON t.customer_id = c.customer_id AND t.first_mi <= c.mi"
	}
	return `CREATE OR REPLACE TEMP TABLE refresh_credited AS
		SELECT DISTINCT c.source, c.customer_id, c.target_order_id, if(c.target_order_id IS NULL, c.target_invoice_id, NULL) AS target_invoice_id,
			if(c.target_order_id IS NULL, c.target_date, NULL) AS target_date
		FROM landscape_base.credit_lines AS c` + scope + `
		WHERE c.link <> 'unmatched'`
}

// creditsInScope are the credit lines of the purchases concerned, also those of earlier months.
const creditsInScope = `(
	SELECT c.* FROM landscape_base.credit_lines AS c
	WHERE c.target_order_id IS NULL AND EXISTS (FROM refresh_credited AS g WHERE g.source = c.source AND g.customer_id = c.customer_id
		AND g.target_invoice_id = c.target_invoice_id AND g.target_date = c.target_date)
	UNION ALL
	SELECT c.* FROM landscape_base.credit_lines AS c
	WHERE EXISTS (FROM refresh_orders AS g WHERE g.source = c.source AND g.customer_id = c.customer_id AND g.order_id = c.target_order_id))`

const (
	emptyOrders = "CREATE OR REPLACE TEMP TABLE refresh_orders (source VARCHAR, customer_id VARCHAR, order_id VARCHAR)"
	emptySold   = `CREATE OR REPLACE TEMP TABLE refresh_sold (source VARCHAR, customer_id VARCHAR, order_id VARCHAR, invoice_id VARCHAR,
		invoice_date DATE, doc_type VARCHAR, net_doc DECIMAL(18, 4))`
	soldColumns = "INSERT INTO refresh_sold {pieces}SELECT l.source, l.customer_id, l.order_id, l.invoice_id, l.invoice_date, l.doc_type, l.net_doc "
)

// collectSold gathers the invoice lines of the purchases concerned. The day of a credited invoice is known, so that few credit lines read
// few months.
func (r *refresh) collectSold(ctx context.Context) error {
	var first, last string
	err := r.e.queryRow(ctx, r.conn, `SELECT coalesce(CAST(min(target_date) AS VARCHAR), ''), coalesce(CAST(max(target_date) AS VARCHAR), '')
		FROM refresh_credited`, nil, &first, &last)
	if err != nil {
		return err
	}
	if first != "" {
		err = r.execAll(ctx, soldColumns+`FROM {ledger} AS l
			WHERE l.doc_type = 'invoice' AND l.order_id IS NULL AND l.invoice_id IN (SELECT target_invoice_id FROM refresh_credited)
				AND l.invoice_date BETWEEN DATE '`+first+"' AND DATE '"+last+"'")
	}
	if err != nil {
		return err
	}
	var orders bool
	err = r.e.queryRow(ctx, r.conn, "SELECT EXISTS (FROM main.invoice_lines WHERE order_id IS NOT NULL)", nil, &orders)
	if err != nil || !orders {
		return err
	}
	spread := ` GROUP BY l.source, l.customer_id, l.order_id HAVING min(l.invoice_date) < max(l.invoice_date)`
	if r.scoped {
		spread = "" // an order may have had earlier days
	}
	return r.execAll(ctx,
		`INSERT INTO refresh_orders
		SELECT l.source, l.customer_id, l.order_id FROM {ledger} AS l{scope}
		WHERE l.doc_type = 'invoice' AND l.order_id IS NOT NULL`+spread+`
		UNION SELECT source, customer_id, target_order_id FROM refresh_credited WHERE target_order_id IS NOT NULL`,
		soldColumns+`FROM {ledger} AS l
		WHERE l.doc_type = 'invoice' AND EXISTS (
			FROM refresh_orders AS o WHERE o.source = l.source AND o.customer_id = l.customer_id AND o.order_id = l.order_id)`)
}
