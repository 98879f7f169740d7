package ledgergen

// How products sell over the year, where Config.Seasons asks for it.
const (
	seasonalShare = 0.30 // of the goods have a season
	seasonMonths  = 4    // months of the season
	seasonSkipped = 0.80 // of the purchases out of season take another product of the department
)

// season is the first month, counted from 0, of a product's season; false for one that sells all year.
func (l *Ledger) season(product int32) (int, bool) {
	if !l.cfg.Seasons || product < serviceCount {
		return 0, false
	}
	r := newRandom(l.cfg.Seed, streamSeasons<<40|uint64(product))
	return r.below(12), r.chance(seasonalShare)
}

// isOut tells whether the day lies outside the season of the product.
func (s *Stream) isOut(product int32) bool {
	first, seasonal := s.ledger.season(product)
	return seasonal && (s.ledger.cal.month[s.day]+12-first)%12 >= seasonMonths
}

// priceList is the index of the price of a product on a day: prices change with the calendar year, or where there are seasons once a year on
// a day of the product's own.
func (l *Ledger) priceList(product, day int32) int32 {
	if l.cfg.Seasons {
		day = max(0, day-int32(unit(mix(l.cfg.Seed^uint64(product)<<20))*365))
	}
	return l.cal.years[day]
}
