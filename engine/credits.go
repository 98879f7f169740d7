package engine

import (
	"cmp"
	"math/bits"
	"slices"
)

// matchDays is how many days before an unlinked credit line the line it takes back may lie.
const matchDays = 365

// saleLine is one line of a customer, a product and a currency: an invoice line or a credit line.
type saleLine struct {
	Day      int32 // days since 1970-01-01
	Invoice  string
	Line     int32
	Quantity int64 // ten-thousandths of a unit; 0 when unknown
	Net      int64 // ten-thousandths of the document currency
	Credit   bool
	// Known says that the invoice of a credit line is known: Target of TargetDay. Such a line only uses up quantity.
	Known     known
	Target    string
	TargetDay int32
}

// known is how the invoice of a credit line is known.
type known uint8

const (
	unknown known = iota // not at all: it is to be matched
	named                // the credit line names it: lines of the product at any price are used up, as far as they go
	settled              // it was matched before: one line of the unit price was used up
)

// matchCredits finds for each unlinked credit line the invoice line that it takes back: the latest one of the same unit price, 0 to
// 365 days before, that has enough quantity left; for equal days the smallest invoice number and line. The lines are all those of one
// source, customer, product and currency; their order matters between equal ones only. The result has the index of the line taken back for each line, -1 for none.
//
// Credit lines are served in the order of day, number and line, so that a later one never changes what an earlier one took.
func matchCredits(lines []saleLine) []int {
	taken := make([]int, len(lines))
	left := make([]int64, len(lines))
	var credits, sold []int
	for i := range lines {
		taken[i] = -1
		switch {
		case lines[i].Credit:
			credits = append(credits, i)
		case lines[i].Quantity > 0:
			left[i] = lines[i].Quantity
			sold = append(sold, i)
		}
	}
	inOrder := func(a, b int) int { return compareLines(&lines[a], &lines[b]) }
	slices.SortStableFunc(credits, inOrder)
	slices.SortStableFunc(sold, inOrder)
	shelves := shelve(lines, sold)
	for _, c := range credits {
		if lines[c].Known != unknown {
			takeKnown(lines, sold, left, &lines[c])
			continue
		}
		price, ok := lines[c].unitPrice()
		if !ok || lines[c].Quantity >= 0 {
			continue
		}
		if s := shelves[price]; s != nil {
			taken[c] = s.take(lines, left, lines[c].Day, -lines[c].Quantity)
		}
	}
	return taken
}

// compareLines orders lines as they are served; lines it cannot tell apart keep the order they came in.
func compareLines(a, b *saleLine) int {
	return cmp.Or(
		cmp.Compare(a.Day, b.Day), cmp.Compare(a.Invoice, b.Invoice), cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Quantity, b.Quantity), cmp.Compare(a.Net, b.Net),
	)
}

// takeKnown uses up quantity of the lines of the invoice that is known, in their order: of all of them as far as it goes where the
// credit line names it, and of the first that a match can have chosen where it was matched.
func takeKnown(lines []saleLine, sold []int, left []int64, credit *saleLine) {
	need := -credit.Quantity
	price, _ := credit.unitPrice()
	first, _ := slices.BinarySearchFunc(sold, credit, func(i int, c *saleLine) int {
		return cmp.Or(cmp.Compare(lines[i].Day, c.TargetDay), cmp.Compare(lines[i].Invoice, c.Target))
	})
	for _, i := range sold[first:] {
		if need <= 0 || lines[i].Day != credit.TargetDay || lines[i].Invoice != credit.Target {
			return
		}
		used := min(need, left[i])
		if credit.Known == settled {
			if its, ok := lines[i].unitPrice(); !ok || its != price || used < need {
				continue
			}
		}
		left[i] -= used
		need -= used
	}
}

// shelf holds the sold lines of one unit price: the latest day last, and within a day the smallest number and line last, so that the
// search goes from the end. back skips lines that are used up.
type shelf struct {
	lines []int
	back  []int
}

func shelve(lines []saleLine, sold []int) map[int64]*shelf {
	shelves := map[int64]*shelf{}
	for _, i := range sold {
		price, ok := lines[i].unitPrice()
		if !ok {
			continue
		}
		s := shelves[price]
		if s == nil {
			s = &shelf{}
			shelves[price] = s
		}
		s.lines = append(s.lines, i)
	}
	for _, s := range shelves {
		slices.SortStableFunc(s.lines, func(a, b int) int {
			x, y := &lines[a], &lines[b]
			if x.Day != y.Day {
				return cmp.Compare(x.Day, y.Day)
			}
			return compareLines(y, x)
		})
		s.back = make([]int, len(s.lines))
		for p := range s.back {
			s.back[p] = p
		}
	}
	return shelves
}

// take uses up quantity of the line that a credit of the day takes back, and returns its index; -1 when there is none.
func (s *shelf) take(lines []saleLine, left []int64, day int32, quantity int64) int {
	after, _ := slices.BinarySearchFunc(s.lines, day, func(i int, day int32) int {
		if lines[i].Day <= day {
			return -1
		}
		return 1
	})
	for p := s.alive(after-1, left); p >= 0; p = s.alive(p-1, left) {
		i := s.lines[p]
		if day-lines[i].Day > matchDays {
			return -1
		}
		if left[i] >= quantity {
			left[i] -= quantity
			return i
		}
	}
	return -1
}

// alive returns the last position up to p whose line has quantity left, -1 when there is none, and remembers the way.
func (s *shelf) alive(p int, left []int64) int {
	found := p
	for found >= 0 && left[s.lines[found]] <= 0 {
		next := s.back[found]
		if next == found {
			next = found - 1
		}
		found = next
	}
	for p > found {
		next := s.back[p]
		if next == p {
			next = p - 1
		}
		s.back[p] = found
		p = next
	}
	return found
}

// unitPrice is net by quantity in ten-thousandths, rounded half away from zero; false without a quantity and for a price that no
// amount can hold.
func (l *saleLine) unitPrice() (int64, bool) {
	if l.Quantity == 0 {
		return 0, false
	}
	quantity := magnitude(l.Quantity)
	high, low := bits.Mul64(magnitude(l.Net), 10_000)
	low, carry := bits.Add64(low, quantity/2, 0)
	high += carry
	if high >= quantity {
		return 0, false
	}
	price, _ := bits.Div64(high, low, quantity)
	if price > 1<<62 {
		return 0, false
	}
	if (l.Net < 0) != (l.Quantity < 0) {
		return -int64(price), true
	}
	return int64(price), true
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return uint64(-v)
	}
	return uint64(v)
}
