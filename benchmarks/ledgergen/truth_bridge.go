package ledgergen

// BridgeTruth is the way from the revenue of the twelve months before the last twelve to that of the last twelve, in cents, with the customers
// behind its steps. Who has an invoice in a year counts as there; an invoice that a credit note takes back whole later is no purchase to a
// reader, so that steps and customers may differ from what a reader finds by those few. Before and Recent are exact.
type BridgeTruth struct {
	Before      int64 `json:"before_cents"` // the whole ledger's, lines of nobody in particular included
	Repeat      int64 `json:"repeat_cents"` // what stayed of it
	Growth      int64 `json:"growth_cents"` // more than before, of customers who stayed
	New         int64 `json:"new_cents"`    // of customers who bought first in the last twelve months
	Reactivated int64 `json:"reactivated_cents"`
	Contraction int64 `json:"contraction_cents"` // less than before, of customers who stayed
	Lost        int64 `json:"lost_cents"`        // the year before of who bought nothing since
	Recent      int64 `json:"recent_cents"`

	StayedCustomers      int64 `json:"stayed_customers"`
	NewCustomers         int64 `json:"new_customers"`
	ReactivatedCustomers int64 `json:"reactivated_customers"`
	LostCustomers        int64 `json:"lost_customers"`
}

// bridge sums what the history says of every customer.
func (h *history) bridge() BridgeTruth {
	t := BridgeTruth{Before: h.before, Recent: h.recent}
	for i := range h.customers {
		p := &h.customers[i]
		before, recent := max(0, p.before), max(0, p.recent)
		switch {
		case p.bought && p.buys:
			t.StayedCustomers++
			t.Repeat += min(before, recent)
			t.Growth += max(0, recent-before)
			t.Contraction += max(0, before-recent)
		case p.buys && p.first >= h.yearStart:
			t.NewCustomers++
			t.New += recent
		case p.buys:
			t.ReactivatedCustomers++
			t.Reactivated += recent
		case p.bought:
			t.LostCustomers++
			t.Lost += before
		}
	}
	return t
}
