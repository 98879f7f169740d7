package ledgergen

import (
	"math"
	"slices"
	"time"
)

// past is what the lines say of one customer. Money is in cents, days are since 1970-01-01.
type past struct {
	net       int64
	recent    int64 // of the last twelve months of the span
	before    int64 // of the twelve months before those
	firstYear int64 // of the 365 days from the first invoice on
	first     int32 // day of the first invoice; 0 without one
	last      int32
	orders    int32 // invoices
	late      int32 // invoices of the last twelve months that were delivered late
	left      bool  // of a modelled customer: bought for the last time
	buys      bool  // has an invoice in the last twelve months
	bought    bool  // in the twelve before
}

// history collects the past of every customer while the lines go by.
type history struct {
	ledger    *Ledger
	customers []past  // by index on file
	months    []int64 // net of each month of the span
	yearStart int32   // the first day of the last twelve months
	prevStart int32   // the first day of the twelve before
	recent    int64   // net of the last twelve months, lines of nobody in particular included
	before    int64   // of the twelve before
}

func newHistory(l *Ledger) *history {
	to := int32(l.cfg.To.Unix() / 86400)
	return &history{ledger: l, customers: make([]past, l.cfg.Customers), months: make([]int64, len(l.cal.months)),
		yearStart: monthsBefore(to, 12) + 1, prevStart: monthsBefore(to, 24) + 1}
}

// add takes the lines that were booked on one day.
func (h *history) add(lines []Line) {
	day, month, recent, before := int32(math.MinInt32), 0, false, false
	for i := range lines {
		line := &lines[i]
		if line.Day != day {
			day = line.Day
			month, recent, before = h.ledger.cal.monthOf(day-h.ledger.cal.epoch), day >= h.yearStart, day >= h.prevStart && day < h.yearStart
		}
		h.months[month] += line.Net
		if recent {
			h.recent += line.Net
		} else if before {
			h.before += line.Net
		}
		if line.Customer <= 0 {
			continue
		}
		p := &h.customers[line.Customer]
		p.net += line.Net
		if recent {
			p.recent += line.Net
		} else if before {
			p.before += line.Net
		}
		if line.Type == Invoice {
			if p.first == 0 {
				p.first = day
			}
			p.last = day
			p.left = p.left || line.Leaves
			p.buys, p.bought = p.buys || recent, p.bought || before
			if line.No == 1 {
				p.orders++
				if recent && deliveryOf(h.ledger.cfg.Seed, line).isLate() {
					p.late++
				}
			}
		}
		if day < p.first+365 {
			p.firstYear += line.Net
		}
	}
}

// The tiers of the last twelve months, and none for who has no positive amount in them.
const (
	tierA = iota
	tierB
	tierC
	tierCount
)

// tierNames are the names of the tiers, best first.
var tierNames = [tierCount]string{"A", "B", "C"}

// floors returns the least amount, in cents, with which a customer is in the first and in the second tier: the values strictly above it make
// up less than 80 and 95 hundredths of all.
func (h *history) floors() (a, b int64) {
	var values []int64
	var total int64
	for i := range h.customers {
		if v := h.customers[i].recent; v > 0 {
			values = append(values, v)
			total += v
		}
	}
	slices.Sort(values)
	a, b = math.MaxInt64, math.MaxInt64
	var above, tied int64
	for i := len(values) - 1; i >= 0; i-- {
		if i < len(values)-1 && values[i] < values[i+1] {
			above, tied = above+tied, 0
		}
		tied += values[i]
		if 100*above < 80*total {
			a = values[i]
		}
		if 100*above >= 95*total {
			break
		}
		b = values[i]
	}
	return a, b
}

// monthsBefore returns the day so many months earlier. The end of a month stays one, and a day that the month lacks becomes its last.
func monthsBefore(day int32, months int) int32 {
	date := time.Unix(int64(day)*86400, 0).UTC()
	first := time.Date(date.Year(), date.Month()-time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1)
	if isEnd := date.AddDate(0, 0, 1).Day() == 1; isEnd || date.Day() > last.Day() {
		return int32(last.Unix() / 86400)
	}
	return int32(first.AddDate(0, 0, date.Day()-1).Unix() / 86400)
}
