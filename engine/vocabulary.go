package engine

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/customer-landscape/landscape/engine/sqltree"
	"github.com/customer-landscape/landscape/queries"
)

// vocabulary is what SQL can name in this database, in small letters.
type vocabulary struct {
	shape     uint64 // how often the names had changed when it was read
	database  string
	functions map[string]function
	tables    map[string]bool // by schema.name
}

// function is what is known of all functions and macros of one name.
type function struct {
	scalar bool // gives a value
	table  bool // gives a table
	own    bool // a macro of this database
	system bool // gives a table and is DuckDB's
	macro  bool
	added  bool // a macro that a user has added
	reads  bool // a macro that reads tables
	unsafe bool // a macro that calls what no query may call
	shifts bool // its value changes by itself: the time, a random number
}

// vocabulary returns what SQL can name now. DuckDB takes a tenth of a second to list its functions, so they are read again only after a
// write that may have changed a name, by one reader for all, and outside of any transaction, which might not see the write.
func (e *Engine) vocabulary(ctx context.Context) (*vocabulary, error) {
	if words := e.words.Load(); words != nil && words.shape == e.shapes.Load() {
		return words, nil
	}
	select {
	case e.wording <- struct{}{}:
		defer func() { <-e.wording }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	shape := e.shapes.Load()
	if words := e.words.Load(); words != nil && words.shape == shape {
		return words, nil
	}
	words, err := e.readVocabulary(ctx)
	if err != nil {
		return nil, err
	}
	words.shape = shape
	e.words.Store(words)
	return words, nil
}

func (e *Engine) readVocabulary(ctx context.Context) (*vocabulary, error) {
	words := &vocabulary{functions: map[string]function{}, tables: map[string]bool{}}
	err := e.read(ctx, func(ctx context.Context, conn *sql.Conn) error {
		return errors.Join(e.readTables(ctx, conn, words), e.readFunctions(ctx, conn, words))
	})
	return words, err
}

func (e *Engine) readTables(ctx context.Context, conn *sql.Conn, words *vocabulary) error {
	return e.query(ctx, conn, `SELECT database_name, schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = current_database()
		UNION ALL SELECT database_name, schema_name || '.' || view_name FROM duckdb_views() WHERE database_name = current_database() AND NOT internal`,
		nil, func(scan func(...any) error) error {
			var database, name string
			err := scan(&database, &name)
			words.database = sqltree.Lower(database)
			words.tables[sqltree.Lower(name)] = true
			return err
		})
}

func (e *Engine) readFunctions(ctx context.Context, conn *sql.Conn, words *vocabulary) error {
	shipped, err := shippedMacros()
	if err != nil {
		return err
	}
	added := map[string][]string{} // definitions of macros that are not ours, by name
	err = e.query(ctx, conn, `SELECT function_name, function_type, database_name = current_database(),
			coalesce(stability <> 'CONSISTENT', false), coalesce(macro_definition, '')
		FROM duckdb_functions() WHERE function_type <> 'pragma'`, nil, func(scan func(...any) error) error {
		var name, kind, definition string
		var own, shifts bool
		if err := scan(&name, &kind, &own, &shifts, &definition); err != nil {
			return err
		}
		name = sqltree.Lower(name)
		f := words.functions[name]
		isTable := kind == "table" || kind == "table_macro"
		f.table, f.scalar, f.own = f.table || isTable, f.scalar || !isTable, f.own || own
		f.system = f.system || isTable && !own
		f.macro, f.shifts = f.macro || kind == "macro" || kind == "table_macro", f.shifts || shifts
		if reads, known := shipped[name]; known && own {
			f.reads = f.reads || reads
		} else if own {
			f.added = true
			f.unsafe = true // until its definition says otherwise
			if !isTable {
				definition = "SELECT " + definition
			}
			added[name] = append(added[name], definition)
		}
		words.functions[name] = f
		return nil
	})
	if err != nil {
		return err
	}
	return e.clearMacros(ctx, conn, words, added)
}

// clearMacros finds which of the macros that users have added call nothing but what a query may call. A macro may call another one, so
// they are looked at until none is cleared any more.
func (e *Engine) clearMacros(ctx context.Context, conn *sql.Conn, words *vocabulary, added map[string][]string) error {
	parsed := map[string][]sqltree.Query{}
	for name, definitions := range added {
		for _, definition := range definitions {
			tree, err := e.tree(ctx, conn, definition)
			if err != nil {
				return err
			}
			queries, err := sqltree.Parse([]byte(tree), nil)
			if err != nil {
				queries = []sqltree.Query{{Functions: []sqltree.Name{{Name: closedFunctions[0]}}}} // what cannot be read stays closed
			}
			parsed[name] = append(parsed[name], queries...)
		}
	}
	for cleared := true; cleared; {
		cleared = false
		for name, queries := range parsed {
			f := words.functions[name]
			if f.unsafe && harmless(queries, words) {
				f.unsafe, cleared = false, true
				f.reads = true
				words.functions[name] = f
			}
		}
	}
	return nil
}

func harmless(queries []sqltree.Query, words *vocabulary) bool {
	for _, q := range queries {
		unknown, err := Policy{}.judge(q, words)
		if unknown != nil || err != nil {
			return false
		}
	}
	return true
}

// tree is what DuckDB reads a text as; empty when it is too large.
func (e *Engine) tree(ctx context.Context, conn *sql.Conn, text string) (string, error) {
	var tree sql.NullString
	err := e.queryRow(ctx, conn, `SELECT CASE WHEN strlen(j) <= ? THEN j END
		FROM (SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR), skip_null := true, skip_empty := true, skip_default := true) AS VARCHAR) AS j)`,
		[]any{maxTreeBytes, text}, &tree)
	return tree.String, err
}

// shippedMacros tells of every macro of ours, by its name, whether it gives a value and reads tables for it.
var shippedMacros = sync.OnceValues(func() (map[string]bool, error) {
	objects, err := queries.All()
	if err != nil {
		return nil, err
	}
	byName := map[string]queries.Object{}
	for _, o := range objects {
		byName[o.Name] = o
	}
	var reads func(o queries.Object) bool
	reads = func(o queries.Object) bool {
		for _, source := range o.Sources {
			if s := byName[source]; !s.IsScalar() || reads(s) {
				return true
			}
		}
		return false
	}
	shipped := map[string]bool{}
	for _, o := range objects {
		shipped[sqltree.Lower(o.Name)] = o.IsScalar() && reads(o)
	}
	return shipped, nil
})
