package render

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// heatColors are the backgrounds of a heat map from cold to hot, out of the 256 colours of a terminal; the first ones take white
// letters, the others black ones.
var heatColors = []int{17, 18, 25, 31, 37, 43, 79, 115, 151, 187, 222, 221, 220, 214, 208}

const lightFrom = 5

// heat draws one line for each text of the first side and one cell for each number of the second: the number in it, on a colour, or
// behind a shade where there are no colours.
func (d *chartData) heat(out io.Writer, opts ChartOptions) error {
	if len(opts.Y) < 2 {
		second := slices.IndexFunc(d.columns, func(c Column) bool { return c.Name != opts.X && c.Name != opts.Y[0] })
		if second < 0 {
			return ErrNoChart
		}
		opts.Y = []string{d.columns[second].Name, opts.Y[0]}
	}
	x, side, value := d.column(opts.X), d.column(opts.Y[0]), d.column(opts.Y[1])
	rows, columns := unique(d.texts[x]), unique(d.texts[side])
	if d.numbers[side] {
		slices.SortFunc(columns, func(a, b string) int { return compareNumbers(a, b) })
	}
	cell := map[[2]string]float64{}
	for i := range d.rows {
		cell[[2]string{d.texts[x][i], d.texts[side][i]}] = d.values[value][i]
	}
	shown := *d
	ranged := opts
	ranged.Y = []string{opts.Y[1]}
	low, high := extent(d.values[value])
	text := func(v float64) string {
		if d.columns[value].Unit == "ratio" {
			return opts.marked(Plain(100*v, 0)) + "%"
		}
		if short, ok := compact(Plain(v, 0)); ok {
			return opts.marked(short)
		}
		return opts.double(Column{Name: "id"}, v)
	}
	label, each := width(opts.X), 4
	for _, r := range rows {
		label = max(label, width(visible(r)))
	}
	label = min(label, opts.labels())
	for _, c := range columns {
		each = max(each, width(c))
	}
	for _, v := range d.values[value] {
		if !math.IsNaN(v) {
			each = max(each, width(text(v))+1)
		}
	}
	if !opts.Color {
		each++
	}
	hidden := 0
	if most := (opts.Width - label - 1) / (each + 1); opts.Width > 0 && len(columns) > most {
		hidden = len(columns) - max(1, most)
		columns = columns[:max(1, most)]
	}
	fmt.Fprintln(out, opts.Bold(visible(fmt.Sprintf("%s by %s and %s", opts.Y[1], opts.X, opts.Y[0]))))
	line := pad(visible(opts.X), label, false)
	for _, c := range columns {
		line += " " + pad(visible(c), each, true)
	}
	fmt.Fprintln(out, opts.Dim(strings.TrimRight(line, " ")))
	for _, r := range rows {
		line := pad(cut(visible(r), label, opts.glyphs().ellipsis), label, false)
		for _, c := range columns {
			v, known := cell[[2]string{r, c}]
			if !known || math.IsNaN(v) {
				line += " " + strings.Repeat(" ", each)
				continue
			}
			line += " " + opts.warm(heatLevel(v, low, high), pad(text(v), each-opts.shade(), true))
		}
		fmt.Fprintln(out, strings.TrimRight(line, " "))
	}
	note := ranged.rangeLine(&shown, low, high)
	if hidden > 0 {
		note += opts.Dim(opts.glyphs().sep + fmt.Sprintf("%d columns do not fit", hidden))
	}
	fmt.Fprintln(out, note)
	return nil
}

// shade is how many columns the mark takes that stands for a colour.
func (s Style) shade() int {
	if s.Color {
		return 0
	}
	return 1
}

// heatLevel is where a value lies between the least and the greatest, in 0..1.
func heatLevel(v, low, high float64) float64 {
	if high <= low {
		return 1
	}
	return (v - low) / (high - low)
}

// warm puts a cell on a background, or a shade before it.
func (s Style) warm(level float64, text string) string {
	shades := []string{" ", "░", "▒", "▓", "█"}
	if s.ASCII {
		shades = []string{" ", ".", ":", "+", "#"}
	}
	if !s.Color {
		return shades[int(math.Round(level*float64(len(shades)-1)))] + text
	}
	at := int(math.Round(level * float64(len(heatColors)-1)))
	letters := 15
	if at >= lightFrom {
		letters = 16
	}
	return fmt.Sprintf("\x1b[38;5;%d;48;5;%dm%s\x1b[0m", letters, heatColors[at], text)
}

// unique keeps the first of each text, in order.
func unique(texts []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, t := range texts {
		if !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}

func compareNumbers(a, b string) int {
	x, _ := strconv.ParseFloat(strings.ReplaceAll(a, ",", ""), 64)
	y, _ := strconv.ParseFloat(strings.ReplaceAll(b, ",", ""), 64)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}
