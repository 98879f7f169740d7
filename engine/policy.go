package engine

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/engine/sqltree"
)

// Policy says what a session of Read may ask for. Whatever it says, a statement has to be one query, and may call no function that
// reaches files, settings, other databases or the state of the server.
type Policy struct {
	// Tables are the tables, views and table macros that may be named, such as "landscape" or "landscape_base.customers", without regard
	// to case. What a view is made of need not be named. Nil means every table of the database, and what describes them; an empty list
	// means none.
	Tables []string
	// MaxSQLBytes is the longest statement. Defaults to 1 MiB.
	MaxSQLBytes int
	// MaxDepth is how deep expressions and queries may nest. Defaults to 200.
	MaxDepth int
}

const (
	defaultSQLBytes = 1 << 20
	defaultDepth    = 200
	// maxDoublings bounds what the planner copies. It takes tenths of a second at 12 nested sub-queries, minutes at 20, and cannot be
	// interrupted meanwhile.
	maxDoublings = 12
	// maxQueries bounds the queries within a statement, and maxChained the words that chain queries or conditions. Reading and planning
	// take a time that grows with the square of these, a second at about ten times as many, and cannot be interrupted.
	maxQueries = 1000
	maxChained = 4000
	// maxInlined bounds the common table expressions that are copied to each place that names them, and with them those that they name.
	maxInlined = 4
	// maxTreeBytes bounds the tree of a statement, some hundred bytes for each constant, column and function in it.
	maxTreeBytes = 8 << 20
)

// length refuses a text before anything reads it.
func (p Policy) length(query string) error {
	limit := p.MaxSQLBytes
	if limit <= 0 {
		limit = defaultSQLBytes
	}
	if len(query) > limit {
		return tooLarge("the statement has %d bytes and may have %d", len(query), limit)
	}
	if len(query) > maxChained && len(chaining.FindAllStringIndex(query, maxChained+1)) > maxChained {
		return tooLarge("the statement has more than %d words AND, OR, UNION, EXCEPT or INTERSECT", maxChained)
	}
	if n := len(materialized.FindAllStringIndex(query, -1)) - len(asMaterialized.FindAllStringIndex(query, -1)); n > maxInlined {
		return tooLarge("more than %d common table expressions are NOT MATERIALIZED", maxInlined)
	}
	return nil
}

// The tree does not tell NOT MATERIALIZED from nothing, so its words are counted in the text.
var (
	materialized   = regexp.MustCompile(`(?i)\bmaterialized\b`)
	asMaterialized = regexp.MustCompile(`(?i)\bas\s+materialized\b`)
)

var chaining = regexp.MustCompile(`(?i)\b(?:and|or|union|except|intersect)\b`)

func tooLarge(format string, args ...any) error {
	return &Error{Kind: KindTooLarge, Op: "query", Code: CodeTooLarge, Err: fmt.Errorf(format, args...)}
}

// judge holds what a query names against the policy. unknown is something that it names and that is not there, so that DuckDB must
// refuse the query too; nil when all is there.
func (p Policy) judge(q sqltree.Query, words *vocabulary) (unknown error, err error) {
	depth := p.MaxDepth
	if depth <= 0 {
		depth = defaultDepth
	}
	switch {
	case q.Depth > depth:
		return nil, tooLarge("the statement nests %d deep and may nest %d deep", q.Depth, depth)
	case q.Doublings > maxDoublings:
		return nil, tooLarge("sub-queries, lambdas, macros or BETWEEN are nested too deep in each other")
	case q.Queries > maxQueries:
		return nil, tooLarge("the statement holds %d queries and may hold %d", q.Queries, maxQueries)
	}
	check := func(names []sqltree.Name, allowed func(sqltree.Name, *vocabulary) (bool, error)) {
		for _, name := range names {
			known, fault := allowed(name, words)
			switch {
			case fault != nil && err == nil:
				err = fault
			case !known && unknown == nil:
				unknown = forbidden(CodeForbiddenFunction, name, "it is not known")
			}
		}
	}
	check(q.Functions, p.function)
	check(q.TableFunctions, p.tableFunction)
	check(q.Tables, p.table)
	for _, shown := range q.Shows {
		if p.Tables != nil || !slices.Contains(openShows, shown) {
			check([]sqltree.Name{{Name: "SHOW " + shown, Offset: -1}}, func(n sqltree.Name, _ *vocabulary) (bool, error) {
				return true, forbidden(CodeForbiddenTable, n, "it shows more than this door lets through")
			})
		}
	}
	return unknown, err
}

// openShows are what SHOW may list for those who may see every table.
var openShows = []string{"", "tables", "__show_tables_expanded"}

func forbidden(code Code, name sqltree.Name, why string) error {
	e := &Error{Kind: KindReadOnly, Op: "query", Object: name.Name, Code: code, Err: errors.New(why)}
	if name.Offset >= 0 {
		e.Position = &Position{Offset: name.Offset}
	}
	return e
}

