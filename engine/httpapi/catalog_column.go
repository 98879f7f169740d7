package httpapi

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/queries"
)

// describedTable adds the columns to an entry. The types of Arrow are those of a result with a column of each type.
func describedTable(ctx context.Context, session *engine.Session, e catalogEntry) (catalogTable, error) {
	t := catalogTable{catalogEntry: e, PrimaryKey: []string{}}
	at := map[string]any{"schema": e.Schema, "name": e.Name}
	columns, err := readRowsOf[catalogColumn](ctx, session, `SELECT d.column_name AS name, d.column_index::BIGINT AS position, d.data_type AS type,
			d.is_nullable AS nullable, d.comment
		FROM duckdb_columns() AS d
		WHERE d.database_name = current_database() AND d.schema_name = $schema AND d.table_name = $name
		ORDER BY d.column_index`, at)
	if err != nil {
		return t, err
	}
	keys, err := readRowsOf[struct{ Name string }](ctx, session, `SELECT unnest(k.constraint_column_names) AS name FROM duckdb_constraints() AS k
		WHERE k.database_name = current_database() AND k.schema_name = $schema AND k.table_name = $name AND k.constraint_type = 'PRIMARY KEY'`, at)
	if err != nil {
		return t, err
	}
	for _, k := range keys {
		t.PrimaryKey = append(t.PrimaryKey, k.Name)
	}
	arrowTypes, err := arrowTypesOf(ctx, session, columns)
	if err != nil {
		return t, err
	}
	for i := range columns {
		columns[i].PostgresType, columns[i].ArrowType = postgresType(columns[i].Type), arrowTypes[i]
		columns[i].Unit, columns[i].Comment = unitAndText(columns[i].Comment)
	}
	t.Fields = columns
	return t, nil
}

// unitAndText takes the comment of a column apart, which is "unit: text" or the unit alone where the program wrote it.
func unitAndText(comment *string) (unit, text *string) {
	if comment == nil {
		return nil, nil
	}
	first, rest, more := strings.Cut(*comment, ": ")
	if !slices.Contains(queries.Units(), first) {
		return nil, comment
	}
	if !more {
		return &first, nil
	}
	return &first, &rest
}

// arrowTypesOf asks for no value of each type and looks at the schema of the result.
func arrowTypesOf(ctx context.Context, session *engine.Session, columns []catalogColumn) ([]string, error) {
	if len(columns) == 0 {
		return nil, nil
	}
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = fmt.Sprintf("NULL::%s AS c%d", c.Type, i)
	}
	result, err := session.Query(ctx, "SELECT "+strings.Join(parts, ", "), nil)
	if err != nil {
		return nil, err
	}
	defer result.Release()
	types := make([]string, len(columns))
	for i, field := range result.Schema().Fields() {
		types[i] = field.Type.String()
	}
	return types, nil
}

// postgresTypes are the names that PostgreSQL has for what holds the values of a DuckDB type.
var postgresTypes = map[string]string{
	"BOOLEAN": "boolean", "TINYINT": "smallint", "SMALLINT": "smallint", "INTEGER": "integer", "BIGINT": "bigint", "HUGEINT": "numeric(39,0)",
	"UTINYINT": "smallint", "USMALLINT": "integer", "UINTEGER": "bigint", "UBIGINT": "numeric(20,0)", "UHUGEINT": "numeric(39,0)", "BIGNUM": "numeric",
	"FLOAT": "real", "DOUBLE": "double precision", "VARCHAR": "text", "BLOB": "bytea", "BIT": "bit varying", "UUID": "uuid", "JSON": "json",
	"DATE": "date", "TIME": "time without time zone", "TIME WITH TIME ZONE": "time with time zone", "TIMESTAMP": "timestamp without time zone",
	"TIMESTAMP_S": "timestamp without time zone", "TIMESTAMP_MS": "timestamp without time zone", "TIMESTAMP_NS": "timestamp without time zone",
	"TIMESTAMP WITH TIME ZONE": "timestamp with time zone", "INTERVAL": "interval",
}

// postgresType is a DuckDB type as PostgreSQL calls it. What it has no type for is text or, where it has parts, json.
func postgresType(duckType string) string {
	if element, isList := elementType(duckType); isList {
		if inner := postgresType(element); inner != "json" {
			return inner + "[]"
		}
		return "json"
	}
	if digits, isDecimal := strings.CutPrefix(duckType, "DECIMAL("); isDecimal {
		return "numeric(" + digits
	}
	if known := postgresTypes[duckType]; known != "" {
		return known
	}
	for _, nested := range []string{"STRUCT(", "MAP(", "UNION("} {
		if strings.HasPrefix(duckType, nested) {
			return "json"
		}
	}
	if at := strings.LastIndexByte(duckType, '['); at > 0 { // an array of a fixed size
		return postgresType(duckType[:at] + "[]")
	}
	return "text"
}
