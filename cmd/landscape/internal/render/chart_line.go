package render

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/guptarohit/asciigraph"
)

// series is one line of a plot.
type series struct {
	name   string
	values []float64
}

var lineColors = []asciigraph.AnsiColor{14, 11, 2, 9, 12, 13}

// lineMarks tell the series of a plot apart where there are no colours; the first is a line.
var lineMarks = []string{"", "*", "+", "o", "x", "#"}

// lines plots values over the labels of x, or fills what is below them.
func (d *chartData) lines(out io.Writer, opts ChartOptions) error {
	labels, all := d.series(opts)
	if len(labels) == 0 {
		return ErrNoChart
	}
	var lists [][]float64
	for _, s := range all {
		lists = append(lists, s.values)
	}
	low, high := extent(lists...)
	if opts.Kind == "area" {
		opts.Y, lists = opts.Y[:1], lists[:1]
		low, high = extent(lists...)
	}
	fmt.Fprintln(out, opts.title(d))
	if opts.Kind == "area" {
		d.area(out, opts, labels, all[0])
	} else {
		d.plot(out, opts, labels, all)
	}
	fmt.Fprintln(out, opts.rangeLine(d, low, high))
	return nil
}

// series reads the lines: one a column of values, or one a text of by. Beyond six the rest is summed.
func (d *chartData) series(opts ChartOptions) (labels []string, all []series) {
	x := d.column(opts.X)
	if opts.By == "" {
		for _, name := range opts.Y[:min(len(opts.Y), maxSeries)] {
			all = append(all, series{name, d.values[d.column(name)]})
		}
		return d.texts[x], all
	}
	by, y := d.column(opts.By), d.column(opts.Y[0])
	at := map[string]int{}
	for _, label := range d.texts[x] {
		if _, known := at[label]; !known {
			at[label] = len(labels)
			labels = append(labels, label)
		}
	}
	for i, name := range d.texts[by] {
		s := slices.IndexFunc(all, func(s series) bool { return s.name == name })
		if s < 0 {
			s = len(all)
			if s >= maxSeries-1 {
				name = "other"
				s = maxSeries - 1
			}
			if s == len(all) {
				all = append(all, series{name, nothing(len(labels))})
			}
		}
		if v := d.values[y][i]; !math.IsNaN(v) {
			place := &all[s].values[at[d.texts[x][i]]]
			if math.IsNaN(*place) {
				*place = 0
			}
			*place += v
		}
	}
	for _, s := range all {
		bridgeGaps(s.values)
	}
	return labels, all
}

// bridgeGaps draws a straight line where a series has no row between two that it has.
func bridgeGaps(values []float64) {
	last := -1
	for i, v := range values {
		if math.IsNaN(v) {
			continue
		}
		for gap := last + 1; last >= 0 && gap < i; gap++ {
			values[gap] = values[last] + (v-values[last])*float64(gap-last)/float64(i-last)
		}
		last = i
	}
}

func nothing(n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = math.NaN()
	}
	return values
}

func (d *chartData) plot(out io.Writer, opts ChartOptions, labels []string, all []series) {
	column := d.columns[d.column(opts.Y[0])]
	var data [][]float64
	var names []string
	low, high := math.Inf(1), math.Inf(-1)
	for _, s := range all {
		data = append(data, s.values)
		names = append(names, visible(s.name))
		l, h := extent(s.values)
		low, high = min(low, l), max(high, h)
	}
	margin := max(width(opts.number(column, low)), width(opts.number(column, high)))
	room := opts.plotWidth(margin + 4 + (width(visible(labels[len(labels)-1]))+1)/2)
	options := []asciigraph.Option{
		asciigraph.Height(opts.height()), asciigraph.Width(room),
		asciigraph.YAxisValueFormatter(func(v float64) string { return opts.number(column, v) }),
	}
	if high == low {
		options = append(options, asciigraph.Height(1))
	}
	if len(labels) > 1 {
		ticks := max(2, min(len(labels), room/(2*width(labels[0])+2)))
		options = append(options, asciigraph.XAxisRange(0, float64(len(labels)-1)), asciigraph.XAxisTickCount(ticks),
			asciigraph.XAxisValueFormatter(func(v float64) string { return visible(labels[min(len(labels)-1, max(0, int(math.Round(v))))]) }))
	} else {
		data = [][]float64{{all[0].values[0], all[0].values[0]}}
	}
	if opts.Color {
		options = append(options, asciigraph.SeriesColors(lineColors[:len(data)]...))
	} else if len(all) > 1 {
		options = append(options, asciigraph.SeriesChars(marksOf(len(data), opts.ASCII)...))
	}
	text := asciigraph.PlotMany(data, options...)
	if opts.ASCII {
		text = asciiLines.Replace(text)
	}
	for line := range strings.SplitSeq(text, "\n") {
		fmt.Fprintln(out, strings.TrimRight(line, " "))
	}
	if len(all) > 1 {
		fmt.Fprintln(out, strings.Repeat(" ", margin+3)+opts.legend(names))
	}
}

