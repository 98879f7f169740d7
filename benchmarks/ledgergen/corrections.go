package ledgergen

// How invoices are corrected long after they were written, where Config.Corrections asks for it.
const (
	correctionChance = 0.006 // of the invoices
	backdatedShare   = 0.5   // of those: an adjustment booked later on the day of the invoice; the others get a credit note after a year or two
	bookedAfter      = 45    // days at least until a correction is booked
	bookedMean       = 120   // days more on average
	lateCreditAfter  = 365   // days at least until a late credit note
	lateCreditWithin = 730   // days more at most
)

// planCorrection decides whether an invoice will be corrected long after.
func (s *Stream) planCorrection(r *random, invoice []Line) {
	if !r.chance(correctionChance) {
		return
	}
	line := invoice[r.below(len(invoice))]
	if !r.chance(backdatedShare) {
		due := int(s.day) + lateCreditAfter + r.below(lateCreditWithin)
		if due < len(s.credits) {
			s.queueCredit(due, line, reference(r.unit(), line))
		}
		return
	}
	due := int(s.day) + bookedAfter + int(bookedMean*r.exponential())
	share := int64(2 + r.below(14))
	if due >= len(s.corrections) || line.Net == 0 {
		return
	}
	s.corrections[due] = append(s.corrections[due], Line{
		Day: line.Day, Type: Adjustment, Customer: line.Customer, Product: line.Product, Currency: line.Currency,
		Net: -s.ledger.part(line, share), CostKnown: true,
	})
}

// part is so many hundredths of the amount of a line, in cents that its currency has a whole unit for.
func (l *Ledger) part(line Line, hundredths int64) int64 {
	if line.Currency == base {
		return line.Net * hundredths / 100
	}
	rate := l.rate(line.Currency, line.Day-l.cal.epoch)
	return line.Net / rate * hundredths / 100 * rate
}

// emitCorrections writes the corrections that are booked on this day. Their dates are those of the invoices that they correct.
func (s *Stream) emitCorrections() {
	if s.corrections == nil {
		return
	}
	for _, line := range s.corrections[s.day] {
		if line.Net == 0 {
			continue
		}
		s.document++
		line.Document, line.No = s.document, 1
		s.emit(line)
		s.manifest.Backdated++
	}
	s.corrections[s.day] = nil
}
