package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/duckdb/duckdb-go/v2/mapping"
)

// Description is what a statement gives and takes.
type Description struct {
	Columns    []Column
	Parameters []ParameterInfo
}

// ParameterInfo is one parameter of a statement.
type ParameterInfo struct {
	Name string // without $; a ? has the number of its place
	Type string // DuckDB's SQL type; empty where the statement leaves it open
}

// Describe plans a statement and tells its columns and parameters without running it.
func (s *Session) Describe(ctx context.Context, query string) (*Description, error) {
	d := &Description{}
	err := s.run(ctx, query, func(stmt *statement) error {
		defer func() { _ = stmt.close() }() // the driver returns nil
		n := mapping.PreparedStatementColumnCount(stmt.handle)
		for i := range n {
			typ := mapping.PreparedStatementColumnLogicalType(stmt.handle, i)
			d.Columns = append(d.Columns, Column{Name: mapping.PreparedStatementColumnName(stmt.handle, i), Type: typeText(typ)})
			mapping.DestroyLogicalType(&typ)
		}
		for i := range stmt.driver.NumInput() {
			name, err := stmt.driver.ParamName(i + 1)
			if err != nil {
				return err
			}
			d.Parameters = append(d.Parameters, ParameterInfo{Name: name, Type: stmt.parameterType(i + 1)})
		}
		return nil
	})
	if err != nil {
		return nil, s.failed(classify("describe", "", err), query)
	}
	AddUnits(d.Columns)
	return d, nil
}

// Explain returns the plan of a statement that reads, with parameters bound as Query binds them, as DuckDB draws it (format "text", also
// for "") or as JSON. analyze runs the statement and adds what each step took.
func (s *Session) Explain(ctx context.Context, query string, params map[string]any, analyze bool, format string) (string, error) {
	options := "FORMAT text"
	switch format {
	case "", "text":
	case "json":
		options = "FORMAT json"
	default:
		return "", &Error{Kind: KindInvalid, Op: "explain", Object: "format " + format, Err: errors.New("it is neither text nor json")}
	}
	if analyze {
		options = "ANALYZE, " + options
	}
	prefix := "EXPLAIN (" + options + ") "
	result, err := s.Query(ctx, prefix+query, params)
	if err != nil {
		return "", unprefixed(err, query, len(prefix))
	}
	defer result.Release()
	var plan strings.Builder
	for result.Next() {
		batch := result.Batch()
		for row := range int(batch.NumRows()) {
			fmt.Fprintln(&plan, batch.Column(int(batch.NumCols())-1).ValueStr(row))
		}
	}
	return plan.String(), result.Err()
}

// parameterType is the type that the statement expects of its nth parameter, counted from 1; empty where any will do.
func (s *statement) parameterType(n int) string {
	typ := mapping.ParamLogicalType(s.handle, mapping.IdxT(n))
	if typ.Ptr == nil {
		return ""
	}
	defer mapping.DestroyLogicalType(&typ)
	return typeText(typ)
}
