package enginetest

import (
	"cmp"
	"slices"
)

// The document types of a line.
const (
	Invoice    = "invoice"
	CreditNote = "credit_note"
	Adjustment = "adjustment"
)

// Line is one line of the ledger as it is loaded. An empty text is NULL; Quantity and Cost may be nil.
type Line struct {
	Source, InvoiceID string
	LineNo            int
	CustomerID        string
	Date              Day
	OrderID           string
	DocType           string
	ProductID         string
	Quantity          *Amount
	Net               Amount // in Currency
	Cost              *Amount
	Currency          string
	Reverses          string
}

// Customer is a row of the table customers.
type Customer struct {
	ID, ParentID      string
	Industry          string
	Generic, Internal bool
	StatusOverride    string
	FirstOrder        Day // NoDay when not known
}

// Product is a row of the table products.
type Product struct {
	ID, Line     string
	Unit         string // of measure
	NotInProfile bool
}

// Rate is a row of the table fx_rates; ToBase has eight digits after the point.
type Rate struct {
	Currency string
	Date     Day
	ToBase   int64
}

// Ledger is everything that is loaded before the figures are asked for.
type Ledger struct {
	Lines     []Line
	Customers []Customer
	Aliases   map[string]string // alias to customer
	Products  []Product
	Rates     []Rate
	Base      string // the base currency; "" when no line has a currency
}

// The names under which lines of nobody in particular are shown.
const (
	Unassigned = "(unassigned)"
	GenericRow = "(generic)"
	Internal   = "(internal)"
)

// entry is a line as the figures see it: one customer after merging, the base currency, the credit's target.
type entry struct {
	Line
	index    int    // position in Ledger.Lines
	customer string // merged id; Unassigned when the line has none
	kind     string // "" for ranked customers, else the row it is shown in
	net      Amount // base currency
	cost     *Amount
	credit   *creditLink // of credit notes only
}

// Book is a ledger with merged customers, base amounts and linked credit notes: all that does not depend on a setting.
type Book struct {
	Ledger
	entries  []*entry
	parents  map[string]string
	products map[string]Product
	known    map[string]Customer // by merged id
}

// NewBook merges customers, converts currencies and links the credit notes of a ledger.
func NewBook(l Ledger) *Book {
	b := &Book{Ledger: l, parents: map[string]string{}, products: map[string]Product{}, known: map[string]Customer{}}
	for _, p := range l.Products {
		b.products[p.ID] = p
	}
	for _, c := range l.Customers {
		if id := b.merged(c.ID); id == c.ID {
			b.known[id] = c
		}
	}
	for _, c := range l.Customers {
		if c.ParentID != "" {
			b.parents[b.merged(c.ID)] = b.merged(c.ParentID)
		}
	}
	for i, line := range l.Lines {
		e := &entry{Line: line, index: i, customer: Unassigned, kind: Unassigned}
		if line.CustomerID != "" {
			e.customer = b.merged(line.CustomerID)
			e.kind = b.kindOf(e.customer)
		}
		if e.Currency == "" {
			e.Currency = l.Base
		}
		rate := b.rate(e.Currency, e.Date)
		e.net = line.Net.times(rate)
		if line.Cost != nil {
			cost := line.Cost.times(rate)
			e.cost = &cost
		}
		b.entries = append(b.entries, e)
	}
	b.linkCredits()
	return b
}

// merged follows the aliases from an id to the customer it belongs to now.
func (b *Book) merged(id string) string {
	for range len(b.Aliases) {
		next, ok := b.Aliases[id]
		if !ok {
			break
		}
		id = next
	}
	return id
}

func (b *Book) kindOf(customer string) string {
	switch c := b.known[customer]; {
	case c.Generic:
		return GenericRow
	case c.Internal:
		return Internal
	}
	return ""
}

// root returns the last parent above a customer, itself when it has none.
func (b *Book) root(customer string) string {
	for range len(b.parents) {
		next, ok := b.parents[customer]
		if !ok || next == customer {
			break
		}
		customer = next
	}
	return customer
}

// rate returns the latest rate of the currency that is not after the day.
func (b *Book) rate(currency string, day Day) int64 {
	if currency == b.Base {
		return 100_000_000
	}
	var best *Rate
	for i, r := range b.Rates {
		if r.Currency == currency && r.Date <= day && (best == nil || r.Date > best.Date) {
			best = &b.Rates[i]
		}
	}
	if best == nil || day-best.Date > 31 {
		panic("no rate for " + currency + " on " + day.String())
	}
	return best.ToBase
}

// first returns the day of the first line; NoDay without lines.
func (b *Book) first() Day {
	if len(b.entries) == 0 {
		return NoDay
	}
	return slices.MinFunc(b.entries, func(x, y *entry) int { return cmp.Compare(x.Date, y.Date) }).Date
}
