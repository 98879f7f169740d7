package forecast

import (
	"fmt"
	"math"
)

// Season is the number of months in a year.
const Season = 12

// Series is a run of consecutive whole months. A month that is not over yet has no place in it.
type Series struct {
	// Values are those of the months, the oldest first.
	Values []float64
	// Month is the calendar month of the first value, 1 for January to 12.
	Month int
	// Shares are the seasonal shares of a larger series, January first, to be borrowed by a series too short for its own; see
	// SeasonalShares. Nil means none: all months alike.
	Shares []float64
}

// check refuses a series that no method can work on.
func (s Series) check(atLeast int) error {
	if err := checkValues(s.Values, atLeast); err != nil {
		return err
	}
	if s.Month < 1 || s.Month > Season {
		return fault("month", s.Month, "it is a calendar month from 1 to 12")
	}
	if s.Shares == nil {
		return nil
	}
	if len(s.Shares) != Season {
		return fault("shares", len(s.Shares), "there are 12 of them")
	}
	total := 0.0
	for i, share := range s.Shares {
		if !(share >= 0 && share <= 1) {
			return fault(fmt.Sprintf("shares[%d]", i), share, "it is a fraction from 0 to 1")
		}
		total += share
	}
	if math.Abs(total-1) > 1e-6 {
		return fault("shares", total, "they sum to 1")
	}
	return nil
}

// calendar is the calendar month of the value at index i, 0 for January; i may lie beyond the end.
func (s Series) calendar(i int) int { return (s.Month - 1 + i) % Season }

// before is the series up to the value at index n, which is left out.
func (s Series) before(n int) Series { return Series{s.Values[:n], s.Month, s.Shares} }

// borrowed are the seasonal shares lent to the series, or equal ones.
func (s Series) borrowed() []float64 {
	if s.Shares != nil {
		return s.Shares
	}
	return equalShares()
}

func equalShares() []float64 {
	shares := make([]float64, Season)
	for i := range shares {
		shares[i] = 1.0 / Season
	}
	return shares
}

func sum(values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total
}

func mean(values []float64) float64 { return sum(values) / float64(len(values)) }
