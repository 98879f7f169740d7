package repl

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

// relation is a table, a view or a table macro that completion knows.
type relation struct {
	schema, name string
	kind         string // table, view or macro
	rows         string // of a table; empty for others
	comment      string
	columns      []column
	arguments    []string // of a table macro
}

type column struct{ name, typ, comment string }

// function is a function or a macro that gives a value.
type function struct{ name, arguments, returns, text string }

// catalogue is what completion knows of the database. It is read again after each statement that may change it, while the user types:
// the session runs one statement at a time, and wait gives it back.
type catalogue struct {
	stale   bool
	reading sync.WaitGroup
	done    chan struct{} // closed when the reading has ended; nil before the first one

	mu        sync.Mutex // guards what follows
	relations []relation
	functions []function
}

// changing are the first words of statements behind which the database may hold other things than before.
var changing = []string{"create", "drop", "alter", "attach", "detach", "use", "rollback", "commit", "abort", "end", "import", "copy", "comment",
	"insert", "delete", "update", "truncate", "call", "load", "install", "set"}

// note marks the catalogue as stale after a statement that may have changed it.
func (c *catalogue) note(sql string) {
	if words := lexer.Words(sql); len(words) > 0 && slices.Contains(changing, words[0]) {
		c.stale = true
	}
}

// refreshCatalogue begins to read the catalogue when it is stale, and opens a database in memory before. Nobody may use the session
// before wait.
func (s *shell) refreshCatalogue(ctx context.Context) {
	c := &s.catalogue
	if !c.stale || s.transaction == failedTransaction {
		return
	}
	c.stale = false
	done := make(chan struct{})
	c.done = done
	c.reading.Go(func() {
		defer close(done)
		if s.session == nil {
			if s.openFailed = s.open(ctx); s.openFailed != nil {
				return
			}
		}
		relations, functions, err := s.readCatalogue(ctx)
		if err != nil {
			return // completion goes on with what it knew
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.relations, c.functions = relations, functions
	})
}

// wait waits until the session is free.
func (c *catalogue) wait() { c.reading.Wait() }

// waitFor waits until the catalogue has been read, and no longer than d; false when the session is still in use.
func (c *catalogue) waitFor(d time.Duration) bool {
	if c.done == nil {
		return true
	}
	select {
	case <-c.done:
		return true
	case <-time.After(d):
		return false
	}
}

// known is what has been read so far.
func (c *catalogue) known() ([]relation, []function) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.relations, c.functions
}

const relationsQuery = `
	FROM (
	SELECT schema_name AS s, table_name AS n, 'table' AS kind, CAST(estimated_size AS VARCHAR), coalesce(comment, '')
	FROM duckdb_tables() WHERE NOT internal
	UNION ALL
	SELECT schema_name, view_name, 'view', '', coalesce(comment, '') FROM duckdb_views() WHERE NOT internal
	UNION ALL
	SELECT schema_name, function_name, 'macro', array_to_string(any_value(parameters), ' '), coalesce(any_value(comment), '')
	FROM duckdb_functions() WHERE function_type = 'table_macro' AND NOT internal GROUP BY ALL)
	ORDER BY s <> current_schema(), s, n, kind DESC`

const columnsQuery = `
	SELECT schema_name, table_name, column_name, data_type, coalesce(comment, '') FROM duckdb_columns() WHERE NOT internal
	ORDER BY schema_name, table_name, column_index`

const functionsQuery = `
	SELECT function_name, coalesce(array_to_string(min_by(parameters, len(parameters)), ', '), ''), coalesce(any_value(return_type), ''),
		coalesce(any_value(comment), any_value(description), '')
	FROM duckdb_functions()
	WHERE function_type IN ('scalar', 'aggregate', 'macro') AND regexp_matches(function_name, '^[A-Za-z][A-Za-z0-9_]*$')
		AND (internal OR schema_name = 'main')
	GROUP BY function_name ORDER BY bool_and(internal), function_name`

func (s *shell) readCatalogue(ctx context.Context) ([]relation, []function, error) {
	found, err := s.texts(ctx, relationsQuery)
	if err != nil {
		return nil, nil, err
	}
	columns, err := s.texts(ctx, columnsQuery)
	if err != nil {
		return nil, nil, err
	}
	of := map[[2]string][]column{}
	for _, c := range columns {
		key := [2]string{c[0], c[1]}
		of[key] = append(of[key], column{c[2], c[3], c[4]})
	}
	relations := make([]relation, len(found))
	for i, f := range found {
		relations[i] = relation{schema: f[0], name: f[1], kind: f[2], rows: f[3], comment: strings.TrimPrefix(f[4], "landscape: "),
			columns: of[[2]string{f[0], f[1]}]}
		if f[2] == "macro" {
			relations[i].rows, relations[i].arguments = "", strings.Fields(f[3])
		}
	}
	names, err := s.texts(ctx, functionsQuery)
	functions := make([]function, len(names))
	for i, f := range names {
		functions[i] = function{f[0], f[1], f[2], strings.TrimPrefix(f[3], "landscape: ")}
	}
	return relations, functions, err
}

// detail is the right column of completion.
func (r relation) detail(separator string) string {
	parts := []string{r.kind}
	if r.kind == "macro" {
		parts[0] = "table macro"
	}
	if r.rows != "" {
		parts = append(parts, number(r.rows)+" rows")
	}
	if r.comment != "" {
		parts = append(parts, r.comment)
	}
	return strings.Join(parts, separator)
}
