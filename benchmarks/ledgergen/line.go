package ledgergen

// DocType is the kind of document a line stands on.
type DocType uint8

// The kinds of document, as invoice_lines.doc_type spells them.
const (
	Invoice DocType = iota
	CreditNote
	Adjustment
)

// String returns the spelling of the column doc_type.
func (t DocType) String() string { return [...]string{"invoice", "credit_note", "adjustment"}[t] }

// Line is one invoice line before it is written. Money is in cents.
type Line struct {
	Document  int64 // number of the document, in the order of the ledger
	Reverses  int64 // number of the invoice a credit note names; 0 when it names none
	Net, Cost int64 // cents; negative on credit notes
	Day       int32 // days since 1970-01-01
	No        int32 // from 1 within the document
	Customer  int32 // index on file; NoCustomer when the line carries none
	Product   int32 // index on file; NoProduct when the line carries none
	Quantity  int32 // whole units; 0 means that the line has no quantity
	Type      DocType
	Currency  uint8 // 0 for that of the ledger, else one more than an index of the foreign currencies; Net and Cost are in that of the ledger
	CostKnown bool
	Leaves    bool // on the last invoice of a modelled customer, which leaves behind it
}

// NoCustomer and NoProduct mark a line without the key.
const (
	NoCustomer = -1
	NoProduct  = -1
)

// How invoices are credited.
const (
	creditChance       = 0.046 // of the invoices get a credit note
	fullShare          = 0.35  // of those are reversed whole, the others lose one line
	linkedShare        = 0.55  // name their invoice
	concessionShare    = 0.15  // are a price concession without a quantity, which no line can match
	creditLinesPerLine = 0.024 // what the shares come to; the pace of the customers allows for it
	meanCreditDelay    = 14    // days
)

// planCredit decides whether an invoice will be credited and queues the lines of the credit note.
func (s *Stream) planCredit(r *random, invoice []Line) {
	if !r.chance(creditChance) {
		return
	}
	due := int(s.day) + 1 + int(meanCreditDelay*r.exponential())
	if due >= s.ledger.cal.days() {
		return
	}
	kind := r.unit()
	if s.ledger.cfg.Modelled && len(invoice) == 1 {
		kind = 0 // no purchase of a modelled customer is taken back whole
	}
	switch {
	case kind < concessionShare:
		line := invoice[r.below(len(invoice))]
		line.Net = s.ledger.part(line, int64(3+r.below(20)))
		line.Quantity, line.Cost, line.CostKnown = 0, 0, true
		s.queueCredit(due, line, 0)
	case r.chance(fullShare) && !s.ledger.cfg.Modelled:
		for _, line := range invoice {
			s.queueCredit(due, line, reference(kind, line))
		}
	default:
		line := invoice[r.below(len(invoice))]
		if part := int32(1 + r.below(int(line.Quantity))); part < line.Quantity {
			line.Net = line.Net / int64(line.Quantity) * int64(part)
			line.Cost = line.Cost / int64(line.Quantity) * int64(part)
			line.Quantity = part
		}
		s.queueCredit(due, line, reference(kind, line))
	}
}

// reference is the invoice a credit note names: most do, the others leave it to the reader to find the line.
func reference(kind float64, line Line) int64 {
	if kind < concessionShare+linkedShare {
		return line.Document
	}
	return 0
}

// queueCredit keeps the line until its day; its Document stays that of the invoice, which tells the credit notes of one day apart.
func (s *Stream) queueCredit(due int, line Line, reverses int64) {
	if line.Net == 0 {
		return
	}
	line.Type, line.Reverses, line.Leaves = CreditNote, reverses, false
	line.Net, line.Cost, line.Quantity = -line.Net, -line.Cost, -line.Quantity
	s.credits[due] = append(s.credits[due], line)
}

// emitCredits writes the credit notes that fall on this day.
func (s *Stream) emitCredits() {
	var invoice int64
	var no int32
	for _, line := range s.credits[s.day] {
		if line.Document != invoice {
			invoice = line.Document
			s.document++
			no = 0
		}
		no++
		if line.Currency != base { // what was paid is given back, at the rate of today
			then := s.ledger.rate(line.Currency, line.Day-s.ledger.cal.epoch)
			now := s.ledger.rate(line.Currency, s.day)
			line.Net, line.Cost = line.Net/then*now, line.Cost/then*now
		}
		line.Document, line.No, line.Day = s.document, no, s.ledger.cal.epoch+s.day
		s.emit(line)
	}
	s.credits[s.day] = nil
}

// How the best customers are rewarded at the end of a year.
const (
	rebateFrom = 12 // times the average net amount of the customers who bought in the year
	rebateRate = 50 // one fiftieth
)

// emitRebates writes one adjustment, without product and quantity, for every customer with a large year and starts the next year.
func (s *Stream) emitRebates() {
	var total, buyers int64
	for _, net := range s.yearNet[1:] {
		if net > 0 {
			total += net
			buyers++
		}
	}
	for i := range s.yearNet {
		if net := s.yearNet[i]; i > 0 && net > 0 && net*buyers > rebateFrom*total {
			s.document++
			s.emit(Line{
				Document: s.document, No: 1, Day: s.ledger.cal.epoch + s.day, Type: Adjustment,
				Customer: int32(i), Product: NoProduct, Net: -net / rebateRate, CostKnown: true,
			})
		}
	}
	clear(s.yearNet)
}

// emit adds a line to the day and to the totals.
func (s *Stream) emit(line Line) {
	s.lines = append(s.lines, line)
	s.manifest.count(line)
	if line.Customer == NoCustomer {
		return
	}
	s.yearNet[line.Customer] += line.Net
	if !s.bought[line.Customer] {
		s.bought[line.Customer] = true
		s.manifest.Customers++
	}
}
