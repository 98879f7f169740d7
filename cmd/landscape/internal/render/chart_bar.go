package render

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// bars draws one bar a row in the order of the rows. With values below zero, they grow to the left of a common zero.
func (d *chartData) bars(out io.Writer, opts ChartOptions) error {
	x, y := d.column(opts.X), d.column(opts.Y[0])
	column := d.columns[y]
	low, high := extent(d.values[y])
	fmt.Fprintln(out, opts.title(d))
	limit := 40
	if opts.Height > 20 {
		limit = opts.Height
	}
	var all []Bar
	for i := range min(d.rows, limit) {
		text := opts.null()
		if v := d.values[y][i]; !math.IsNaN(v) {
			text = opts.number(column, v)
		}
		all = append(all, Bar{Label: cut(visible(d.texts[x][i]), opts.labels(), opts.glyphs().ellipsis), Value: d.values[y][i], Text: text})
	}
	var err error
	if low < 0 {
		err = bothWays(out, all, opts.Style)
	} else {
		err = Bars(out, all, opts.Style)
	}
	if err != nil {
		return err
	}
	note := opts.rangeLine(d, low, high)
	if d.rows > limit {
		note += opts.Dim(opts.glyphs().sep + fmt.Sprintf("%d of %s rows", limit, Count(int64(d.rows))))
	}
	fmt.Fprintln(out, note)
	return nil
}

// labels is how wide the names beside bars may be.
func (o ChartOptions) labels() int {
	if o.Width <= 0 {
		return 40
	}
	return max(8, o.Width/3)
}

// bothWays draws bars to both sides of a zero whose place follows from the values.
func bothWays(out io.Writer, bars []Bar, style Style) error {
	labels, texts := 0, 0
	low, high := 0.0, 0.0
	for _, b := range bars {
		labels, texts = max(labels, width(b.Label)), max(texts, width(b.Text))
		if !math.IsNaN(b.Value) {
			low, high = min(low, b.Value), max(high, b.Value)
		}
	}
	room := style.room(labels, texts+1)
	left := int(math.Round(-low / (high - low) * float64(room)))
	zero := "│"
	if style.ASCII {
		zero = "|"
	}
	for _, b := range bars {
		before, behind := strings.Repeat(" ", left), strings.Repeat(" ", room-left)
		length := b.Value / (high - low) * float64(room)
		switch {
		case b.Value < 0:
			n := min(left, max(1, int(math.Round(-length))))
			look, glyph := style.step(Step{Value: -1})
			before = strings.Repeat(" ", left-n) + style.paint(look, strings.Repeat(glyph, n))
		case b.Value > 0:
			behind = style.paint(cyan, pad(style.bar(min(length, float64(room-left))), room-left, false))
		}
		line := pad(b.Label, labels, false) + "  " + before + zero + behind + "  " + pad(b.Text, texts, true)
		if _, err := fmt.Fprintln(out, strings.TrimRight(line, " ")); err != nil {
			return err
		}
	}
	return nil
}

// bridge draws the first and the last row as totals and those between as what is added.
func (d *chartData) bridge(out io.Writer, opts ChartOptions) error {
	x, y := d.column(opts.X), d.column(opts.Y[0])
	fmt.Fprintln(out, opts.title(d))
	var steps []Step
	for i := range d.rows {
		v := d.values[y][i]
		total := i == 0 || i == d.rows-1
		if math.IsNaN(v) || v == 0 && !total {
			continue
		}
		text := opts.number(d.columns[y], v)
		if !total && v > 0 {
			text = "+" + text
		}
		steps = append(steps, Step{Label: d.texts[x][i], Value: v, Text: text, Total: total})
	}
	if len(steps) == 0 {
		return ErrNoChart
	}
	return Bridge(out, steps, opts.Style)
}

// bins is how many bars a histogram has.
const bins = 20

// isWhole tells whether all numbers of a list are whole.
func isWhole(values []float64) bool {
	for _, v := range values {
		if v != math.Trunc(v) && !math.IsNaN(v) {
			return false
		}
	}
	return true
}

// histogram counts the values of a column in twenty ranges of one width, or each of fewer whole numbers.
func (d *chartData) histogram(out io.Writer, opts ChartOptions) error {
	y := d.column(opts.Y[0])
	column := d.columns[y]
	low, high := extent(d.values[y])
	number, step := bins, (high-low)/bins
	if isWhole(d.values[y]) && high-low < bins {
		number, step = int(high-low)+1, 1
	}
	counts := make([]int, number)
	n := 0
	for _, v := range d.values[y] {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		at := 0
		if high > low {
			at = min(number-1, int((v-low)/step))
		}
		counts[at]++
		n++
	}
	if n == 0 {
		return ErrNoChart
	}
	if high == low {
		counts = counts[:1]
	}
	fmt.Fprintln(out, opts.title(d))
	var all []Bar
	for i, c := range counts {
		edge := low + step*float64(i)
		all = append(all, Bar{Label: opts.number(column, edge), Value: float64(c), Text: Count(int64(c))})
	}
	widest := 0
	for _, b := range all {
		widest = max(widest, width(b.Label))
	}
	for i := range all {
		all[i].Label = pad(all[i].Label, widest, true)
	}
	if err := Bars(out, all, opts.Style); err != nil {
		return err
	}
	fmt.Fprintln(out, opts.rangeLine(d, low, high)+opts.Dim(opts.glyphs().sep+count(int64(n), "value")))
	return nil
}
