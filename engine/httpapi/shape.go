package httpapi

import (
	"regexp"
	"strings"
)

// longestShape is how many bytes of a statement a log keeps.
const longestShape = 4096

// The pieces of SQL that a log must tell apart, each from the beginning of a text.
var (
	gapPiece    = regexp.MustCompile(`^(?:\s+|--[^\n]*|/\*(?s:.*?)(?:\*/|$))+`)
	dollarPiece = regexp.MustCompile(`^\$(?:[A-Za-z_]\w*)?\$`)
	stringPiece = regexp.MustCompile(`^(?:[eExX]?'(?:[^'\\]|''|\\(?s:.))*(?:'|$))`)
	namePiece   = regexp.MustCompile(`^(?:"(?:[^"]|"")*(?:"|$)|[$:?]?[\pL_][\pL\pN_]*|[$?]\d+)`)
	numberPiece = regexp.MustCompile(`^\.?\d(?:[eE][+-]|[\w.])*`)
)

// shape is a statement without its literals and comments, on one line and cut to a length: what a log may keep of it. A backslash in a
// string is taken to hide the quote behind it, so that a text that could be read in two ways is left out in both.
func shape(sql string) string {
	if len(sql) > 4*longestShape {
		sql = sql[:4*longestShape]
	}
	var out strings.Builder
	for len(sql) > 0 && out.Len() <= longestShape {
		written, rest := piece(sql)
		out.WriteString(written)
		sql = rest
	}
	return cut(strings.TrimSpace(out.String()))
}

// piece takes the first piece off a text and says how a log writes it.
func piece(sql string) (written, rest string) {
	if found := gapPiece.FindString(sql); found != "" {
		return " ", sql[len(found):]
	}
	if tag := dollarPiece.FindString(sql); tag != "" {
		_, rest, _ := strings.Cut(sql[len(tag):], tag)
		return "?", rest
	}
	if found := stringPiece.FindString(sql); found != "" {
		return "?", sql[len(found):]
	}
	if found := namePiece.FindString(sql); found != "" {
		return found, sql[len(found):]
	}
	if found := numberPiece.FindString(sql); found != "" {
		return "?", sql[len(found):]
	}
	return sql[:1], sql[1:]
}

// cut shortens a text for a log, at the border of a character.
func cut(text string) string {
	if len(text) <= longestShape {
		return text
	}
	return strings.ToValidUTF8(text[:longestShape], "") + "..."
}
