package enginetest

import (
	"cmp"
	"slices"
)

// The three ways a credit line stands to the lines it takes back.
const (
	Linked    = "linked"    // it names its invoice
	Matched   = "matched"   // it names none, and a line of the same product and unit price is found
	Unmatched = "unmatched" // it lowers the value alone
)

// creditLink says which purchase a credit line takes back. target is the invoice line that stands for it.
type creditLink struct {
	how    string
	target *entry
}

// matchDays is how long before a credit note the line it takes back may lie.
const matchDays = 365

// linkCredits decides for each credit line which invoice it takes back, in the order of their dates, so that a later credit note
// never changes an earlier decision. A named invoice comes first; only lines that name none are matched.
func (b *Book) linkCredits() {
	var invoices, credits []*entry
	for _, e := range b.entries {
		switch e.DocType {
		case Invoice:
			invoices = append(invoices, e)
		case CreditNote:
			e.credit = &creditLink{how: Unmatched}
			credits = append(credits, e)
		}
	}
	slices.SortStableFunc(credits, func(x, y *entry) int {
		return cmp.Or(cmp.Compare(x.Date, y.Date), cmp.Compare(x.InvoiceID, y.InvoiceID), cmp.Compare(x.LineNo, y.LineNo))
	})
	left := map[*entry]Amount{} // quantity of an invoice line that no credit line has taken back yet
	for _, e := range invoices {
		if e.Quantity != nil {
			left[e] = *e.Quantity
		}
	}
	for _, c := range credits {
		if c.customer == Unassigned {
			continue
		}
		if c.Reverses != "" {
			linkNamed(c, invoices, left)
		} else {
			matchLine(c, invoices, left)
		}
	}
}

// linkNamed finds the latest invoice of that name that is not after the credit note, and takes the quantity from its lines of the
// same product, as far as it goes.
func linkNamed(c *entry, invoices []*entry, left map[*entry]Amount) {
	latest := NoDay
	for _, e := range invoices {
		if e.Source == c.Source && e.customer == c.customer && e.InvoiceID == c.Reverses && e.Date <= c.Date {
			latest = max(latest, e.Date)
		}
	}
	var lines []*entry
	for _, e := range invoices {
		if e.Source == c.Source && e.customer == c.customer && e.InvoiceID == c.Reverses && e.Date == latest &&
			e.Currency == c.Currency {
			lines = append(lines, e)
		}
	}
	if len(lines) == 0 {
		return
	}
	slices.SortFunc(lines, func(x, y *entry) int { return cmp.Compare(x.LineNo, y.LineNo) })
	c.credit.how, c.credit.target = Linked, lines[0]
	if c.Quantity == nil {
		return
	}
	need := -*c.Quantity
	for _, e := range lines {
		if e.ProductID != "" && e.ProductID == c.ProductID && need > 0 {
			take := min(need, max(left[e], 0))
			left[e] -= take
			need -= take
		}
	}
}

// matchLine finds the latest line of the same product, currency and unit price with enough quantity left.
func matchLine(c *entry, invoices []*entry, left map[*entry]Amount) {
	if c.ProductID == "" || c.Quantity == nil || *c.Quantity >= 0 {
		return
	}
	need, price := -*c.Quantity, c.Net.per(*c.Quantity)
	var best *entry
	for _, e := range invoices {
		if e.Source != c.Source || e.customer != c.customer || e.ProductID != c.ProductID || e.Currency != c.Currency ||
			e.Quantity == nil || *e.Quantity <= 0 || e.Net.per(*e.Quantity) != price ||
			e.Date > c.Date || c.Date-e.Date > matchDays || left[e] < need {
			continue
		}
		if best == nil || e.Date > best.Date || e.Date == best.Date &&
			cmp.Or(cmp.Compare(e.InvoiceID, best.InvoiceID), cmp.Compare(e.LineNo, best.LineNo)) < 0 {
			best = e
		}
	}
	if best != nil {
		left[best] -= need
		c.credit.how, c.credit.target = Matched, best
	}
}

// CreditTotals are the number and the sum of the credit lines of one kind, in base currency.
type CreditTotals struct {
	Lines int
	Net   Amount
}

// Credits returns the totals of the credit lines dated up to asOf by how they stand to their invoices.
func (b *Book) Credits(asOf Day) map[string]CreditTotals {
	totals := map[string]CreditTotals{}
	for _, e := range b.entries {
		if e.credit != nil && e.Date <= asOf {
			t := totals[e.credit.how]
			totals[e.credit.how] = CreditTotals{t.Lines + 1, t.Net + e.net}
		}
	}
	return totals
}

// CreditRecords are the rows of the base table of credit lines.
func (b *Book) CreditRecords() []Record {
	var out []Record
	for _, e := range b.entries {
		if e.credit == nil {
			continue
		}
		rec := Record{
			"source": e.Source, "invoice_id": e.InvoiceID, "line_no": int64(e.LineNo), "customer_id": e.customer, "credit_date": e.Date,
			"net_doc": e.Net, "net": e.net, "link": e.credit.how, "target_invoice_id": nil, "target_order_id": nil, "target_date": nil,
		}
		if target := e.credit.target; target != nil {
			rec["target_invoice_id"], rec["target_order_id"] = target.InvoiceID, orNull(target.OrderID)
			rec["target_date"] = target.Date
		}
		out = append(out, rec)
	}
	return out
}
