package engine

import (
	"context"
	"testing"

	"github.com/duckdb/duckdb-go/v2"
)

// FuzzPolicy looks for a text that the policy lets through and DuckDB takes for more than a query, or that changes the database.
func FuzzPolicy(f *testing.F) {
	for _, text := range []string{"select 1", "from customers", "explain analyze select 1", "pivot customers on name", "with a as (select 1) from a", "select 1; drop table customers",
		"copy customers to 'x'", "explain (format json) insert into customers select 1", "/* */ select 1", "describe customers", "from 'x.csv'", "select $$a$$", "values (1)",
		"create table t as pivot customers on name", "pivot customers on name using first(nextval('s'))", "select e'\\''; drop table customers; --'"} {
		f.Add(text)
	}
	e := openEmpty(f)
	s, err := e.Read(context.Background(), ReadOptions{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.Close() })
	before, err := e.readStamp()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_ = s.run(context.Background(), text, func(stmt *statement) error {
			if stmt.kind != duckdb.STATEMENT_TYPE_SELECT && stmt.kind != duckdb.STATEMENT_TYPE_EXPLAIN {
				t.Errorf("%q is a statement of type %v", text, stmt.kind)
			}
			return stmt.close()
		})
		s.spoilt.Store(true)
		if after, err := e.readStamp(); err != nil || after != before {
			t.Errorf("%q changes the database: %v", text, err)
		}
	})
}
