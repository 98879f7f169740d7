package render

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"
)

// Bar is one line of a bar chart.
type Bar struct {
	Label string
	Value float64 // its length; what is not above zero gets no bar
	Text  string  // the value as the reader sees it, right of the bar
}

// Bars draws one horizontal bar a line, the longest as long as the width allows.
func Bars(w io.Writer, bars []Bar, style Style) error {
	labels, texts, longest := 0, 0, 0.0
	for _, b := range bars {
		labels, texts = max(labels, width(b.Label)), max(texts, width(b.Text))
		longest = max(longest, b.Value)
	}
	room := style.room(labels, texts)
	out := bufio.NewWriter(w)
	for _, b := range bars {
		length := 0.0
		if longest > 0 && b.Value > 0 {
			length = b.Value / longest * float64(room)
		}
		line := fmt.Sprintf("%s  %s  %s", pad(visible(b.Label), labels, false),
			style.paint(cyan, pad(style.bar(length), room, false)), pad(b.Text, texts, true))
		fmt.Fprintln(out, strings.TrimRight(line, " "))
	}
	return out.Flush()
}

// Step is one line of a bridge from one total to the next.
type Step struct {
	Label string
	Value float64 // a total, or what is added to the running sum
	Text  string
	Total bool // Value is a total that starts at zero, not a change
}

// Bridge draws totals as bars from zero and each change as a block from the sum before it to the sum behind it.
func Bridge(w io.Writer, steps []Step, style Style) error {
	labels, texts := 0, 0
	low, high, sum := 0.0, 0.0, 0.0
	for _, s := range steps {
		labels, texts = max(labels, width(s.Label)), max(texts, width(s.Text))
		if s.Total {
			sum = s.Value
		} else {
			sum += s.Value
		}
		low, high = min(low, sum), max(high, sum)
	}
	room := style.room(labels, texts)
	at := func(v float64) int {
		if high == low {
			return 0
		}
		return int(math.Round((v - low) / (high - low) * float64(room)))
	}
	out := bufio.NewWriter(w)
	sum = 0
	for _, s := range steps {
		from, to := sum, sum+s.Value
		if s.Total {
			from, to = 0, s.Value
		}
		sum = to
		left, right := at(min(from, to)), at(max(from, to))
		if right == left && s.Value != 0 {
			left, right = min(left, room-1), min(left, room-1)+1 // a change too small for the scale is still seen
		}
		look, glyph := style.step(s)
		block := strings.Repeat(" ", left) + style.paint(look, strings.Repeat(glyph, right-left)) + strings.Repeat(" ", room-right)
		line := fmt.Sprintf("%s  %s  %s", pad(visible(s.Label), labels, false), block, pad(s.Text, texts, true))
		fmt.Fprintln(out, strings.TrimRight(line, " "))
	}
	return out.Flush()
}

// step tells gains, losses and totals apart by glyph as well as by colour.
func (s Style) step(step Step) (paint, string) {
	switch {
	case step.Total && s.ASCII:
		return cyan, "="
	case step.Total:
		return cyan, "█"
	case step.Value < 0 && s.ASCII:
		return red, "-"
	case step.Value < 0:
		return red, "░"
	case s.ASCII:
		return green, "+"
	default:
		return green, "▓"
	}
}

// room is what labels and texts leave for bars: at least 8 columns, at most 60.
func (s Style) room(labels, texts int) int {
	if s.Width <= 0 {
		return 40
	}
	return min(60, max(8, s.Width-labels-texts-4))
}

var eighths = []string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"}

// bar draws a bar of length columns in eighths of a column, or in whole ones without blocks. What is above zero is always seen.
func (s Style) bar(length float64) string {
	if length <= 0 {
		return ""
	}
	if s.ASCII {
		return strings.Repeat("#", max(1, int(math.Round(length))))
	}
	parts := max(1, int(math.Round(length*8)))
	return strings.Repeat("█", parts/8) + eighths[parts%8]
}
