package render

import (
	"regexp"
	"strings"

	"github.com/rivo/uniseg"
)

// width returns how many columns of the terminal text takes.
func width(text string) int {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return uniseg.StringWidth(text)
		}
	}
	return len(text)
}

// cut shortens text to max columns, between graphemes, and ends it in the ellipsis.
func cut(text string, max int, ellipsis string) string {
	if width(text) <= max {
		return text
	}
	var b strings.Builder
	left := max - width(ellipsis)
	for graphemes := uniseg.NewGraphemes(text); graphemes.Next(); {
		left -= graphemes.Width()
		if left < 0 {
			break
		}
		b.WriteString(graphemes.Str())
	}
	return b.String() + ellipsis
}

// pad fills text with blanks to exactly w columns.
func pad(text string, w int, right bool) string {
	blanks := strings.Repeat(" ", max(0, w-width(text)))
	if right {
		return blanks + text
	}
	return text + blanks
}

// visible replaces control characters and direction marks, so that data cannot move the cursor, colour the terminal or turn the line.
func visible(text string) string {
	clean := true
	for _, r := range text {
		if isHidden(r) {
			clean = false
			break
		}
	}
	if clean {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case !isHidden(r):
			return r
		case r == '\n':
			return '⏎'
		case r == '\t':
			return '→'
		case r < 0x20:
			return '␀' + r
		default:
			return '␡'
		}
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}

func isHidden(r rune) bool {
	return r < 0x20 || 0x7f <= r && r < 0xa0 || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069
}

// Visible replaces control characters and direction marks in text, so that it cannot move the cursor or colour the terminal.
func Visible(text string) string { return visible(text) }

// Width is how many columns of the terminal text takes.
func Width(text string) int { return width(text) }

// Cut shortens text to max columns, between graphemes, and ends it in the ellipsis of the style.
func (s Style) Cut(text string, max int) string { return cut(text, max, s.glyphs().ellipsis) }

// Shown is how many columns of the terminal a drawn line takes: as Width, and escape sequences for colour and weight take none.
func Shown(line string) int { return width(escapes.ReplaceAllString(line, "")) }

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")
