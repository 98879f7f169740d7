package sqltree

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Name is something that a query names, perhaps with the schema and the database that it is said to be in, as it was written.
type Name struct {
	Database string
	Schema   string
	Name     string
	Offset   int // of the place in the text, in bytes; -1 where DuckDB does not say it
}

// Query is what one query names. What a common table expression defines is left out of Tables wherever the name means it.
type Query struct {
	Tables         []Name   // tables, views, and files named like one
	Functions      []Name   // scalar, aggregate and window functions and macros
	TableFunctions []Name   // functions and macros that stand in place of a table
	Shows          []string // what SHOW lists: tables, databases and so on
	Shifts         bool     // draws a sample, or names a column that may be the time of the query, such as current_date
	Depth          int      // how deep expressions, queries and relations nest
	Doublings      int      // of the path along which a planner copies most: each may double the work of those above it
	Queries        int      // how many queries and sub-queries there are
}

// SyntaxError is what DuckDB says of a text that is no SQL.
type SyntaxError struct {
	Message string
	Offset  int // in bytes; -1 where DuckDB does not say it
}

// Error is the message.
func (e *SyntaxError) Error() string { return e.Message }

// Errors of Parse, besides a SyntaxError.
var (
	ErrNoQuery = errors.New("the text holds a statement that is no query")
	ErrTooDeep = errors.New("the tree is too deep to be read")
)

// Parse reads a tree, one Query for each statement. copies tells of a function, by its name in small letters, whether its call copies its
// arguments, as a macro does. Where a statement is no SELECT in DuckDB's sense the error is ErrNoQuery, where the text is no SQL a
// *SyntaxError.
func Parse(tree []byte, copies func(function string) bool) ([]Query, error) {
	var root struct {
		Error      bool
		Message    string `json:"error_message"`
		Position   string
		Statements []any
	}
	if err := json.Unmarshal(tree, &root); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, ErrTooDeep
		}
		return nil, fmt.Errorf("the tree of a statement: %w", err)
	}
	switch {
	case root.Error && strings.HasPrefix(root.Message, noSelect):
		return nil, ErrNoQuery
	case root.Error:
		offset, err := strconv.Atoi(root.Position)
		if err != nil {
			offset = -1
		}
		return nil, &SyntaxError{Message: root.Message, Offset: offset}
	}
	queries := make([]Query, len(root.Statements))
	for i, statement := range root.Statements {
		w := walker{query: &queries[i], copies: copies}
		w.any(statement, nil, place{})
	}
	return queries, nil
}

// noSelect is how DuckDB begins to say that it writes no tree of a statement.
const noSelect = "Only SELECT statements"

// Lower writes the letters A to Z small and leaves all others, as DuckDB compares names.
func Lower(name string) string {
	b := []byte(name)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