// listed reports whether the policy names a table.
func (p Policy) listed(schema, name string) bool {
	return slices.ContainsFunc(p.Tables, func(entry string) bool {
		entry = sqltree.Lower(entry)
		return entry == schema+"."+name || schema == mainSchema && entry == name
	})
}

const mainSchema = "main"

// function judges a function or a macro that gives a value. Its schema does not matter: DuckDB reads a.b(c) as b(a, c) where it finds no
// schema a.
func (p Policy) function(n sqltree.Name, words *vocabulary) (known bool, err error) {
	name := sqltree.Lower(n.Name)
	f, known := words.functions[name]
	switch {
	case slices.Contains(closedFunctions, name), strings.HasPrefix(name, "__internal"):
		return true, forbidden(CodeForbiddenFunction, n, "this function reaches outside of the query")
	case !known:
		return false, nil
	case besideGuard(n, words):
		return true, forbidden(CodeForbiddenFunction, n, "it is called without a schema")
	case !f.scalar && !slices.Contains(openTableFunctions, name):
		return false, nil // DuckDB says so best
	case f.unsafe:
		return true, forbidden(CodeForbiddenFunction, n, "this macro calls what is not let through")
	case f.reads && p.Tables != nil && !p.listed(mainSchema, name):
		return true, forbidden(CodeForbiddenTable, n, "this macro reads tables, and the policy does not name it")
	}
	return true, nil
}

// closedFunctions give a value and more than a value: they read or write settings, variables, sequences, logs, files or plans, stop the
// thread, or trust a state that a caller can forge.
var closedFunctions = []string{"current_setting", "getvariable", "getenv", "nextval", "currval", "write_log", "json_serialize_plan",
	"sleep_ms", "pg_sleep", "setseed", "finalize", "combine", "read_text", "read_blob", "pg_get_viewdef"}

// tableFunction judges a function or a macro in place of a table. Of DuckDB's own only those are let through that compute rows from their
// arguments, or describe the database to those who may see all of it.
func (p Policy) tableFunction(n sqltree.Name, words *vocabulary) (known bool, err error) {
	name := sqltree.Lower(n.Name)
	f, known := words.functions[name]
	switch {
	case slices.Contains(openTableFunctions, name):
		return true, nil
	case slices.Contains(describingFunctions, name) && p.Tables == nil:
		return true, nil
	case !known:
		return false, nil
	case !f.own, f.system, f.unsafe:
		return true, forbidden(CodeForbiddenFunction, n, "this function is not let through")
	case p.Tables != nil && !p.listed(schemaOf(n), name):
		return true, forbidden(CodeForbiddenTable, n, "the policy does not name it")
	}
	return true, nil
}

var openTableFunctions = []string{"range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree"}

var describingFunctions = []string{"duckdb_columns", "duckdb_constraints", "duckdb_functions", "duckdb_keywords", "duckdb_schemas", "duckdb_tables",
	"duckdb_types", "duckdb_views", "icu_calendar_names", "pg_timezone_names", "pragma_table_info", "pragma_version"}

// table judges a table, a view or a file.
func (p Policy) table(n sqltree.Name, words *vocabulary) (known bool, err error) {
	schema, name := schemaOf(n), sqltree.Lower(n.Name)
	database := sqltree.Lower(n.Database)
	if database == "" && schema == words.database { // DuckDB reads the first of two parts as a database too
		database, schema = schema, mainSchema
	}
	switch {
	case p.Tables != nil && !p.listed(schema, name):
		return true, forbidden(CodeForbiddenTable, n, "the policy does not name it")
	case database != "" && database != words.database && database != "system":
		return true, forbidden(CodeForbiddenTable, n, "it is in another database")
	case database != "system" && words.tables[schema+"."+name]:
		return true, nil
	case strings.ContainsAny(n.Name, `./\:*?[`), slices.Contains(closedTables, name):
		return true, forbidden(CodeForbiddenTable, n, "it is no table of this database") // perhaps a file, which DuckDB would read
	}
	return p.Tables == nil && describes(schema, name), nil
}

// schemaOf is the schema that a name is in where it says none.
func schemaOf(n sqltree.Name) string {
	if n.Schema == "" {
		return mainSchema
	}
	return sqltree.Lower(n.Schema)
}

// describes reports whether a table is one of DuckDB's that describe the tables of the database, and nothing of the server.
func describes(schema, name string) bool {
	switch {
	case slices.Contains(closedTables, name):
		return false
	case schema == "information_schema", schema == "pg_catalog":
		return true
	}
	return schema == mainSchema && (slices.Contains(describingTables, name) || strings.HasPrefix(name, "pg_"))
}

var describingTables = []string{"duckdb_columns", "duckdb_constraints", "duckdb_schemas", "duckdb_tables", "duckdb_types", "duckdb_views",
	"sqlite_master", "sqlite_schema"}

// closedTables are the tables of DuckDB that tell of the server: paths, settings, logs, the statements of others.
var closedTables = []string{"pg_settings", "pg_prepared_statements", "duckdb_databases", "duckdb_logs", "duckdb_settings", "duckdb_secrets",
	"pragma_database_list"}
