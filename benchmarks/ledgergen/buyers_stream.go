package ledgergen

import "math"

// mostCents bounds a single value, since the tail of the values is heavy.
const mostCents = 1e12

// buyerStream makes the lines of one customer after the other.
type buyerStream struct {
	buyers   Buyers
	from, to int32 // days since 1970-01-01
	customer int32
	document int64
	lines    []Line
	manifest Manifest
	first    int32 // the first and the last day with a line so far
	last     int32
}

func newBuyerStream(b Buyers) *buyerStream {
	s := &buyerStream{buyers: b, from: int32(b.From.Unix() / 86400), to: int32(b.To.Unix() / 86400)}
	s.first, s.last = s.to, s.from
	s.manifest = Manifest{Seed: b.Seed, Customers: int64(b.Customers), OnFile: int64(b.Customers)}
	return s
}

// next gives the lines of the next customer, valid until the next call; none behind the last customer.
func (s *buyerStream) next() []Line {
	if int(s.customer) == s.buyers.Customers {
		s.manifest.FirstDate, s.manifest.LastDate = dateText(s.first), dateText(s.last)
		return nil
	}
	s.customer++
	s.lines = s.lines[:0]
	r := newRandom(s.buyers.Seed, uint64(s.customer))
	first := s.from + int32(r.below(int(s.to-s.from)+1))
	rate := r.gamma(s.buyers.R) / s.buyers.Alpha
	toLeave, toStay := r.gamma(s.buyers.A), r.gamma(s.buyers.B)
	leaves := toLeave / (toLeave + toStay) // beta distributed
	scale := s.buyers.Gamma / r.gamma(s.buyers.Q)
	s.buy(&r, first, scale)
	for at, day := 0.0, first; !r.chance(leaves); {
		at += r.exponential() / rate
		// Orders of one day are one purchase to a model of days, so that the second one moves to the next day: none is lost.
		day = max(day+1, first+int32(math.Round(min(at, maxDays))))
		if day > s.to {
			break
		}
		s.buy(&r, day, scale)
	}
	return s.lines
}

func (s *buyerStream) buy(r *random, day int32, scale float64) {
	s.document++
	cents := int64(math.Round(min(mostCents, max(1, 100*scale*r.gamma(s.buyers.P)))))
	line := Line{Document: s.document, No: 1, Customer: s.customer, Product: NoProduct, Day: day, Quantity: 1, Net: cents}
	s.manifest.count(line)
	s.first, s.last = min(s.first, day), max(s.last, day)
	s.lines = append(s.lines, line)
}
