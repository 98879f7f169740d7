package engine

import (
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/queries"
)

// wordOf is the expression of a column for which the table's header lists the words allowed: such a word in lower case, and any other
// as it came, to be named.
func wordOf(t queries.Object, column, expr string) string {
	words := allowedWords(t, column)
	if words == "" || expr == "null" {
		return expr
	}
	lower := "lower(" + expr + ")"
	return "case when " + lower + " in " + words + " then " + lower + " else " + expr + " end"
}

// allowedWords is the list of words that the header allows in the column, as SQL; empty when it names none.
func allowedWords(t queries.Object, column string) string {
	at := slices.IndexFunc(t.Checks, func(c queries.Check) bool { return c.Column == column && c.Words != nil })
	if at < 0 {
		return ""
	}
	words := make([]string, len(t.Checks[at].Words))
	for i, w := range t.Checks[at].Words {
		words[i] = quoteText(w)
	}
	return "(" + strings.Join(words, ", ") + ")"
}

// brokenSQL is the condition under which a row breaks the rule. A value or a start that is missing breaks none.
func brokenSQL(t queries.Object, c queries.Check) string {
	name := quoteName(c.Column)
	switch {
	case c.Words != nil:
		return name + " not in " + allowedWords(t, c.Column)
	case c.Start != "":
		return name + " < " + quoteName(c.Start)
	case c.High != "":
		return name + " not between " + c.Low + " and " + c.High
	default:
		return name + " < " + c.Low
	}
}

// faultSQL is what is said about a value that breaks the rule, with the value that it is measured by.
func faultSQL(c queries.Check) string {
	fault := quoteText(c.Fault())
	if c.Start != "" {
		fault += " || ' ' || " + quoteName(c.Start)
	}
	return fault
}

// brokenCount is the SQL expression that counts the rows of the table that break a rule or the condition.
func brokenCount(t queries.Object, condition string) string {
	parts := []string{condition}
	for _, c := range t.Checks {
		parts = append(parts, brokenSQL(t, c))
	}
	return "count(*) filter (where " + strings.Join(parts, " or ") + ")"
}
