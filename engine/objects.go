package engine

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/customer-landscape/landscape/queries"
)

// prepare checks whose database this is and brings its objects up to date. An up-to-date database costs one small read.
func (e *Engine) prepare(ctx context.Context, create bool) error {
	own, err := ownObjects()
	if err != nil {
		return err
	}
	var state marker
	err = e.read(ctx, func(ctx context.Context, conn *sql.Conn) error {
		state, err = e.readMarker(ctx, conn)
		return err
	})
	switch {
	case err != nil:
		return err
	case state.version > schemaVersion:
		return databaseError(e.name(), "Use a newer release of landscape.",
			"its tables have version %d, and this program knows version %d", state.version, schemaVersion)
	case len(state.foreign) > 0:
		return databaseError(e.name(), "Load into a file of its own: `landscape load NEW-DB FILE...`.",
			"it is the database of another program: it holds %s and no landscape", strings.Join(state.foreign, ", "))
	case state.version == 0 && (!create || e.readOnly):
		return databaseError(e.name(), "Load a ledger into it with `landscape load "+e.name()+" FILE...`, or pass --create.",
			"it is an empty database without a landscape")
	case state.hash == own.hash:
		return nil
	case e.readOnly:
		e.log.Warn("the views were written by another version of this program and stay as they are, since the database is open read-only",
			"database", e.name())
		return nil
	}
	return e.writeAndKeep(ctx, nil, func(ctx context.Context, conn *sql.Conn) (*RefreshSummary, error) {
		return e.applyObjects(ctx, conn, own.list, state.version, own.hash)
	})
}

// marker is what tells a landscape database from others.
type marker struct {
	version int // 0 when there is no marker
	hash    string
	foreign []string // tables and views of a database that is not ours
}

func (e *Engine) readMarker(ctx context.Context, conn *sql.Conn) (marker, error) {
	var m marker
	var tables int
	err := e.queryRow(ctx, conn, `SELECT count(*) FROM duckdb_tables()
		WHERE database_name = current_database() AND schema_name = ? AND table_name = 'schema_version'`, []any{queries.BaseSchema}, &tables)
	if err != nil {
		return m, err
	}
	if tables == 1 {
		err = e.queryRow(ctx, conn, "SELECT version, objects_hash FROM landscape_base.schema_version", nil, &m.version, &m.hash)
		return m, err
	}
	const foreign = `SELECT name FROM (
			SELECT table_name AS name FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal
			UNION ALL SELECT view_name FROM duckdb_views() WHERE database_name = current_database() AND NOT internal)
		ORDER BY name LIMIT 5`
	err = e.query(ctx, conn, foreign, nil, func(scan func(...any) error) error {
		var name string
		defer func() { m.foreign = append(m.foreign, name) }()
		return scan(&name)
	})
	return m, err
}

// hashedObjects are the SQL objects of this program with a hash that changes when any of them does.
type hashedObjects struct {
	list []queries.Object
	hash string
}

// ownObjects reads the objects once. It takes as long as DuckDB takes to open a file, so Open begins it first.
var ownObjects = sync.OnceValues(func() (own hashedObjects, err error) {
	if own.list, err = queries.All(); err != nil {
		return own, err
	}
	h := sha256.New()
	for _, o := range own.list {
		fmt.Fprintf(h, "%v\n", o)
	}
	own.hash = hex.EncodeToString(h.Sum(nil))
	return own, nil
})

