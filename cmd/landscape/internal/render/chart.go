package render

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/engine/encode"
)

// ChartKinds are the kinds of chart, in the order in which help shows them.
var ChartKinds = []string{"line", "area", "bar", "hist", "heat", "bridge"}

// ChartOptions say what a chart shows.
type ChartOptions struct {
	Style
	Kind   string   // one of ChartKinds; empty picks one that suits the columns
	X      string   // column of the labels; empty picks one
	Y      []string // columns of the values; empty picks those of one unit, at most six
	By     string   // column that parts the rows into series, for line and area
	Height int      // lines of a plot; 0 means 12, and 20 is the most
}

// ParseChart reads "KIND [x] [y...] [by s]"; every word may be missing.
func ParseChart(text string) (ChartOptions, error) {
	var opts ChartOptions
	words := strings.Fields(text)
	if len(words) > 0 && slices.Contains(ChartKinds, words[0]) {
		opts.Kind, words = words[0], words[1:]
	}
	if at := slices.Index(words, "by"); at >= 0 {
		if at != len(words)-2 {
			return opts, errors.New("one column stands behind by, and nothing behind that")
		}
		opts.By, words = words[at+1], words[:at]
	}
	if len(words) > 0 {
		opts.X, opts.Y = words[0], words[1:]
	}
	return opts, nil
}

// ErrNoChart is the error for rows that no chart can show.
var ErrNoChart = errors.New("nothing to draw: a chart needs rows and a column of numbers")

// ErrChartColumn is the error for a column that the result does not have, or that holds no numbers where numbers are needed.
var ErrChartColumn = errors.New("no such column to draw")

// Chart draws every row of src. Below a plot stands the range of the numbers, so that the drawing can be read without its colours.
func Chart(w io.Writer, columns []Column, src encode.Source, opts ChartOptions) error {
	data, err := readChart(columns, src, opts.Style)
	if err != nil {
		return err
	}
	if opts.Kind == "" {
		opts.Kind = data.pick(opts)
	}
	if err := data.choose(&opts); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	switch opts.Kind {
	case "line", "area":
		err = data.lines(out, opts)
	case "hist":
		err = data.histogram(out, opts)
	case "heat":
		err = data.heat(out, opts)
	case "bridge":
		err = data.bridge(out, opts)
	default:
		err = data.bars(out, opts)
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

// height is how many lines a plot takes.
func (o ChartOptions) height() int {
	if o.Height <= 0 {
		return 12
	}
	return min(o.Height, 20)
}

// title is the line above a chart: what is drawn, over what.
func (o ChartOptions) title(d *chartData) string {
	text := strings.Join(o.Y, ", ")
	if o.X != "" {
		text += " by " + o.X
	}
	if c := d.column(o.Y[0]); d.columns[c].Currency != "" {
		text += " (" + d.columns[c].Currency + ")"
	}
	return o.Bold(visible(text))
}

// rangeLine says between which numbers the values lie.
func (o ChartOptions) rangeLine(d *chartData, low, high float64) string {
	c := d.columns[d.column(o.Y[0])]
	return o.Dim(fmt.Sprintf("from %s to %s", o.number(c, low), o.number(c, high)))
}

// number writes a value of a column as a table would, money with its two digits.
func (o ChartOptions) number(c Column, v float64) string {
	if c.Unit == "money" && o.Numbers != "plain" {
		return o.exact(c, Plain(v, 2), 2)
	}
	return o.double(c, v)
}

// plotWidth is how wide a plot is beside a margin: at most 120 columns.
func (o ChartOptions) plotWidth(margin int) int {
	if o.Width <= 0 {
		return 80
	}
	return min(120, max(10, o.Width-margin))
}
