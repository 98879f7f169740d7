package repl

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

// usual are the keywords that are offered first, in this order; others follow as the database ranks them.
var usual = []string{"select", "from", "where", "join", "left join", "group by", "order by", "limit", "with", "having", "qualify", "and", "or", "as",
	"on", "using", "desc", "asc", "union", "insert", "update", "delete", "create", "describe", "summarize", "explain", "set", "case", "when",
	"then", "else", "end", "distinct", "not", "null", "true", "false", "between", "in", "is", "like", "ilike", "over", "filter", "values", "into"}

// pairs are keywords that never stand alone.
var pairs = map[string]string{"group": "group by", "order": "order by", "partition": "partition by", "left": "left join", "inner": "inner join",
	"right": "right join", "cross": "cross join", "full": "full join", "insert": "insert into", "delete": "delete from"}

// maxKeywords is how many keywords are offered.
const maxKeywords = 30

// grammar offers the keywords, settings and types that DuckDB's own completion finds possible. Without it, as in a failed transaction,
// all keywords are offered.
func (s *shell) grammar(ctx context.Context, l *list, text string, cursor int, free bool) {
	found := s.askGrammar(ctx, text[:cursor], free)
	if found == nil {
		for _, w := range lexer.Keywords(l.word) {
			found = append(found, candidate{text: w, kind: "keyword", more: " "})
		}
	}
	for i, c := range found {
		if pair, ok := pairs[strings.ToLower(c.text)]; ok {
			found[i].text = pair
			if c.text == strings.ToUpper(c.text) {
				found[i].text = strings.ToUpper(pair)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return rank(a) - rank(b) })
	for i, c := range found {
		if i == maxKeywords {
			return
		}
		l.add(c.text, c)
	}
}

// rank puts the usual keywords first, and a letter before a mark.
func rank(c candidate) int {
	if c.kind != "keyword" {
		return 0
	}
	if i := slices.Index(usual, strings.ToLower(c.text)); i >= 0 {
		return i
	}
	return len(usual)
}

// grammarQuery takes the places where a name could stand out: names come from the catalogue, which knows which are meant.
const grammarQuery = `SELECT trim(suggestion), suggestion_type, CAST(suggestion_score AS VARCHAR), suggestion_start FROM sql_auto_complete($1)
	WHERE suggestion_type IN ('keyword', 'setting', 'pragma_function', 'type') AND regexp_matches(suggestion, '^[A-Za-z]') ORDER BY suggestion_score`

func (s *shell) askGrammar(ctx context.Context, head string, free bool) []candidate {
	if !free || s.session == nil || s.transaction == failedTransaction {
		return nil
	}
	result, err := s.session.Query(ctx, grammarQuery, map[string]any{"1": head})
	if err != nil {
		return nil
	}
	rows, err := readTexts(result)
	if err != nil {
		return nil
	}
	found := []candidate{}
	for _, row := range rows {
		if score, _ := strconv.Atoi(row[2]); score > maxScore {
			continue
		}
		c := candidate{text: row[0], kind: strings.ReplaceAll(row[1], "_", " "), more: " "}
		c.detail = c.kind
		if c.kind == "keyword" {
			c.detail = ""
		}
		found = append(found, c)
	}
	return found
}

// maxScore is the worst score of a suggestion that is worth showing; 0 is the best.
const maxScore = 4
