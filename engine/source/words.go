package source

import (
	"slices"
	"strings"
)

// nullWords stand for no value in a column of dates or numbers, as databases and statistics programs write them.
var nullWords = []string{"null", "nan", "nat", "n/a", "na", "#n/a", `\n`, "none", "-", "--", "?", "."}

func isNull(v string) bool {
	return len(v) <= 4 && slices.Contains(nullWords, strings.ToLower(v))
}

// addOnce appends v to the list unless it is there or the list is full.
func addOnce(list []string, v string, most int) []string {
	if len(list) < most && !slices.Contains(list, v) {
		return append(list, v)
	}
	return list
}

func addAll(list, more []string) []string {
	for _, v := range more {
		list = addOnce(list, v, examples)
	}
	return list
}

// lowerName is what DuckDB compares of a column's name.
func lowerName(s string) string { return strings.ToLower(s) }

// quoteText writes an SQL text literal.
func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// quoteName writes an SQL identifier.
func quoteName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// nullable turns empty text and the given words into NULL.
func nullable(text string, words []string) string {
	if len(words) == 0 {
		return "nullif(" + text + ", '')"
	}
	quoted := make([]string, 0, len(words)+1)
	for _, w := range append([]string{""}, words...) {
		quoted = append(quoted, quoteText(w))
	}
	return "case when " + text + " not in (" + strings.Join(quoted, ", ") + ") then " + text + " end"
}
