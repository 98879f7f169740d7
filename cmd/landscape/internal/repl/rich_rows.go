package repl

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
)

// rows keeps the rows below the prompt free that the editor is about to draw on. The editor can ask the terminal where its cursor is,
// but then loses keys that arrive together with the answer; without asking, it believes that there is room below, and at the bottom of
// the window writes over what stands above.
type rows struct {
	row  int // of the cursor, below the first row of the input
	menu int // rows of the menu
}

// reserve scrolls the window so far that the text, drawn behind a prompt, and the menu have room. The cursor stays in its row of the text.
func (r *rows) reserve(out *os.File, prompt int, text string, cursor int) {
	width, height, err := term.GetSize(int(out.Fd()))
	if err != nil || width <= 0 {
		return
	}
	needed := min(rowOf(text, prompt, width)-r.row+r.menu+1, height-1)
	if needed > 0 {
		fmt.Fprintf(out, "%s\x1b[%dA", strings.Repeat("\x1bD", needed), needed)
	}
	r.row = rowOf(text[:cursor], prompt, width)
}

// rowOf is the row in which a text ends, 0 the first, on a terminal of a width. Each of its lines is indented as far as the prompt.
func rowOf(text string, prompt, width int) int {
	row := strings.Count(text, "\n")
	for line := range strings.SplitSeq(text, "\n") {
		row += (prompt + render.Width(strings.ReplaceAll(line, "\t", "    "))) / width
	}
	return row
}

// fit cuts candidates down to what the window has room for below the text, with a heading a kind.
func (r *rows) fit(out *os.File, found []candidate) []candidate {
	_, height, err := term.GetSize(int(out.Fd()))
	if err != nil {
		return found
	}
	room := max(3, height-r.row-4)
	kind, used := "", 0
	for i, c := range found {
		if c.kind != kind {
			kind = c.kind
			used++
		}
		if used++; used > room {
			found = found[:max(1, i)]
			break
		}
	}
	r.menu = min(used, room) + 1
	return found
}
