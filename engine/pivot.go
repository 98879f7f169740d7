package engine

import (
	"regexp"
	"slices"
	"strings"
)

// pivotToken is a text in quotes, a name or word, or any other character. Where comments, backslashes or dollars could hide the end of a
// text, listPivots looks no further.
var pivotToken = regexp.MustCompile(`(?s)'(?:[^']|'')*'|"(?:[^"]|"")*"|[\pL\pN_]+|.`)

// afterColumns are the words that end a column of PIVOT ... ON.
var afterColumns = []string{"ON", "USING", "GROUP", "ORDER", "LIMIT", "UNION", "EXCEPT", "INTERSECT", "OFFSET", "FETCH"}

// listPivots gives every column of PIVOT ... ON that names no values the list IN (0). DuckDB writes no tree of a PIVOT without one, and the
// text with them names the same tables and functions. It is looked into and never run. ok is false where the text is no such PIVOT.
func listPivots(query string) (static string, ok bool) {
	query = strings.TrimRight(query, "; \t\r\n")
	if strings.ContainsAny(query, ";$\\") || strings.Contains(query, "--") || strings.Contains(query, "/*") || !pivot.MatchString(query) {
		return "", false
	}
	type level struct{ pivots, column, listed bool }
	levels := []level{{}}
	var b strings.Builder
	end := func(l *level) {
		if l.column && !l.listed {
			b.WriteString(" IN (0) ")
			ok = true
		}
		l.column, l.listed = false, false
	}
	for _, token := range pivotToken.FindAllString(query, -1) {
		top := &levels[len(levels)-1]
		switch word := strings.ToUpper(token); {
		case token == "(":
			levels = append(levels, level{})
		case token == ")" && len(levels) > 1:
			end(top)
			levels = levels[:len(levels)-1]
		case word == "PIVOT" || word == "PIVOT_WIDER":
			top.pivots = true
		case token == "," && top.column:
			end(top)
			top.column = true
		case slices.Contains(afterColumns, word):
			end(top)
			top.column = top.pivots && word == "ON"
		case word == "IN" && top.column:
			top.listed = true
		}
		b.WriteString(token)
	}
	for i := range levels {
		end(&levels[i])
	}
	return b.String(), ok
}
