package fisher

import (
	"errors"
	"fmt"
	"math"
)

// tolerance is the relative error within which a table counts as no more likely than the observed one, as in fisher.test of R: tables
// that are equally likely differ by rounding.
const tolerance = 1e-7

// most is the greatest sum of the four cells, far within what a float64 counts exactly.
const most = 1e12

var errNotCounts = errors.New("the four cells are counts: whole numbers, 0 or more, 1e12 together at most")

// TwoSided returns the probability, when rows and columns are independent and their sums are given, of a table that is no more likely
// than the one with the rows a, b and c, d (R. A. Fisher, The Design of Experiments, 1935). It lies between 0 and 1 and is 1 where a
// row or a column is empty. Its relative error stays below 1e-10 for sums up to some millions; a probability below 1e-307 may come as 0.
// It takes a time that grows with the standard deviation of a, not with the counts. Cells that are no counts are an error.
func TwoSided(a, b, c, d float64) (float64, error) {
	total := 0.0
	for _, cell := range []float64{a, b, c, d} {
		if !(cell >= 0) || cell != math.Trunc(cell) {
			return 0, fmt.Errorf("%w, not %v, %v, %v, %v", errNotCounts, a, b, c, d)
		}
		total += cell
	}
	if total > most {
		return 0, fmt.Errorf("%w, not %v, %v, %v, %v", errNotCounts, a, b, c, d)
	}
	t := table{row: a + b, other: c + d, column: a + c}
	low, high := math.Max(0, t.column-t.other), math.Min(t.row, t.column)
	if low == high {
		return 1, nil
	}
	observed := t.logProbability(a)
	limit := observed + math.Log1p(tolerance)
	mode := math.Floor((t.row + 1) * (t.column + 1) / (t.row + t.other + 2))
	mode = math.Min(math.Max(mode, low), high)
	// The probabilities rise up to the mode and fall after it, so that each side ends where they first reach the limit.
	left := t.lastWithin(low, mode, limit)
	right := high + low - t.mirrored().lastWithin(low, high+low-mode, limit)
	if !math.IsNaN(left) && !math.IsNaN(right) && left >= right {
		return 1, nil
	}
	sum := t.tail(left, low, observed) + t.mirrored().tail(high+low-right, low, observed)
	return math.Min(1, math.Exp(observed)*sum), nil
}

// table is what the sums of a two by two table leave open: how many of the column's members lie in the first row.
type table struct {
	row, other, column float64
	// flipped counts from the other end: x stands for the cell low + high - x, so that a right tail is a left one
	flipped bool
}

func (t table) mirrored() table {
	t.flipped = true
	return t
}

func (t table) cell(x float64) float64 {
	if t.flipped {
		return math.Max(0, t.column-t.other) + math.Min(t.row, t.column) - x
	}
	return x
}

// logProbability is the logarithm of the hypergeometric probability of a cell, by way of three binomial ones with the same chance: their
// common part cancels, and what is left is small (C. Loader, Fast and accurate computation of binomial probabilities, 2000).
func (t table) logProbability(x float64) float64 {
	x = t.cell(x)
	n := t.row + t.other
	p, q := t.column/n, (n-t.column)/n
	return logBinomial(x, t.row, p, q) + logBinomial(t.column-x, t.other, p, q) - logBinomial(t.column, n, p, q)
}

// lastWithin returns the greatest cell from low to mode whose logarithm of probability stays within the limit; NaN when there is none.
// They rise over this range.
func (t table) lastWithin(low, mode, limit float64) float64 {
	if t.logProbability(low) > limit {
		return math.NaN()
	}
	within, beyond := low, mode+1
	for beyond-within > 1 {
		if middle := math.Floor((within + beyond) / 2); t.logProbability(middle) <= limit {
			within = middle
		} else {
			beyond = middle
		}
	}
	return within
}

// tail adds the probabilities of the cells from x down to low, in units of the observed one, until a further one changes nothing.
func (t table) tail(x, low, observed float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	term := math.Exp(t.logProbability(x) - observed)
	sum := 0.0
	for ; x >= low && term > sum*1e-17; x-- {
		sum += term
		term *= t.stepDown(x)
	}
	return sum
}

// stepDown is the probability of cell x - 1 divided by that of cell x.
func (t table) stepDown(x float64) float64 {
	if t.flipped {
		x = t.cell(x)
		return (t.row - x) * (t.column - x) / ((x + 1) * (t.other - t.column + x + 1))
	}
	return x * (t.other - t.column + x) / ((t.row - x + 1) * (t.column - x + 1))
}
