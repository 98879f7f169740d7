package repl

import (
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

// expectation is what could stand at the cursor.
type expectation int

const (
	expectNothing  expectation = iota // inside a comment, a number, a text, or behind AS
	expectStart                       // the first word of a statement
	expectValue                       // a column, a function, a keyword that begins a value
	expectTable                       // a table, a view, a table macro
	expectMore                        // what follows a value or a table: a keyword
	expectArgument                    // a named argument of a table macro, or a value
	expectPath                        // inside quotes: a file
)

// scope is what the statement around the cursor says about the word there.
type scope struct {
	start     int      // of the word, with its opening quote, in bytes of the whole text
	word      string   // from there to the cursor, without quotes
	qualifier []string // names with a point behind them in front of the word
	expect    expectation
	tables    []tableRef // of the query around the cursor, then of those around it
	ctes      []tableRef
	aliases   []string // names that the select list gives, for ORDER BY and GROUP BY
	call      string   // the function whose brackets the cursor stands in
}

// tableRef is one item of FROM.
type tableRef struct {
	name    string     // of the table or table function; empty for a sub-query
	schema  string     // in front of the name
	alias   string     // empty when it has none
	columns []string   // of a sub-query or CTE, as far as its text tells
	star    []tableRef // what a * in the sub-query stands for
}

// called is the name under which a query knows the item.
func (t tableRef) called() string {
	if t.alias != "" {
		return t.alias
	}
	return t.name
}

// reader walks the tokens of one statement, without comments.
type reader struct {
	text   string
	tokens []lexer.Token
}

func (r reader) word(i int) string {
	if i < 0 || i >= len(r.tokens) || r.tokens[i].Kind != lexer.Word {
		return ""
	}
	return strings.ToLower(r.tokens[i].In(r.text))
}

func (r reader) is(i int, text string) bool {
	return i >= 0 && i < len(r.tokens) && r.tokens[i].In(r.text) == text
}

// name is the name at i, without quotes; empty for a reserved word and what is no name.
func (r reader) name(i int) string {
	if i < 0 || i >= len(r.tokens) {
		return ""
	}
	switch t := r.tokens[i]; t.Kind {
	case lexer.Name:
		return lexer.UnquoteName(t.In(r.text))
	case lexer.Word:
		if w := t.In(r.text); !lexer.IsReserved(w) {
			return w
		}
	}
	return ""
}

// closing is the index of the bracket that closes the one at i, or the number of tokens.
func (r reader) closing(i int) int {
	depth := 0
	for ; i < len(r.tokens); i++ {
		switch r.tokens[i].Kind {
		case lexer.Open:
			depth++
		case lexer.Close:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return i
}

// scopeOf reads the statement of text in which the cursor stands, a place in bytes.
func scopeOf(text string, cursor int) scope {
	r := reader{text: text}
	s := scope{start: cursor}
	for _, t := range lexer.Tokens(text) {
		inside := t.Start < cursor && (cursor < t.End || !t.Closed && cursor <= t.End || cursor == t.End && t.Kind == lexer.Comment && text[t.Start] == '-')
		switch {
		case t.Kind == lexer.End && t.End <= cursor:
			r.tokens = nil
			continue
		case t.Kind == lexer.End:
			return s.finish(r, cursor)
		case t.Kind == lexer.Name && !t.Closed && t.Start < cursor:
			return scopeOf(text[:cursor]+`"`+text[cursor:], cursor) // what follows is no part of the name
		case t.Kind == lexer.Comment && inside:
			return s
		case t.Kind == lexer.Comment:
			continue
		case t.Kind == lexer.String && inside:
			s.start, s.word, s.expect = t.Start+1, text[t.Start+1:cursor], expectPath
			return s
		case t.Kind == lexer.Number && t.Start < cursor && cursor <= t.End:
			return s
		case (t.Kind == lexer.Word || t.Kind == lexer.Name) && t.Start < cursor && cursor <= t.End && (t.Kind == lexer.Word || cursor < t.End || !t.Closed):
			s.start, s.word = t.Start, strings.TrimPrefix(text[t.Start:cursor], `"`)
			continue // the word itself says nothing about what stands around it
		}
		r.tokens = append(r.tokens, t)
	}
	return s.finish(r, cursor)
}

// finish derives what could stand at the cursor from the tokens around it.
func (s scope) finish(r reader, cursor int) scope {
	at := len(r.tokens) // the first token behind the cursor
	for i, t := range r.tokens {
		if t.Start >= s.start {
			at = i
			break
		}
	}
	before := at
	for before >= 2 && r.is(before-1, ".") && r.tokens[before-1].End <= s.start && r.name(before-2) != "" {
		s.qualifier = slices.Insert(s.qualifier, 0, r.name(before-2))
		before -= 2
	}
	s.ctes = r.ctes()
	opened := r.openBefore(at)
	for _, from := range append(slices.Clone(opened), -1) {
		end := len(r.tokens)
		if from >= 0 {
			end = r.closing(from)
		}
		s.tables = append(s.tables, r.tables(from+1, end, s.ctes)...)
		if len(s.aliases) == 0 {
			s.aliases = r.aliases(from+1, end)
		}
	}
	if len(opened) > 0 {
		s.call = r.name(opened[0] - 1)
	}
	s.expect = r.expectation(before, opened)
	return s
}

// openBefore are the brackets that are open in front of a token, the innermost first.
func (r reader) openBefore(at int) []int {
	var open []int
	for i := range at {
		switch r.tokens[i].Kind {
		case lexer.Open:
			open = slices.Insert(open, 0, i)
		case lexer.Close:
			if len(open) > 0 {
				open = open[1:]
			}
		}
	}
	return open
}

// tableWords are the words behind which a table stands.
var tableWords = []string{"from", "join", "into", "update", "table", "describe", "desc", "summarize", "truncate", "pivot", "unpivot", "view"}

// valueWords are the words behind which a value stands.
var valueWords = []string{"select", "distinct", "where", "on", "having", "qualify", "by", "and", "or", "not", "when", "then", "else", "case",
	"in", "like", "ilike", "between", "set", "returning", "limit", "offset", "all", "any", "using", "filter", "values", "interval"}

// halfWords are the words that another keyword completes.
var halfWords = []string{"order", "group", "left", "right", "full", "inner", "outer", "cross", "natural", "asof", "positional", "create", "is", "for"}

// expectation is what could stand in front of a token, by what stands before it.
func (r reader) expectation(at int, opened []int) expectation {
	last := at - 1
	start := 0
	if len(opened) > 0 {
		start = opened[0] + 1
	}
	if last < 0 {
		return expectStart
	}
	t, word := r.tokens[last], r.word(last)
	switch {
	case word == "as":
		if r.word(start) == "create" || r.word(start) == "with" || start > 0 && r.word(0) == "create" {
			return expectStart
		}
		return expectNothing
	case slices.Contains(tableWords, word):
		return expectTable
	case word == "set" && last == 0, word == "reset", word == "pragma", word == "explain", word == "call", word == "use", word == "show":
		return expectStart
	case slices.Contains(halfWords, word):
		return expectMore
	case slices.Contains(valueWords, word), word != "" && lexer.IsReserved(word) && word != "end" && word != "null" && word != "true" && word != "false" && word != "asc" && word != "desc":
		return expectValue
	case t.In(r.text) == ",":
		if r.inFrom(start, last) {
			return expectTable
		}
		if len(opened) > 0 && r.isCall(opened[0]) {
			return expectArgument
		}
		return expectValue
	case t.Kind == lexer.Open:
		if r.isCall(last) {
			return expectArgument
		}
		return expectValue
	case t.Kind == lexer.Operator && t.In(r.text) != "*":
		return expectValue
	case t.In(r.text) == "*":
		if prev := last - 1; r.word(prev) == "select" || r.is(prev, ",") || r.is(prev, "(") || r.is(prev, ".") {
			return expectMore
		}
		return expectValue
	}
	return expectMore
}

// isCall tells whether a bracket opens the arguments of a function.
func (r reader) isCall(open int) bool {
	return r.is(open, "(") && r.name(open-1) != "" && r.tokens[open-1].End == r.tokens[open].Start
}

// inFrom tells whether a comma separates items of FROM: the last clause before it on its level is FROM or JOIN.
func (r reader) inFrom(start, comma int) bool {
	depth := 0
	for i := comma - 1; i >= start; i-- {
		switch r.tokens[i].Kind {
		case lexer.Close:
			depth++
			continue
		case lexer.Open:
			depth--
			continue
		}
		if depth != 0 {
			continue
		}
		switch r.word(i) {
		case "from", "join":
			return true
		case "select", "where", "by", "having", "on", "set", "values", "qualify", "returning", "using", "limit":
			return false
		}
	}
	return false
}
