package benchmarks

import (
	"fmt"
	"strings"
)

// The marks between which a command writes the figures of a file of results into a page.
const (
	beginFigures = "<!-- figures: written by landscape bench --readme -->"
	endFigures   = "<!-- end of figures -->"
)

// Markdown is a section of a page: machine and scale, the rows of the targets, a chart of the ratios, and every figure.
func (r Results) Markdown(file string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "From `%s`: %s; %s lines, %s customers, %s simulated customers for models, seed %d.\n\n", file, r.Machine,
		count(r.Scale.Lines), count(int64(r.Scale.Customers)), count(int64(r.Scale.Buyers)), r.Scale.Seed)
	b.WriteString("| target | worst figure | measured | target | |\n|---|---|---|---|---|\n")
	for _, v := range r.Verdicts() {
		verdict := "met"
		if v.Met < v.Measured {
			verdict = fmt.Sprintf("%d of %d met", v.Met, v.Measured)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", v.Row, v.Worst.Name, v.Worst.shown(), v.Worst.targets(), verdict)
	}
	b.WriteString("\n```text\n" + r.Chart() + "```\n\n")
	b.WriteString("| figure | time | rows/s | processor | peak MB | peer | its time | its peak MB | ratio |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, c := range r.Cases {
		if c.Skipped != "" {
			fmt.Fprintf(&b, "| %s | not measured: %s | | | | | | | |\n", c.Case, c.Skipped)
		}
		if c.Error != "" {
			fmt.Fprintf(&b, "| %s | failed: %s | | | | | | | |\n", c.Case, strings.ReplaceAll(c.Error, "\n", " "))
		}
		for _, f := range c.Figures {
			b.WriteString(f.row())
		}
	}
	return b.String()
}

// row is a line of the table of all figures.
func (f Figure) row() string {
	cells := []string{f.Name, seconds(f.Seconds), "", "", "", "", "", "", ""}
	if f.Rows > 0 && f.Median() > 0 {
		cells[2] = count(int64(float64(f.Rows) / f.Median()))
	}
	if len(f.CPU) > 0 {
		cells[3] = seconds(f.CPU)
	}
	if f.Peak > 0 {
		cells[4] = count(f.Peak >> 20)
	}
	if f.Peer != "" {
		cells[5], cells[6], cells[8] = f.Peer, seconds(f.PeerTime), fmt.Sprintf("%.3g", f.Ratio())
		if f.PeerPeak > 0 {
			cells[7] = count(f.PeerPeak >> 20)
		}
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// Chart draws the ratios to the peers as bars on a logarithmic scale around 1: to the left faster than the peer, to the right slower.
func (r Results) Chart() string {
	var b strings.Builder
	b.WriteString("time of landscape / time of the peer: each mark is a doubling; | is as fast\n")
	for _, c := range r.Cases {
		for _, f := range c.Figures {
			if f.Ratio() > 0 {
				fmt.Fprintf(&b, "%-36.36s %s %.3g\n", f.Name, bar(f.Ratio()), f.Ratio())
			}
		}
	}
	return b.String()
}

// doublings is how far the chart reaches to each side.
const doublings = 10

// bar puts one mark for each doubling to the right of the middle, or for each halving to its left.
func bar(ratio float64) string {
	left, right := 0, 0
	for ; ratio >= 1.4143 && right < doublings; ratio /= 2 {
		right++
	}
	for ; ratio <= 0.7071 && left < doublings; ratio *= 2 {
		left++
	}
	return strings.Repeat(" ", doublings-left) + strings.Repeat("#", left) + "|" + strings.Repeat("#", right) + strings.Repeat(" ", doublings-right)
}

// count writes a number with commas between thousands.
func count(n int64) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Insert puts a section between the marks of a page, in place of what stands there.
func Insert(page, section string) (string, error) {
	before, rest, found := strings.Cut(page, beginFigures)
	_, after, ended := strings.Cut(rest, endFigures)
	if !found || !ended {
		return "", fmt.Errorf("the page lacks the lines %q and %q", beginFigures, endFigures)
	}
	return before + beginFigures + "\n\n" + section + "\n" + endFigures + after, nil
}
