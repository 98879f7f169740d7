package engine

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	bindings "github.com/duckdb/duckdb-go-bindings"
	"github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"

	"github.com/customer-landscape/landscape/engine/sqltree"
)

// verdict is what is known of a statement that the policy lets through.
type verdict struct {
	unknown error // names something that is not there: preparing it must fail
	shifts  bool  // calls a function whose value changes by itself
}

// admit holds a statement against the policy of the session, without running or binding any of it.
func (s *Session) admit(ctx context.Context, query string) (verdict, error) {
	if err := s.policy.length(query); err != nil {
		return verdict{}, err
	}
	if strings.ContainsRune(query, 0) || !utf8.ValidString(query) {
		return verdict{}, &Error{Kind: KindQuery, Op: "query", Code: CodeSyntax, Err: errors.New("the statement is no text in UTF-8")}
	}
	words, err := s.engine.vocabulary(ctx)
	if err != nil {
		return verdict{}, err
	}
	q, err := s.read(ctx, query, words)
	if err != nil {
		return verdict{}, err
	}
	var v verdict
	if v.unknown, err = s.policy.judge(q, words); err == nil {
		err = s.guard(ctx, q, words)
	}
	v.shifts = q.Shifts
	for _, f := range q.Functions {
		v.shifts = v.shifts || words.functions[sqltree.Lower(f.Name)].shifts
	}
	return v, err
}

// read finds what the one query of a text names, also where the text explains a query.
func (s *Session) read(ctx context.Context, text string, words *vocabulary) (sqltree.Query, error) {
	queries, err := s.parse(ctx, text, words)
	explained := 0
	if errors.Is(err, sqltree.ErrNoQuery) {
		if m := explainPrefix.FindStringIndex(text); m != nil {
			explained = m[1]
			queries, err = s.parse(ctx, text[explained:], words)
		}
	}
	if errors.Is(err, sqltree.ErrNoQuery) {
		if static, ok := listPivots(text[explained:]); ok {
			if queries, err = s.parse(ctx, static, words); err != nil {
				err = sqltree.ErrNoQuery // the text is not the caller's
			}
		}
	}
	var syntax *sqltree.SyntaxError
	switch {
	case errors.As(err, &syntax):
		e := &Error{Kind: KindQuery, Op: "query", Code: CodeSyntax, Err: fmt.Errorf("%s%w", parserPrefix, syntax)}
		if syntax.Offset >= 0 {
			e.Position = &Position{Offset: explained + syntax.Offset}
		}
		return sqltree.Query{}, e
	case errors.Is(err, sqltree.ErrTooDeep):
		return sqltree.Query{}, tooLarge("the statement is too large or too deep")
	case errors.Is(err, sqltree.ErrNoQuery):
		return sqltree.Query{}, s.noQuery(text)
	case err != nil:
		return sqltree.Query{}, err
	case len(queries) != 1:
		return sqltree.Query{}, severalStatements(len(queries))
	}
	shift(queries[0], explained)
	return queries[0], nil
}

func (s *Session) parse(ctx context.Context, text string, words *vocabulary) ([]sqltree.Query, error) {
	tree, err := s.engine.tree(ctx, s.conn, text)
	if err != nil {
		return nil, err
	}
	return sqltree.Parse([]byte(tree), func(name string) bool { return words.functions[name].macro || guarded(name) })
}

// noQuery says what a text holds that is no query.
func (s *Session) noQuery(text string) error {
	var count mapping.IdxT
	err := s.conn.Raw(func(raw any) error {
		handle, err := hidden[mapping.Connection](raw.(*duckdb.Conn), "conn")
		if err != nil {
			return err
		}
		var statements mapping.ExtractedStatements
		count = bindings.ExtractStatements(handle, text, &statements)
		mapping.DestroyExtracted(&statements)
		return nil
	})
	switch {
	case err != nil:
		return err
	case count > 1:
		return severalStatements(int(count))
	}
	return &Error{Kind: KindReadOnly, Op: "query", Code: CodeForbiddenStatement,
		Err:  errors.New("the statement does more than read, or cannot be looked into"),
		Hint: "Send one SELECT, FROM, VALUES, WITH, PIVOT, UNPIVOT, DESCRIBE, SUMMARIZE, SHOW TABLES or EXPLAIN of one."}
}

func severalStatements(n int) error {
	if n == 0 {
		return &Error{Kind: KindInvalid, Op: "query", Code: CodeSyntax, Err: errors.New("there is no statement")}
	}
	return &Error{Kind: KindInvalid, Op: "query", Code: CodeMultiStatement, Err: errors.New("it is not exactly one statement"),
		Hint: "Send the statements one by one."}
}

// shift moves the places of a query that stands behind so many bytes.
func shift(q sqltree.Query, bytes int) {
	for _, names := range [][]sqltree.Name{q.Tables, q.Functions, q.TableFunctions} {
		for i := range names {
			if names[i].Offset >= 0 {
				names[i].Offset += bytes
			}
		}
	}
}

// explainPrefix is EXPLAIN with its options, in front of the statement that it explains. Anything but known words in the brackets
// could be a query.
var explainPrefix = regexp.MustCompile(`(?is)^\s*explain\s+(analyze\s+|\(\s*` + explainOption + `(\s*,\s*` + explainOption + `)*\s*\)\s*)?`)

const explainOption = `(?:analyze|format\s+(?:text|json|html|graphviz|yaml|default))`
