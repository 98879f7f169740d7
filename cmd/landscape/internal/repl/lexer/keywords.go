package lexer

import "strings"

// reserved are the words that DuckDB never takes for a name, and those it takes for a function or a type only.
var reserved = set(`all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case cast check collate
	collation column columns concurrently constraint create cross default deferrable desc describe distinct do else end except false fetch for
	foreign freeze from full generated glob group having ilike in initially inner intersect into is isnull join lambda lateral leading
	left like limit map natural not notnull null offset on only or order outer overlaps pivot pivot_longer pivot_wider placing positional
	primary qualify references returning right select semi show similar some struct summarize symmetric table tablesample then to
	trailing true try_cast union unique unpack unpivot using variadic verbose when where window with`)

// shown are words that DuckDB takes for names too, and that are keywords where people write them.
var shown = set(`alter attach begin between checkpoint coalesce commit copy cube delete detach drop except exclude exists explain export
	extract filter following grouping if ignore import insert interval macro materialized merge nulls over partition pragma preceding
	prepare range recursive rename replace reset rollback rollup rows schema sequence set sets temp temporary transaction truncate
	unbounded update use values view within`)

func set(words string) map[string]bool {
	found := map[string]bool{}
	for _, w := range strings.Fields(words) {
		found[w] = true
	}
	return found
}

// IsReserved tells whether a word must be quoted to be a name.
func IsReserved(word string) bool { return reserved[strings.ToLower(word)] }

// IsKeyword tells whether a word is shown as a keyword.
func IsKeyword(word string) bool {
	word = strings.ToLower(word)
	return reserved[word] || shown[word]
}

// Keywords are the words that are shown as keywords and begin with a prefix in small letters, in no order.
func Keywords(prefix string) []string {
	var found []string
	for _, words := range []map[string]bool{reserved, shown} {
		for w := range words {
			if strings.HasPrefix(w, prefix) {
				found = append(found, w)
			}
		}
	}
	return found
}

// QuoteName writes a name as it can stand in SQL: in quotes only where they are needed.
func QuoteName(name string) string {
	plain := name != "" && !IsReserved(name)
	for i := range len(name) {
		c := name[i]
		plain = plain && (c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' || i > 0 && isDigit(c))
	}
	if plain {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// UnquoteName takes the quotes off a name.
func UnquoteName(name string) string {
	inner, ok := strings.CutPrefix(name, `"`)
	if !ok {
		return name
	}
	return strings.ReplaceAll(strings.TrimSuffix(inner, `"`), `""`, `"`)
}
