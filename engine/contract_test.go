package engine

import (
	"context"
	"database/sql"
	"regexp"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/queries"
)

// TestContract compares what DuckDB says of every object with its header: names, types and order of the columns, and the comments.
func TestContract(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	e := openEmpty(t)
	objects, err := queries.All()
	if err != nil {
		t.Fatal(err)
	}
	columns := columnsOf(objects)
	for _, o := range objects {
		if o.Schema == "" {
			continue
		}
		t.Run(o.QualifiedName(), func(t *testing.T) {
			for _, relation := range relations(o, columns) {
				if got := described(t, e, relation); got != headerColumns(o) {
					t.Errorf("%s: describe says\n%s\nand the header\n%s", relation, got, headerColumns(o))
				}
			}
			if o.IsScalar() && o.Returns.Type == "" {
				t.Error("the header does not say what the macro returns")
			}
			checkComments(t, e, o)
		})
	}
}

func columnsOf(objects []queries.Object) map[string][]queries.Column {
	columns := map[string][]queries.Column{}
	for _, o := range objects {
		columns[o.Name] = o.Columns
	}
	return columns
}

// givenColumns finds, in the text of an argument that names a table expression, the object whose columns the expression has.
var givenColumns = regexp.MustCompile(`^name of a table expression with [\w ]*? of (\w+)`)

// relations are the ways to name the object in a FROM clause. A required argument is NULL, or names a table expression without rows.
func relations(o queries.Object, columns map[string][]queries.Column) []string {
	var args, given []string
	for _, a := range o.Args {
		if !a.Required {
			continue
		}
		if of := givenColumns.FindStringSubmatch(a.Text); of != nil {
			given = append(given, "given_"+a.Name+" AS ("+noRowsOf(columns[of[1]])+")")
			args = append(args, a.Name+" := 'given_"+a.Name+"'")
			continue
		}
		typ := a.Type
		if strings.HasPrefix(typ, "STRUCT[") {
			typ = "STRUCT(start_day DATE, end_day DATE)[]" // spans, as period_spans makes them
		}
		args = append(args, a.Name+" := CAST(NULL AS "+typ+")")
	}
	call := o.QualifiedName() + "(" + strings.Join(args, ", ") + ")"
	if len(given) > 0 {
		call = "(WITH " + strings.Join(given, ", ") + " FROM " + call + ")"
	}
	switch o.Kind {
	case queries.Macro, queries.BaseMacro:
		return nil
	case queries.TableMacro, queries.BaseTableMacro:
		return []string{call}
	case queries.Figure:
		if o.Now == "" { // the view is the macro
			return []string{call}
		}
		return []string{o.Name, call}
	default:
		return []string{o.QualifiedName()}
	}
}

func described(t *testing.T, e *Engine, relation string) string {
	t.Helper()
	var columns []string
	err := e.read(context.Background(), func(ctx context.Context, conn *sql.Conn) error {
		const query = "SELECT column_name || ' ' || column_type FROM (DESCRIBE FROM "
		return e.query(ctx, conn, query+relation+")", nil, func(scan func(...any) error) error {
			var column string
			err := scan(&column)
			columns = append(columns, column)
			return err
		})
	})
	if err != nil {
		t.Errorf("%s: %v", relation, err)
	}
	return plainColumns(strings.Join(columns, ", "))
}

func checkComments(t *testing.T, e *Engine, o queries.Object) {
	t.Helper()
	where := " where database_name = current_database() and schema_name = " + quoteText(o.Schema)
	name := " = " + quoteText(o.Name)
	var got []string
	columns := 0
	switch o.Kind {
	case queries.Table, queries.BaseTable:
		got, columns = texts(t, e, "select comment from duckdb_tables()"+where+" and table_name"+name), len(o.Columns)
	case queries.View, queries.BaseView:
		got, columns = texts(t, e, "select comment from duckdb_views()"+where+" and view_name"+name), len(o.Columns)
	case queries.Figure:
		got, columns = texts(t, e, "select comment from duckdb_views()"+where+" and view_name"+name+
			" union all select comment from duckdb_functions()"+where+" and function_type = 'table_macro' and function_name"+name), len(o.Columns)
	default:
		kind := "macro"
		if !o.IsScalar() {
			kind = "table_macro"
		}
		got = texts(t, e, "select comment from duckdb_functions()"+where+" and function_type = "+quoteText(kind)+" and function_name"+name)
	}
	if len(got) == 0 {
		t.Error("the object is not in the database")
	}
	for _, comment := range got {
		if comment != commentMark+o.Summary {
			t.Errorf("the comment is %q and the summary %q", comment, o.Summary)
		}
	}
	if columns == 0 {
		return
	}
	if n := len(texts(t, e, "select comment from duckdb_columns()"+where+" and table_name"+name+" and comment is not null")); n != columns {
		t.Errorf("%d of %d columns have a comment", n, columns)
	}
}

func TestCatalogue(t *testing.T) {
	e := openEmpty(t)
	for query, want := range map[string]string{
		"select count(*) from (select name, kind from catalogue group by all having count(*) > 1)":                        "0",
		"select string_agg(distinct kind, ' ' order by kind) from catalogue where kind <> 'report'":                       "macro setting table table_macro view",
		"select count(*) from catalogue where name = 'pareto_rank'":                                                       "3",
		"select columns[1].name || ' ' || columns[1].unit from catalogue where name = 'invoice_lines'":                    "source key",
		"select arguments[1].name || ' ' || arguments[1].type from catalogue where name = 'kpi' and kind = 'table_macro'": "as_of DATE",
		"select len(arguments) from catalogue where name = 'kpi' and kind = 'view'":                                       "0",
		"select arguments[1].default from catalogue where name = 'years' and kind = 'setting'":                            "3",
		"select count(*) from catalogue where name like 'landscape_base%' or name = 'customer_days'":                      "0",
		"select count(*) from catalogue where summary is null or family is null or columns is null or arguments is null":  "0",
	} {
		if got := texts(t, e, query); got[0] != want {
			t.Errorf("%s: got %s, want %s", query, got[0], want)
		}
	}
}
