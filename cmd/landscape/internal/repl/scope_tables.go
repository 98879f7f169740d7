package repl

import (
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

// ctes are the common tables of a statement, each with the columns that its text gives.
func (r reader) ctes() []tableRef {
	var found []tableRef
	for i := range r.tokens {
		// name AS (, name(columns) AS (, with or without [NOT] MATERIALIZED
		if r.word(i) != "as" {
			continue
		}
		open := i + 1
		for r.word(open) == "not" || r.word(open) == "materialized" {
			open++
		}
		if !r.is(open, "(") || i == 0 {
			continue
		}
		cte := tableRef{name: r.name(i - 1)}
		before := i - 2
		if r.is(i-1, ")") {
			from := i - 1
			for from > 0 && r.closing(from) != i-1 {
				from--
			}
			cte.name, before = r.name(from-1), from-2
			for j := from + 1; j < i-1; j++ {
				if n := r.name(j); n != "" {
					cte.columns = append(cte.columns, n)
				}
			}
		}
		if cte.name == "" || r.word(before) != "with" && r.word(before) != "recursive" && !r.is(before, ",") {
			continue
		}
		if cte.columns == nil {
			cte.columns, cte.star = r.output(open+1, r.closing(open), found)
		}
		found = append(found, cte)
	}
	return found
}

// tables are the items of FROM, JOIN, INTO and UPDATE between two tokens, without those of brackets inside.
func (r reader) tables(from, to int, ctes []tableRef) []tableRef {
	var found []tableRef
	for i := from; i < to; i++ {
		if r.tokens[i].Kind == lexer.Open {
			i = r.closing(i)
			continue
		}
		word := r.word(i)
		isTable := word == "from" || word == "join" || word == "into" || word == "update" && i == from ||
			slices.Contains([]string{"describe", "summarize", "pivot", "unpivot"}, word)
		isComma := r.is(i, ",") && r.inFrom(from, i)
		if !isTable && !isComma {
			continue
		}
		if r.word(i+1) == "lateral" {
			i++
		}
		if ref, next := r.table(i+1, to, ctes); next > i+1 {
			found = append(found, ref)
			i = next - 1
		}
	}
	return found
}

// table reads one item of FROM at i and returns the token behind it, i when there is none.
func (r reader) table(i, to int, ctes []tableRef) (ref tableRef, next int) {
	next = i
	switch {
	case next < to && r.is(next, "("):
		end := r.closing(next)
		ref.columns, ref.star = r.output(next+1, min(end, to), ctes)
		next = min(end+1, to)
	case next < to && r.name(next) != "":
		ref.name = r.name(next)
		for next++; next+1 < to && r.is(next, ".") && r.name(next+1) != ""; next += 2 {
			ref.schema, ref.name = ref.name, r.name(next+1)
		}
		if next < to && r.is(next, "(") {
			next = min(r.closing(next)+1, to)
		}
		if c := slices.IndexFunc(ctes, func(c tableRef) bool { return strings.EqualFold(c.name, ref.name) }); c >= 0 && ref.schema == "" {
			ref.columns, ref.star = ctes[c].columns, ctes[c].star
		}
	default:
		return ref, i
	}
	if next < to && r.word(next) == "as" {
		next++
	}
	if next < to && r.name(next) != "" && !lexer.IsKeyword(r.tokens[next].In(r.text)) {
		ref.alias = r.name(next)
		next++
		if next < to && r.is(next, "(") { // t(a, b)
			end := min(r.closing(next), to)
			ref.columns = nil
			for j := next + 1; j < end; j++ {
				if n := r.name(j); n != "" {
					ref.columns = append(ref.columns, n)
				}
			}
			next = min(end+1, to)
		}
	}
	return ref, next
}

// output is what a query between two tokens gives: the names of its select list, and the tables that a * stands for. A query without
// SELECT gives all columns of its FROM.
func (r reader) output(from, to int, ctes []tableRef) (columns []string, star []tableRef) {
	sel := from
	for sel < to && r.word(sel) != "select" {
		if r.tokens[sel].Kind == lexer.Open {
			sel = r.closing(sel)
		}
		sel++
	}
	if sel >= to {
		return nil, r.tables(from, to, ctes)
	}
	for _, item := range r.items(sel+1, to) {
		first, last := item[0], item[1]
		switch name := r.name(last); {
		case r.is(last, "*"), r.is(first, "*"):
			star = r.tables(from, to, ctes)
		case name != "" && (first == last || r.word(last-1) == "as" || r.is(last-1, ".") || r.name(last-1) != "" || r.tokens[last-1].Kind == lexer.Close):
			columns = append(columns, name)
		}
	}
	return columns, star
}

// items are the first and last tokens of each item of a select list.
func (r reader) items(from, to int) [][2]int {
	var items [][2]int
	if r.word(from) == "distinct" {
		from++
	}
	start := from
	i := from
	for ; i < to; i++ {
		if r.tokens[i].Kind == lexer.Open {
			i = min(r.closing(i), to-1)
			continue
		}
		if w := r.word(i); slices.Contains([]string{"from", "where", "group", "order", "having", "limit", "qualify", "union", "window"}, w) {
			break
		}
		if r.is(i, ",") {
			if i > start {
				items = append(items, [2]int{start, i - 1})
			}
			start = i + 1
		}
	}
	if i > start {
		items = append(items, [2]int{start, i - 1})
	}
	return items
}

// aliases are the names that the select list between two tokens gives with AS.
func (r reader) aliases(from, to int) []string {
	var names []string
	for i := from; i < to; i++ {
		if r.tokens[i].Kind == lexer.Open {
			i = r.closing(i)
			continue
		}
		switch {
		case r.word(i) == "from" && len(names) > 0:
			return names
		case r.word(i) == "as" && r.name(i+1) != "" && !r.is(i+2, "(") && !r.inFrom(from, i+1) && r.word(from) != "with":
			names = append(names, r.name(i+1))
		}
	}
	return names
}
