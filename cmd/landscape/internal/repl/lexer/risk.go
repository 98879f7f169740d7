package lexer

import (
	"slices"
	"strings"
)

// Risk is what a statement would destroy.
type Risk struct {
	Verb string // drop, truncate, delete, update or replace; empty when it destroys nothing
	Kind string // table, view, schema, ... or file
	Name string // as written, and the path without quotes for a file
}

// RiskOf tells whether a statement drops something, empties a table, or changes or deletes every row of one: DELETE and UPDATE without
// WHERE. A COPY to a file has the verb replace; whether there is such a file is for the caller to see.
func RiskOf(sql string) Risk {
	words := Words(sql)
	if len(words) == 0 {
		return Risk{}
	}
	switch words[0] {
	case "drop":
		kind, name, _ := strings.Cut(objectOf(sql), " ")
		if slices.Contains(words, "temp") || slices.Contains(words, "temporary") {
			return Risk{}
		}
		return Risk{"drop", kind, name}
	case "truncate":
		return Risk{"truncate", "table", nameBehind(sql, "truncate", "table")}
	case "delete":
		if !slices.Contains(words, "where") && !slices.Contains(words, "using") {
			return Risk{"delete", "table", nameBehind(sql, "from")}
		}
	case "update":
		if !slices.Contains(words, "where") {
			return Risk{"update", "table", nameBehind(sql, "update")}
		}
	case "copy":
		if path := copyTarget(sql); path != "" {
			return Risk{"replace", "file", path}
		}
	}
	return Risk{}
}

// nameBehind is the dotted name that follows the first of the words, with those of the words that stand between skipped.
func nameBehind(sql string, words ...string) string {
	tokens := Tokens(sql)
	name, behind := "", false
	for _, t := range tokens {
		text := t.In(sql)
		switch {
		case t.Kind == Comment:
		case t.Kind == Word && slices.Contains(words, strings.ToLower(text)) && name == "":
			behind = true
		case !behind:
		case t.Kind == Word || t.Kind == Name:
			if name != "" && !strings.HasSuffix(name, ".") {
				return name
			}
			name += text
		case text == "." && name != "":
			name += text
		default:
			return name
		}
	}
	return name
}

// copyTarget is the path behind the TO of a COPY.
func copyTarget(sql string) string {
	depth, to := 0, false
	for _, t := range Tokens(sql) {
		switch {
		case t.Kind == Open:
			depth++
		case t.Kind == Close:
			depth--
		case depth == 0 && t.Kind == Word:
			to = strings.EqualFold(t.In(sql), "to")
		case depth == 0 && to && t.Kind == String && t.Closed && sql[t.Start] == '\'':
			return strings.ReplaceAll(sql[t.Start+1:t.End-1], "''", "'")
		}
	}
	return ""
}
