package btyd

import "slices"

// table is a data set arranged for repeated evaluation of a likelihood: x, t_x and T take few distinct values, so what depends
// on one of them is computed once per value, and a group only looks it up.
type table struct {
	customers float64
	x, tx, t  []float64 // distinct values, rising
	ofX, ofT  []float64 // customers with each value of x, of t
	groups    []tableRow
}

// tableRow is a group: its places in the columns of distinct values, and how many customers it has.
type tableRow struct {
	x, tx, t  int32
	customers float64
}

// rowsPerBlock is the number of groups summed in one piece. It is fixed, so that a sum does not depend on the number of threads.
const rowsPerBlock = 4096

// tabulate arranges groups, each of which has passed History.check.
func tabulate(groups []Group) *table {
	t := &table{groups: make([]tableRow, len(groups))}
	var xAt, txAt, tAt []int32
	t.x, xAt = distinct(groups, func(g *Group) float64 { return float64(g.X) })
	t.tx, txAt = distinct(groups, func(g *Group) float64 { return g.Tx })
	t.t, tAt = distinct(groups, func(g *Group) float64 { return g.T })
	t.ofX, t.ofT = make([]float64, len(t.x)), make([]float64, len(t.t))
	for i := range groups {
		row := tableRow{xAt[i], txAt[i], tAt[i], float64(groups[i].Customers)}
		t.groups[i] = row
		t.customers += row.customers
		t.ofX[row.x] += row.customers
		t.ofT[row.t] += row.customers
	}
	return t
}

// distinct gives the distinct values of a field, rising, and the place of each group's value among them.
func distinct(groups []Group, field func(*Group) float64) (values []float64, at []int32) {
	seen := make(map[float64]int32)
	at = make([]int32, len(groups))
	for i := range groups {
		v := field(&groups[i])
		place, known := seen[v]
		if !known {
			place = int32(len(values))
			seen[v] = place
			values = append(values, v)
		}
		at[i] = place
	}
	sorted := slices.Sorted(slices.Values(values))
	for i, v := range sorted {
		seen[v] = int32(i)
	}
	for i := range at {
		at[i] = seen[values[at[i]]]
	}
	return sorted, at
}

// sum adds up terms over all rows. block adds the terms of the rows given to into, which has as many places as terms and
// begins at zero; it runs on several goroutines at once. The blocks are added in their order, whoever computed them.
func (t *table) sum(terms int, block func(rows []tableRow, into []float64)) []float64 {
	blocks := (len(t.groups) + rowsPerBlock - 1) / rowsPerBlock
	// A block's places are padded to whole cache lines, so that goroutines do not write to one line.
	stride := (terms + 7) &^ 7
	partial := make([]float64, blocks*stride)
	eachBlock(blocks, func(b int) {
		rows := t.groups[b*rowsPerBlock : min((b+1)*rowsPerBlock, len(t.groups))]
		block(rows, partial[b*stride:b*stride+terms])
	})
	total := make([]float64, terms)
	for b := range blocks {
		for i := range total {
			total[i] += partial[b*stride+i]
		}
	}
	return total
}
