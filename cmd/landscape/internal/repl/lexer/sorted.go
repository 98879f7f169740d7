package lexer

import "strings"

// SortedBy are the names behind the last ORDER BY of a statement: columns that a table keeps when not all fit.
func SortedBy(sql string) []string {
	words := Tokens(sql)
	var names []string
	inside := false
	for i, t := range words {
		word := strings.ToLower(t.In(sql))
		switch {
		case t.Kind == Word && word == "order" && i+1 < len(words) && strings.EqualFold(words[i+1].In(sql), "by"):
			names, inside = nil, true
		case t.Kind == Word && (word == "limit" || word == "offset"):
			inside = false
		case inside && t.Kind == Word && word != "by" && word != "asc" && word != "desc":
			names = append(names, t.In(sql))
		case inside && t.Kind == Name:
			quoted := strings.TrimSuffix(strings.TrimPrefix(t.In(sql), `"`), `"`)
			names = append(names, strings.ReplaceAll(quoted, `""`, `"`))
		}
	}
	return names
}
