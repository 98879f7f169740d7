package render

import (
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
)

// minText is the width below which a column of text is not shortened.
const minText = 16

type cell struct {
	text string
	ok   bool // false for NULL
}

// grid holds the rows that a table shows and decides what fits.
type grid struct {
	columns []Column
	right   []bool // numbers stand to the right
	style   Style
	keep    []string // columns that stay when others have to go
	lines   bool     // draw lists in any case
	shown   int      // columns drawn
	window
}

// window keeps the first and the last rows of a result.
type window struct {
	limit int // 0 keeps everything
	rows  int64
	head  [][]cell
	tail  [][]cell // the last rows in order
}

func (g *grid) add(batch arrow.RecordBatch) {
	readers := make([]func(int) (string, bool), len(g.columns))
	for c, col := range batch.Columns() {
		readers[c] = cells(g.columns[c], col, g.style)
	}
	total := int(batch.NumRows())
	for i := range total {
		g.rows++
		inHead := g.limit <= 0 || len(g.head) < (g.limit+1)/2
		if !inHead && total-i > g.limit/2 {
			g.tail = g.tail[:0] // the rows behind this one in the same batch push everything kept so far out
			continue
		}
		row := make([]cell, len(g.columns))
		for c, read := range readers {
			row[c].text, row[c].ok = read(i)
		}
		if inHead {
			g.head = append(g.head, row)
			continue
		}
		if len(g.tail) == g.limit/2 {
			g.tail = g.tail[1:]
		}
		g.tail = append(g.tail, row)
	}
}

// place is one drawn column: an index into the columns and a width, or index -1 for the mark of those left out.
type place struct{ index, width int }

// plan fits the columns into the width: first the widest column of text shrinks, then columns go from the middle, those to keep last.
// It returns nil when the rows are better drawn as lists.
func (g *grid) plan() []place {
	g.shown = len(g.columns)
	if g.lines {
		return nil
	}
	places := make([]place, len(g.columns))
	for c := range g.columns {
		places[c] = place{c, g.natural(c)}
	}
	if g.style.Width <= 0 {
		return places
	}
	gone := make([]bool, len(places))
	for drawn := places; ; drawn = without(places, gone) {
		over := boxWidth(drawn) - g.style.Width
		if over <= 0 {
			g.widen(drawn, -over)
			return drawn
		}
		if g.shrink(drawn, over) {
			for _, p := range drawn {
				if p.index >= 0 {
					places[p.index].width = p.width
				}
			}
			continue
		}
		if len(g.columns) > 1 && g.rows == 1 || g.shown <= 2 {
			g.shown = len(g.columns)
			return nil
		}
		gone[g.nextToGo(gone)] = true
		g.shown--
	}
}

// nextToGo is the column nearest to the middle that is still there, never the first or the last one; one to keep only when no other
// is left.
func (g *grid) nextToGo(gone []bool) int {
	best, bestDistance := -1, 0
	for c := 1; c < len(gone)-1; c++ {
		if gone[c] {
			continue
		}
		distance := 2*c - len(gone)
		if distance < 0 {
			distance = -distance - 1 // of two as near as each other the left one stays
		}
		if slices.Contains(g.keep, g.columns[c].Name) {
			distance += 2 * len(gone)
		}
		if best < 0 || distance < bestDistance {
			best, bestDistance = c, distance
		}
	}
	return best
}

// without leaves out the columns that are gone; a mark stands in the place of each run of them.
func without(places []place, gone []bool) []place {
	var out []place
	for i, p := range places {
		switch {
		case !gone[i]:
			out = append(out, p)
		case i == 0 || !gone[i-1]:
			out = append(out, place{-1, 1})
		}
	}
	return out
}

// widen gives room that dropped columns left back to the text that was shortened, from the left.
func (g *grid) widen(places []place, room int) {
	for i, p := range places {
		if p.index < 0 || room <= 0 {
			continue
		}
		more := min(room, g.natural(p.index)-p.width)
		places[i].width += more
		room -= more
	}
}

// boxWidth is the width of the drawn table: each column with its padding and one line, and the last line.
func boxWidth(places []place) int {
	total := 1
	for _, p := range places {
		total += p.width + 3
	}
	return total
}

// shrink takes columns of the terminal from the widest text that can give some, down to the next widest; false when none can.
func (g *grid) shrink(places []place, need int) bool {
	widest, second := -1, minText
	for i, p := range places {
		if p.index < 0 || g.right[p.index] || p.width <= minText {
			continue
		}
		switch {
		case widest < 0 || p.width > places[widest].width:
			if widest >= 0 {
				second = places[widest].width
			}
			widest = i
		case p.width > second:
			second = p.width
		}
	}
	if widest < 0 {
		return false
	}
	places[widest].width -= max(1, min(need, places[widest].width-second))
	return true
}

// natural is the width that a column would like to have.
func (g *grid) natural(c int) int {
	w := max(width(visible(g.columns[c].Name)), width(g.typeName(c)), 1)
	for _, rows := range [][][]cell{g.head, g.tail} {
		for _, row := range rows {
			w = max(w, width(row[c].text))
		}
	}
	return w
}

// zoned begins the type of an instant in front of its zone.
const zoned = "TIMESTAMPTZ "

// typeName is what stands under a name: the currency of an amount, where it is known, else the type.
func (g *grid) typeName(c int) string {
	if currency := g.columns[c].Currency; currency != "" {
		return currency
	}
	typ, zone, _ := strings.Cut(g.columns[c].Type, zoned)
	if zone != "" {
		return strings.ToLower(typ) + "timestamptz " + zone
	}
	return strings.ToLower(typ)
}

func (g *grid) hasTypes() bool {
	for _, c := range g.columns {
		if c.Type != "" {
			return true
		}
	}
	return false
}
