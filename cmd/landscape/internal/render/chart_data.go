package render

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/customer-landscape/landscape/engine/encode"
)

// maxSeries is how many lines one plot holds; the rest are summed as "other".
const maxSeries = 6

// chartData is a result as charts read it: every cell as text, and numbers as doubles.
type chartData struct {
	columns []Column
	texts   [][]string  // by column; NULL as tables show it
	values  [][]float64 // by column; NaN for NULL and for what is no number
	numbers []bool      // the column holds numbers
	days    []bool      // the column holds days or instants
	rows    int
}

func readChart(columns []Column, src encode.Source, style Style) (*chartData, error) {
	n := len(columns)
	d := &chartData{columns: columns, texts: make([][]string, n), values: make([][]float64, n), numbers: make([]bool, n), days: make([]bool, n)}
	for i, field := range src.Schema().Fields() {
		d.numbers[i] = encode.IsNumber(field.Type)
		switch field.Type.ID() {
		case arrow.DATE32, arrow.DATE64, arrow.TIMESTAMP:
			d.days[i] = true
		}
	}
	for src.Next() {
		for c, col := range src.Batch().Columns() {
			text, value := cells(columns[c], col, style), floats(col)
			for i := range col.Len() {
				cell, _ := text(i)
				d.texts[c] = append(d.texts[c], cell)
				d.values[c] = append(d.values[c], value(i))
			}
		}
		d.rows += int(src.Batch().NumRows())
	}
	return d, src.Err()
}

// column finds a column by name, in any case; -1 when there is none.
func (d *chartData) column(name string) int {
	return slices.IndexFunc(d.columns, func(c Column) bool { return strings.EqualFold(c.Name, name) })
}

// measures are the columns of numbers that say how much: no keys, ranks or numbers of a period.
func (d *chartData) measures() []int {
	var found []int
	for i, c := range d.columns {
		if d.numbers[i] && c.Unit != "key" && c.Unit != "rank" && c.Unit != "number" && (c.Unit != "" || grouped(c)) {
			found = append(found, i)
		}
	}
	if len(found) == 0 {
		for i := range d.columns {
			if d.numbers[i] {
				found = append(found, i)
			}
		}
	}
	return found
}

// label is the column that names the rows: a day that differs from row to row, else a text that does, else the first text, else
// nothing.
func (d *chartData) label() int {
	first := -1
	for _, days := range []bool{true, false} {
		for c := range d.columns {
			if d.numbers[c] || d.days[c] != days {
				continue
			}
			if len(unique(d.texts[c])) == d.rows {
				return c
			}
			if first < 0 && !days {
				first = c
			}
		}
	}
	return first
}

// pick chooses a kind: cohort, period and number is a heat map, days and numbers are lines, names and numbers bars, numbers alone a
// histogram.
func (d *chartData) pick(opts ChartOptions) string {
	label := d.label()
	if opts.X != "" {
		label = d.column(opts.X)
	}
	switch {
	case opts.By != "":
		return "line"
	case label < 0:
		return "hist"
	case opts.X == "" && d.isGrid():
		return "heat"
	case d.days[label]:
		return "line"
	default:
		return "bar"
	}
}

// isGrid tells whether the first two columns are the sides of a triangle or a rectangle: each pair once, and the second one counts
// from 0 or 1.
func (d *chartData) isGrid() bool {
	if len(d.columns) < 3 || d.rows < 4 || !d.numbers[1] || len(d.measures()) == 0 {
		return false
	}
	pairs, firsts := map[string]bool{}, map[string]bool{}
	least := math.Inf(1)
	for i := range d.rows {
		firsts[d.texts[0][i]] = true
		pairs[d.texts[0][i]+"\x00"+d.texts[1][i]] = true
		least = min(least, d.values[1][i])
	}
	return len(pairs) == d.rows && len(firsts) > 1 && len(firsts) < d.rows && (least == 0 || least == 1)
}

// choose fills in the columns that were not named and checks those that were.
func (d *chartData) choose(opts *ChartOptions) error {
	if d.rows == 0 || len(d.measures()) == 0 {
		return ErrNoChart
	}
	for _, name := range append(slices.Clone(opts.Y), opts.X, opts.By) {
		if name != "" && d.column(name) < 0 {
			return fmt.Errorf("%w: the result has no column %s", ErrChartColumn, name)
		}
	}
	if opts.Kind == "hist" && opts.X != "" && len(opts.Y) == 0 {
		opts.Y, opts.X = []string{opts.X}, ""
	}
	if opts.X == "" && opts.Kind != "hist" {
		if at := d.label(); at >= 0 && opts.Kind != "heat" {
			opts.X = d.columns[at].Name
		} else {
			opts.X = d.columns[0].Name
		}
	}
	if opts.Kind == "heat" && len(opts.Y) == 0 {
		measures := slices.DeleteFunc(d.measures(), func(c int) bool { return c < 2 })
		if len(measures) == 0 {
			return ErrNoChart
		}
		ratio := slices.IndexFunc(measures, func(c int) bool { return d.columns[c].Unit == "ratio" })
		opts.Y = []string{d.columns[1].Name, d.columns[measures[max(0, ratio)]].Name}
	}
	if len(opts.Y) == 0 {
		opts.Y = d.alike(opts.X, opts.By, opts.Kind)
	}
	for i, name := range opts.Y {
		at := d.column(name)
		opts.Y[i] = d.columns[at].Name
		if !d.numbers[at] && (opts.Kind != "heat" || i > 0) {
			return fmt.Errorf("%w: %s holds no numbers", ErrChartColumn, name)
		}
	}
	return nil
}

// alike are the measures to draw: the first one, and for lines all of its unit.
func (d *chartData) alike(x, by, kind string) []string {
	var names []string
	unit := ""
	for _, c := range d.measures() {
		column := d.columns[c]
		if column.Name == x || column.Name == by {
			continue
		}
		if len(names) == 0 {
			unit = column.Unit
		}
		if column.Unit == unit {
			names = append(names, column.Name)
		}
	}
	most := 1
	if (kind == "line" || kind == "area") && by == "" {
		most = maxSeries
	}
	if len(names) == 0 {
		names = []string{d.columns[d.measures()[0]].Name}
	}
	return names[:min(most, len(names))]
}

// extent is the least and the greatest of values that are numbers.
func extent(values ...[]float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, list := range values {
		for _, v := range list {
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	if low > high {
		return 0, 0
	}
	return low, high
}

// Plain writes a number with so many places and nothing else.
func Plain(v float64, places int) string { return strconv.FormatFloat(v, 'f', places, 64) }
