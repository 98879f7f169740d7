package btyd

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// dataset is a set of histories ready for any number of fits.
type dataset struct {
	scaled    []Group // sorted, each history once, times divided by unit
	unit      float64 // mean age of the customers; 1 when all are of age 0
	customers int64
	repeaters int64
	purchases int64 // repeat purchases
	gaps      bool  // whether any history has LogGaps
	nbd       *Fit  // the model without dropout, once it was asked for
}

// prepare checks the groups, sorts and merges them, so that their order and their split are of no account, and scales time.
func prepare(groups []Group) (*dataset, error) {
	d := &dataset{}
	for _, g := range groups {
		if err := g.check(); err != nil {
			return nil, err
		}
		if g.Customers < 1 {
			return nil, fmt.Errorf("a group of %d customers (x = %d, t_x = %v, t = %v): a group has 1 or more", g.Customers, g.X, g.Tx, g.T)
		}
		d.customers += g.Customers
		d.purchases += g.Customers * int64(g.X)
		if g.X > 0 {
			d.repeaters += g.Customers
			d.gaps = d.gaps || g.LogGaps != 0
		}
	}
	if d.customers == 0 {
		return nil, fmt.Errorf("no customers: a purchase-rate model needs at least one")
	}
	d.scaled = Coarsen(groups, 0)
	age := 0.0
	for _, g := range d.scaled {
		age += g.T * float64(g.Customers)
	}
	d.unit = age / float64(d.customers)
	if !(d.unit > 0) || math.IsInf(d.unit, 0) {
		d.unit = 1
	}
	for i := range d.scaled {
		h := &d.scaled[i].History
		h.Tx /= d.unit
		h.T /= d.unit
		h.LogGaps -= float64(h.X) * math.Log(d.unit)
	}
	return d, nil
}

func byHistory(a, b Group) int {
	return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Tx, b.Tx), cmp.Compare(a.T, b.T), cmp.Compare(a.LogGaps, b.LogGaps))
}

// Coarsen sorts the groups, rounds their times to whole multiples of unit (7 for histories in days: weeks) and merges those whose x,
// t_x and t are then equal. The times stay in the unit of the histories, t_x stays over 0 where x is, and t at t_x or above. A fit of
// millions of customers loses little by it and gains much: there are far fewer distinct histories. LogGaps becomes the
// mean of the customers merged, which leaves every likelihood as it was. With a unit of 0 or less nothing is rounded.
func Coarsen(groups []Group, unit float64) []Group {
	coarse := slices.Clone(groups)
	if unit > 0 {
		for i := range coarse {
			h := &coarse[i].History
			h.Tx = math.Round(h.Tx/unit) * unit
			if h.X > 0 {
				h.Tx = max(h.Tx, unit)
			}
			h.T = max(math.Round(h.T/unit)*unit, h.Tx)
		}
	}
	if !slices.IsSortedFunc(coarse, byHistory) {
		slices.SortFunc(coarse, byHistory)
	}
	merged := coarse[:0]
	for _, g := range coarse {
		last := len(merged) - 1
		if last < 0 || merged[last].X != g.X || merged[last].Tx != g.Tx || merged[last].T != g.T {
			merged = append(merged, g)
			continue
		}
		m := &merged[last]
		m.Customers += g.Customers
		m.LogGaps += (g.LogGaps - m.LogGaps) * float64(g.Customers) / float64(m.Customers)
	}
	return merged
}
