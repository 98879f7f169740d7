package ledgergen

import "time"

// Manifest states what a reader of a generated ledger must find. Money is in cents and exact.
type Manifest struct {
	Seed        uint64 `json:"seed"`
	Lines       int64  `json:"lines"`
	Invoices    int64  `json:"invoices"`     // documents of type invoice
	CreditNotes int64  `json:"credit_notes"` // documents of type credit_note
	Adjustments int64  `json:"adjustments"`  // documents of type adjustment
	CreditLines int64  `json:"credit_lines"`
	LinkedLines int64  `json:"linked_lines"` // credit lines that name their invoice
	Unassigned  int64  `json:"unassigned"`   // lines without a customer
	Uncosted    int64  `json:"uncosted"`     // lines without a cost
	Customers   int64  `json:"customers"`    // distinct customers on the lines, the cash account included, merged accounts as one
	OnFile      int64  `json:"on_file"`      // rows of the customers file
	Products    int64  `json:"products"`     // rows of the products file
	NetCents    int64  `json:"net_cents"`
	CostCents   int64  `json:"cost_cents"` // of the lines that have one
	FirstDate   string `json:"first_date"` // of a line, as 2006-01-02
	LastDate    string `json:"last_date"`
	Foreign     int64  `json:"foreign,omitempty"`   // lines in another currency than that of the ledger, in which all amounts here are
	Backdated   int64  `json:"backdated,omitempty"` // corrections booked after the day that they are dated on
	Rows        Rows   `json:"rows"`                // of the optional tables; 0 where only lines were written
}

func (m *Manifest) count(line Line) {
	m.Lines++
	m.NetCents += line.Net
	m.CostCents += line.Cost
	if !line.CostKnown {
		m.Uncosted++
	}
	if line.Customer == NoCustomer {
		m.Unassigned++
	}
	if line.Currency != base {
		m.Foreign++
	}
	switch line.Type {
	case Invoice:
		if line.No == 1 {
			m.Invoices++
		}
	case CreditNote:
		m.CreditLines++
		if line.No == 1 {
			m.CreditNotes++
		}
		if line.Reverses > 0 {
			m.LinkedLines++
		}
	case Adjustment:
		m.Adjustments++
	}
}

func (m *Manifest) describe(l *Ledger, first, last int32) {
	m.Seed = l.cfg.Seed
	m.OnFile = int64(len(l.customers) - 1)
	m.Products = int64(len(l.products))
	if m.Lines > 0 {
		m.FirstDate, m.LastDate = dateText(first), dateText(last)
	}
}

func dateText(day int32) string { return time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly) }
