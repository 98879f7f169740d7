package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
)

// repeatNames is the number of shown rows above which the names stand below the table again.
const repeatNames = 20

// drawBox lets go-pretty draw the lines around blocks of our own width and then puts the cells in. go-pretty measures text by runes
// and would misplace the lines beside joined emoji, and it must not see escape sequences.
func (g *grid) drawBox(out io.Writer, places []place) {
	var texts []string
	frame := table.NewWriter()
	frame.SetStyle(g.boxStyle())
	line := func(cellOf func(p place) (string, paint)) table.Row {
		row := make(table.Row, len(places))
		for i, p := range places {
			text, look := g.style.glyphs().ellipsis, dim
			if p.index >= 0 {
				text, look = cellOf(p)
			}
			block := strings.Repeat("x", p.width)
			text = pad(cut(text, p.width, g.style.glyphs().ellipsis), p.width, p.index >= 0 && g.right[p.index])
			texts = append(texts, g.style.paint(look, text))
			row[i] = block
		}
		return row
	}
	names := func(p place) (string, paint) { return visible(g.columns[p.index].Name), bold }
	frame.AppendHeader(line(names))
	if g.hasTypes() {
		frame.AppendHeader(line(func(p place) (string, paint) { return g.typeName(p.index), dim }))
	}
	rows := func(all [][]cell) {
		for _, row := range all {
			frame.AppendRow(line(func(p place) (string, paint) {
				return row[p.index].text, g.look(p.index, row[p.index])
			}))
		}
	}
	rows(g.head)
	if int64(len(g.head)+len(g.tail)) < g.rows {
		frame.AppendRow(line(func(place) (string, paint) { return g.style.glyphs().dot, dim }))
	}
	rows(g.tail)
	if len(g.head)+len(g.tail) > repeatNames {
		frame.AppendFooter(line(names))
	}
	fmt.Fprintln(out, fill(frame.Render(), texts))
}

// look makes NULL, false and what is no number stand back.
func (g *grid) look(c int, value cell) paint {
	switch {
	case !value.ok,
		g.right[c] && (value.text == "NaN" || value.text == "inf" || value.text == "-inf"),
		value.text == "false" && strings.EqualFold(g.columns[c].Type, "BOOLEAN"):
		return dim
	}
	return plain
}

// fill replaces each block of x in the frame by the next text.
func fill(frame string, texts []string) string {
	var b strings.Builder
	for i := 0; i < len(frame); {
		if frame[i] != 'x' {
			b.WriteByte(frame[i])
			i++
			continue
		}
		b.WriteString(texts[0])
		texts = texts[1:]
		for i < len(frame) && frame[i] == 'x' {
			i++
		}
	}
	return b.String()
}

func (g *grid) boxStyle() table.Style {
	style := table.StyleLight
	if g.style.ASCII {
		style = table.StyleDefault
	}
	style.Format = table.FormatOptions{}
	return style
}

// drawLines writes each row as a list: name, value.
func (g *grid) drawLines(out io.Writer) {
	names := 0
	for _, c := range g.columns {
		names = max(names, width(visible(c.Name)))
	}
	if g.style.Width > 0 {
		names = min(names, g.style.Width/2)
	}
	marks := g.style.glyphs()
	record := func(n int64, row []cell) {
		if g.rows > 1 {
			fmt.Fprintln(out, g.style.Dim(fmt.Sprintf("row %s", Count(n))))
		}
		for c, column := range g.columns {
			value := row[c].text
			if left := g.style.Width - names - 2; left > 0 {
				value = cut(value, left, marks.ellipsis)
			}
			value = g.style.paint(g.look(c, row[c]), value)
			name := pad(cut(visible(column.Name), names, marks.ellipsis), names, true)
			fmt.Fprintln(out, strings.TrimRight(g.style.Bold(name)+"  "+value, " "))
		}
	}
	for i, row := range g.head {
		record(int64(i+1), row)
	}
	if int64(len(g.head)+len(g.tail)) < g.rows {
		fmt.Fprintln(out, g.style.Dim(marks.dot))
	}
	for i, row := range g.tail {
		record(g.rows-int64(len(g.tail))+int64(i)+1, row)
	}
}
