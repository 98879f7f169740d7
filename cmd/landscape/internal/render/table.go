package render

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/customer-landscape/landscape/engine/encode"
)

// TableOptions change how a table is drawn.
type TableOptions struct {
	Style
	Rows int    // rows shown, half from each end; 0 shows all of them
	More string // how to see what is hidden, for the footer, for example "-o csv shows all"

	Keep  []string // names of the columns that go last when not all fit, such as those the rows are sorted by
	Lines bool     // draw each row as a list of names and values
	Time  string   // how long it took, for the footer
	// Total is how many rows there are when src holds only the first of them; 0 means src holds all. AtLeast says there may be more.
	Total   int64
	AtLeast bool
}

// Table draws every row of src as a box with a footer and returns the number of rows read. It keeps only the rows it shows. When
// two columns do not fit side by side, or the only row does not fit on one line, each row is drawn as a list of names and values.
// After an error of src what came before is drawn without a footer.
func Table(w io.Writer, columns []Column, src encode.Source, opts TableOptions) (int64, error) {
	g := &grid{columns: slices.Clone(columns), style: opts.Style, keep: opts.Keep, lines: opts.Lines, window: window{limit: opts.Rows}}
	g.right = make([]bool, len(columns))
	for i, field := range src.Schema().Fields() {
		g.right[i] = encode.IsNumber(field.Type)
		if at, ok := field.Type.(*arrow.TimestampType); ok && at.TimeZone != "" && columns[i].Type != "" {
			g.columns[i].Type = zoned + at.TimeZone
		}
	}
	for src.Next() {
		g.add(src.Batch())
	}
	out := bufio.NewWriter(w)
	g.draw(out)
	if err := src.Err(); err != nil {
		_ = out.Flush() // the error of the source says more than one of the terminal
		return g.rows, err
	}
	fmt.Fprintln(out, g.footer(opts))
	return g.rows, out.Flush()
}

// Texts draws rows of text under names, without types and footer; an empty text is drawn as NULL, and a column of numbers to the right.
func Texts(w io.Writer, names []string, rows [][]string, style Style) error {
	g := &grid{style: style, right: make([]bool, len(names))}
	for _, name := range names {
		g.columns = append(g.columns, Column{Name: name})
	}
	for c := range names {
		g.right[c] = allNumbers(rows, c)
	}
	for _, texts := range rows {
		row := make([]cell, len(names))
		for c, text := range texts[:min(len(names), len(texts))] {
			row[c] = cell{visible(text), text != ""}
			if text == "" {
				row[c].text = "NULL"
			}
		}
		g.head = append(g.head, row)
		g.rows++
	}
	out := bufio.NewWriter(w)
	g.draw(out)
	return out.Flush()
}

func allNumbers(rows [][]string, c int) bool {
	seen := false
	for _, row := range rows {
		if c >= len(row) || strings.Trim(row[c], "-0123456789.,") != "" || strings.LastIndexByte(row[c], '-') > 0 {
			return false
		}
		seen = seen || row[c] != ""
	}
	return seen
}

func (g *grid) draw(out io.Writer) {
	plan := g.plan()
	if plan == nil {
		g.drawLines(out)
		return
	}
	g.drawBox(out, plan)
}

func (g *grid) footer(opts TableOptions) string {
	marks := g.style.glyphs()
	shown := int64(len(g.head) + len(g.tail))
	parts := []string{g.rowCount(shown, opts)}
	hidden := shown < max(g.rows, opts.Total)
	if g.shown < len(g.columns) {
		parts = append(parts, fmt.Sprintf("%s (%d shown)", count(int64(len(g.columns)), "column"), g.shown))
		hidden = true
	}
	if big := g.bigNumber(); big != "" {
		parts = append(parts, "= "+big)
	}
	if opts.Time != "" {
		parts = append(parts, opts.Time)
	}
	if hidden && opts.More != "" {
		parts = append(parts, opts.More)
	}
	return g.style.Dim(wrapParts(parts, marks.sep, g.style.Width))
}

// rowCount says how many rows there are, and how many of them are shown.
func (g *grid) rowCount(shown int64, opts TableOptions) string {
	total, mark := max(g.rows, opts.Total), ""
	if opts.AtLeast {
		mark = "+"
	}
	text := fmt.Sprintf("%s%s rows", Count(total), mark)
	if total == 1 && mark == "" {
		text = "1 row"
	}
	switch {
	case shown == total && mark == "":
		return text
	case g.rows < total || mark != "":
		return fmt.Sprintf("%s (%d shown of the first %s)", text, shown, Count(g.rows))
	default:
		return fmt.Sprintf("%s (%d shown)", text, shown)
	}
}

// wrapParts joins parts, on as many lines as the width needs.
func wrapParts(parts []string, sep string, max int) string {
	text, line := "", ""
	for i, p := range parts {
		switch {
		case i == 0:
			line = p
		case max > 0 && width(line+sep+p) > max:
			text, line = text+line+"\n", p
		default:
			line += sep + p
		}
	}
	return text + line
}

// count writes "1 row", "2,000 rows".
func count(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Count(n) + " " + noun + "s"
}

// Count writes a number with its thousands set apart.
func Count(n int64) string { return group(fmt.Sprint(n), true) }

// Amount writes a plain decimal number with two places and its thousands set apart; what is no number stays as it is.
func Amount(number string) string {
	if number == "" || strings.Trim(number, "-0123456789.") != "" {
		return number
	}
	if !strings.Contains(number, ".") {
		number += "."
	}
	whole, fraction, _ := strings.Cut(number, ".")
	return group(round(whole+"."+fraction+strings.Repeat("0", max(0, 2-len(fraction))), 2), true)
}

// bigNumber reads a single number over a million as words, for example "233.77 billion".
func (g *grid) bigNumber() string {
	if g.rows != 1 || len(g.columns) != 1 || !g.right[0] || !grouped(g.columns[0]) || !g.head[0][0].ok ||
		g.style.Numbers != "" && g.style.Numbers != "auto" || g.style.Decimal+g.style.Thousand != "" {
		return ""
	}
	parts := strings.Split(strings.SplitN(g.head[0][0].text, ".", 2)[0], ",")
	scales := []string{"million", "billion", "trillion"}
	if len(parts) < 3 || len(parts)-3 >= len(scales) {
		return ""
	}
	return parts[0] + "." + parts[1][:2] + " " + scales[len(parts)-3]
}