// applyObjects brings tables of an older version up to date, 0 being a database without any, and creates or replaces every stored object,
// inside the caller's transaction. The summary is of the refresh that tables of an older version take.
func (e *Engine) applyObjects(ctx context.Context, conn *sql.Conn, objects []queries.Object, version int, hash string) (*RefreshSummary, error) {
	for _, schema := range []string{queries.BaseSchema, queries.HistorySchema} {
		if _, err := e.exec(ctx, conn, "CREATE SCHEMA IF NOT EXISTS "+schema); err != nil {
			return nil, err
		}
	}
	if err := e.dropOwn(ctx, conn); err != nil {
		return nil, err
	}
	if err := e.migrate(ctx, conn, version); err != nil {
		return nil, err
	}
	if err := e.checkNames(ctx, conn, objects); err != nil {
		return nil, err
	}
	stale, err := e.dropOldTables(ctx, conn, objects)
	if err != nil {
		return nil, err
	}
	if err := e.createObjects(ctx, conn, objects); err != nil {
		return nil, err
	}
	if err := e.shipRows(ctx, conn, objects); err != nil {
		return nil, err
	}
	for _, o := range objects {
		if o.Schema == "" {
			continue
		}
		if _, err := e.exec(ctx, conn, commentStatements(o)); err != nil {
			return nil, fmt.Errorf("queries/%s: comments: %w", o.Path, err)
		}
	}
	if err := e.fillCatalogue(ctx, conn, objects); err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	if err := e.storeSettingsRow(ctx, conn); err != nil {
		return nil, err
	}
	if err := e.emptyKept(ctx, conn); err != nil { // other bodies may give other rows
		return nil, err
	}
	summary := &RefreshSummary{Rows: map[string]int64{}}
	if err := e.forgetKept(ctx, conn, false, summary); err != nil {
		return nil, err
	}
	if stale {
		if summary, err = e.refreshWithin(ctx, conn, true); err != nil {
			return nil, fmt.Errorf("computing the base tables of this version: %w", err)
		}
	}
	if _, err := e.exec(ctx, conn, "DELETE FROM landscape_base.schema_version"); err != nil {
		return nil, err
	}
	_, err = e.exec(ctx, conn, "INSERT INTO landscape_base.schema_version VALUES (?, ?, now()::TIMESTAMP)", schemaVersion, hash)
	return summary, err
}

// dropOwn drops the views and macros that an earlier version has left, so that none of them outlives its file. Views and macros
// that a user has added stay.
func (e *Engine) dropOwn(ctx context.Context, conn *sql.Conn) error {
	const own = `
		SELECT 'VIEW ' || format('"{}"."{}"', schema_name, view_name) FROM duckdb_views()
		WHERE database_name = current_database() AND NOT internal AND (schema_name = 'landscape_base' OR comment LIKE 'landscape: %')
		UNION ALL
		SELECT DISTINCT if(function_type = 'table_macro', 'MACRO TABLE ', 'MACRO ') || format('"{}"."{}"', schema_name, function_name)
		FROM duckdb_functions()
		WHERE database_name = current_database() AND function_type IN ('macro', 'table_macro') AND NOT internal
			AND (schema_name = 'landscape_base' OR comment LIKE 'landscape: %')`
	var drops []string
	err := e.query(ctx, conn, own, nil, func(scan func(...any) error) error {
		var target string
		err := scan(&target)
		drops = append(drops, "DROP "+target)
		return err
	})
	for _, drop := range drops {
		if err != nil {
			return err
		}
		_, err = e.exec(ctx, conn, drop)
	}
	return err
}

// createObjects creates the objects, which come in the order of what they read. CREATE binds a body with the bodies of every macro in
// it, so that a figure five levels up would take seconds. Hence every relation first stands there as its header says, without rows, and
// the bodies follow from the top down: each is bound to the headers of what it reads, and a header that is wrong shows at once.
func (e *Engine) createObjects(ctx context.Context, conn *sql.Conn, objects []queries.Object) error {
	create := func(o queries.Object, statements []string) error {
		for _, statement := range statements {
			if _, err := e.exec(ctx, conn, statement); err != nil {
				return fmt.Errorf("queries/%s: %w", o.Path, err)
			}
		}
		return nil
	}
	for _, o := range objects {
		if !o.IsScalar() {
			if err := create(o, outlineStatements(o)); err != nil {
				return err
			}
		}
	}
	for _, o := range objects {
		if o.IsScalar() {
			if err := create(o, []string{"CREATE MACRO " + o.QualifiedName() + "(" + macroArgs(o.Args) + ") AS (" + o.Body + ")"}); err != nil {
				return err
			}
		}
	}
	for _, o := range slices.Backward(objects) {
		if err := create(o, bodyStatements(o)); err != nil {
			return err
		}
	}
	return nil
}

