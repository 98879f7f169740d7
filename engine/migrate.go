package engine

import (
	"context"
	"database/sql"
	"strings"

	"github.com/customer-landscape/landscape/queries"
)

// checkNames refuses to take the name of something that a user has made in schema main. It runs when the views and macros of an
// earlier version are gone, so what is left under one of our names is a user's.
func (e *Engine) checkNames(ctx context.Context, conn *sql.Conn, objects []queries.Object) error {
	taken := map[string]bool{} // "view churn"
	err := e.query(ctx, conn, `
		SELECT 'table ' || table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'main'
		UNION ALL
		SELECT 'view ' || view_name FROM duckdb_views() WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal
		UNION ALL
		SELECT DISTINCT if(function_type = 'table_macro', 'table macro ', 'macro ') || function_name FROM duckdb_functions()
		WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal`,
		nil, func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			taken[name] = true
			return err
		})
	if err != nil {
		return err
	}
	for _, o := range objects {
		if o.Schema != "main" {
			continue
		}
		for _, kind := range clashes(o) {
			if taken[kind+" "+o.Name] {
				return databaseError(e.name(), "Rename it in DuckDB, for example "+kind+" "+o.Name+" to my_"+o.Name+", and open the database again.",
					"it has a %s of its own called %s, which is a name of this program's", kind, o.Name)
			}
		}
	}
	return nil
}

// clashes are the kinds of a user's object that stand in the way of ours.
func clashes(o queries.Object) []string {
	switch o.Kind {
	case queries.Table:
		return []string{"view"}
	case queries.View:
		return []string{"table", "view"}
	case queries.Figure:
		return []string{"table", "view", "table macro"}
	case queries.TableMacro:
		return []string{"table macro"}
	case queries.Macro:
		return []string{"macro"}
	default:
		return nil
	}
}

// dropOldTables drops the base tables that have other columns than their headers; they are computed from the ledger again. An input
// table with other columns holds data that cannot be, so it is an error: such a change raises schemaVersion and brings a migration.
func (e *Engine) dropOldTables(ctx context.Context, conn *sql.Conn, objects []queries.Object) (dropped bool, err error) {
	stored, err := e.storedColumns(ctx, conn)
	if err != nil {
		return false, err
	}
	for _, o := range objects {
		has, exists := stored[o.Schema+"."+o.Name]
		if !o.IsTable() || !exists || has == headerColumns(o) {
			continue
		}
		if o.Kind == queries.Table {
			return false, databaseError(e.name(), "Use the release of landscape that wrote it, or load the ledger into a new file.",
				"its table %s has the columns %s and this program's has %s", o.Name, has, headerColumns(o))
		}
		if _, err := e.exec(ctx, conn, "DROP TABLE "+o.QualifiedName()); err != nil {
			return false, err
		}
		dropped = true
	}
	return dropped, nil
}

// storedColumns maps "schema.table" to its columns as text.
func (e *Engine) storedColumns(ctx context.Context, conn *sql.Conn) (map[string]string, error) {
	out := map[string]string{}
	err := e.query(ctx, conn, `
		SELECT schema_name || '.' || table_name, string_agg(column_name || ' ' || data_type, ', ' ORDER BY column_index)
		FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal GROUP BY ALL`,
		nil, func(scan func(...any) error) error {
			var table, columns string
			err := scan(&table, &columns)
			out[table] = plainColumns(columns)
			return err
		})
	return out, err
}

func headerColumns(o queries.Object) string {
	columns := make([]string, len(o.Columns))
	for i, c := range o.Columns {
		columns[i] = c.Name + " " + c.Type
	}
	return plainColumns(strings.Join(columns, ", "))
}

// plainColumns levels the ways to write the same types.
func plainColumns(text string) string {
	return strings.NewReplacer(`"`, "", ", ", ",", "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE").Replace(text)
}
