package enginetest

import "testing"

// Golden returns the 12-row ledger of testdata/golden12.
func Golden(tb testing.TB) Ledger {
	tb.Helper()
	_, rows := Expected(tb, "golden12/invoice_lines.csv")
	var l Ledger
	for _, r := range rows {
		field := func(name string) string {
			s, _ := r[name].(string)
			return s
		}
		quantity, cost := ParseAmount(field("quantity")), ParseAmount(field("cost_amount"))
		l.Lines = append(l.Lines, Line{
			InvoiceID: field("invoice_id"), LineNo: int(ParseAmount(field("line_no")) / One), CustomerID: field("customer_id"),
			Date: ParseDay(field("invoice_date")), DocType: field("doc_type"), ProductID: field("product_id"),
			Quantity: &quantity, Net: ParseAmount(field("net_amount")), Cost: &cost, Reverses: field("reverses_invoice_id"),
		})
	}
	return l
}