// outlineStatements make a table, or a relation without rows that has the columns of the header; nothing of profiles and reports.
func outlineStatements(o queries.Object) []string {
	name := o.QualifiedName()
	macro := "CREATE MACRO " + name + "(" + macroArgs(o.Args) + ") AS TABLE " + noRowsOf(o.Columns)
	view := "CREATE VIEW " + name + " AS " + noRowsOf(o.Columns)
	switch o.Kind {
	case queries.Table, queries.BaseTable:
		statements := []string{"CREATE TABLE IF NOT EXISTS " + name + " (" + columnDefinitions(o.Columns) + ")"}
		if o.IsInput() {
			statements = append(statements, "CREATE TABLE IF NOT EXISTS "+queries.HistorySchema+"."+o.Name+
				" ("+columnDefinitions(o.Columns)+", replaced_by BIGINT)")
		}
		return statements
	case queries.View, queries.BaseView:
		return []string{view}
	case queries.TableMacro, queries.BaseTableMacro:
		return []string{macro}
	case queries.Figure:
		return []string{macro, "CREATE VIEW " + name + " AS FROM " + name + "()"}
	default:
		return nil
	}
}

// bodyStatements give a relation that is no table its body. The view of a figure has it from the macro, or from what the refresh keeps.
func bodyStatements(o queries.Object) []string {
	switch o.Kind {
	case queries.View, queries.BaseView:
		if o.Now != "" {
			return []string{viewOf(o, o.Body)}
		}
		return []string{"CREATE OR REPLACE VIEW " + o.QualifiedName() + " AS " + o.Body}
	case queries.TableMacro, queries.BaseTableMacro, queries.Figure:
		statements := []string{"CREATE OR REPLACE MACRO " + o.QualifiedName() + "(" + macroArgs(o.Args) + ") AS TABLE " + o.Body}
		if o.Now != "" {
			statements = append(statements, viewOf(o, "FROM "+o.QualifiedName()+"()"))
		}
		return statements
	default:
		return nil
	}
}

// viewOf is the view that reads what is kept, and runs the text otherwise.
func viewOf(o queries.Object, otherwise string) string {
	return "CREATE OR REPLACE VIEW " + o.QualifiedName() + " AS FROM query(if(landscape_base.kept_for_session(), " +
		quoteText("FROM "+o.Now) + ", " + quoteText(otherwise) + "))"
}

func noRowsOf(columns []queries.Column) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = "NULL::" + c.Type + " AS " + quoteName(c.Name)
	}
	return "SELECT " + strings.Join(parts, ", ") + " WHERE false"
}

func columnDefinitions(columns []queries.Column) string {
	definitions := make([]string, len(columns))
	for i, c := range columns {
		definitions[i] = quoteName(c.Name) + " " + c.Type
		if c.NotNull() {
			definitions[i] += " NOT NULL"
		}
	}
	return strings.Join(definitions, ", ")
}

func macroArgs(args []queries.Arg) string {
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = quoteName(a.Name)
		if !a.Required {
			parts[i] += " := " + a.Default
		}
	}
	return strings.Join(parts, ", ")
}

// commentMark starts the comment of every view and macro of ours in schema main.
const commentMark = "landscape: "

// commentStatements carries the header into the database, where every client of DuckDB sees it.
func commentStatements(o queries.Object) string {
	var b strings.Builder
	name, text := o.QualifiedName(), quoteText(commentMark+o.Summary)
	comment := func(what string) { fmt.Fprintf(&b, "COMMENT ON %s %s IS %s;\n", what, name, text) }
	columns := o.Columns
	switch o.Kind {
	case queries.Table, queries.BaseTable:
		comment("TABLE")
	case queries.View, queries.BaseView:
		comment("VIEW")
	case queries.Macro, queries.BaseMacro:
		comment("MACRO")
		columns = nil
	case queries.TableMacro, queries.BaseTableMacro:
		comment("MACRO TABLE")
		columns = nil
	case queries.Figure:
		comment("MACRO TABLE")
		comment("VIEW")
	default:
		columns = nil
	}
	for _, c := range columns {
		text := c.Unit
		if c.Text != "" {
			text += ": " + c.Text
		}
		fmt.Fprintf(&b, "COMMENT ON COLUMN %s.%s IS %s;\n", name, quoteName(c.Name), quoteText(text))
	}
	return b.String()
}