// legendColors are lineColors as the rest of the package names them.
var legendColors = []paint{"38;5;14", "38;5;11", "38;5;2", "38;5;9", "38;5;12", "38;5;13"}

// legend names the series behind the mark, or in the colour, of their lines.
func (o ChartOptions) legend(names []string) string {
	var parts []string
	for i, name := range names {
		mark := lineMarks[i]
		switch {
		case o.ASCII && i == 0:
			mark = "."
		case o.Color || i == 0:
			mark = "─"
		}
		if o.Color {
			mark = o.paint(legendColors[i], mark)
		}
		parts = append(parts, mark+" "+name)
	}
	return strings.Join(parts, "   ")
}

func marksOf(n int, ascii bool) []asciigraph.CharSet {
	var sets []asciigraph.CharSet
	for i := range n {
		if i == 0 && !ascii {
			sets = append(sets, asciigraph.DefaultCharSet)
			continue
		}
		mark := lineMarks[i]
		if mark == "" {
			mark = "."
		}
		set := asciigraph.CreateCharSet(mark)
		set.UpRight, set.DownHorizontal = asciigraph.DefaultCharSet.UpRight, asciigraph.DefaultCharSet.DownHorizontal
		sets = append(sets, set)
	}
	return sets
}

var asciiLines = strings.NewReplacer("┤", "|", "┼", "+", "─", "-", "│", "|", "╭", ".", "╮", ".", "╰", "'", "╯", "'", "└", "+", "┬", "+",
	"╴", "-", "╶", "-", "■", "#")

// area draws a column of blocks for each label, in eighths, from zero or from the least value when that is below.
func (d *chartData) area(out io.Writer, opts ChartOptions, labels []string, s series) {
	column := d.columns[d.column(opts.Y[0])]
	low, high := extent(s.values)
	base := min(0, low)
	margin := max(width(opts.number(column, base)), width(opts.number(column, high)))
	room := opts.plotWidth(margin + 3)
	height := opts.height()
	columns := resample(s.values, room)
	for line := height - 1; line >= 0; line-- {
		label := ""
		switch line {
		case height - 1:
			label = opts.number(column, high)
		case 0:
			label = opts.number(column, base)
		}
		var b strings.Builder
		for _, v := range columns {
			filled := 0.0
			if high > base && !math.IsNaN(v) {
				filled = (v-base)/(high-base)*float64(height) - float64(line)
			}
			b.WriteString(opts.block(filled))
		}
		edge := "┤"
		if opts.ASCII {
			edge = "|"
		}
		fmt.Fprintln(out, strings.TrimRight(pad(label, margin, true)+" "+edge+opts.paint(cyan, b.String()), " "))
	}
	fmt.Fprintln(out, strings.Repeat(" ", margin+2)+spread(labels, len(columns)))
}

// block is one cell of a filled area: full, empty, or an eighth of one from below.
func (s Style) block(filled float64) string {
	switch {
	case filled <= 0:
		return " "
	case s.ASCII:
		return "#"
	case filled >= 1:
		return "█"
	default:
		return levels[min(len(levels)-1, int(filled*float64(len(levels))))]
	}
}

// resample brings values to at most n: each stands for as many of them, by their mean.
func resample(values []float64, n int) []float64 {
	if len(values) <= n {
		wide := max(1, n/max(1, len(values)))
		out := make([]float64, 0, len(values)*wide)
		for _, v := range values {
			for range min(wide, 4) {
				out = append(out, v)
			}
		}
		return out
	}
	out := make([]float64, n)
	for i := range out {
		sum, count := 0.0, 0
		for _, v := range values[i*len(values)/n : (i+1)*len(values)/n] {
			if !math.IsNaN(v) {
				sum, count = sum+v, count+1
			}
		}
		if out[i] = math.NaN(); count > 0 {
			out[i] = sum / float64(count)
		}
	}
	return out
}

// spread puts the first and the last label at the ends of so many columns.
func spread(labels []string, columns int) string {
	first, last := visible(labels[0]), visible(labels[len(labels)-1])
	if len(labels) == 1 {
		return first
	}
	return first + strings.Repeat(" ", max(1, columns-width(first)-width(last))) + last
}
