package ledgergen

import "slices"

// writeTargets plans each month of the last twelve and of the twelve to come, by persona: what the month brought a year before, or the last
// time where that is still to come, with growth. A persona's share is that of the last twelve months.
func (b *Business) writeTargets(t *table) {
	value := map[string]int64{}
	var total int64
	b.each(func(p person) {
		if p.recent > 0 {
			value[b.ledger.personaOf(p.index)] += p.recent
			total += p.recent
		}
	})
	delete(value, "") // nobody plans for who is not known
	segments := make([]string, 0, len(value))
	for s := range value {
		segments = append(segments, s)
	}
	slices.Sort(segments)
	months := len(b.history.months)
	for m := max(12, months-12); m < months+12 && months > 12; m++ {
		net, day := b.history.months[m-12], monthsBefore(b.from+b.ledger.cal.months[m-12], -12)
		if m-12 == 0 {
			continue // may be a part of a month
		}
		for _, s := range segments {
			t.text(s)
			t.day(day)
			t.cents(max(0, int64(float64(net)*float64(value[s])/float64(total)*targetGrowth/100)))
			t.end()
		}
	}
}
