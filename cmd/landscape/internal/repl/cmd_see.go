package repl

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/report"
	"github.com/customer-landscape/landscape/engine"
)

func seeCommands() []command {
	return []command{
		{name: "tables", args: "[PAT]", group: groupSee, summary: "tables and views with their rows; * in PAT stands for anything", aliases: []string{`\dt`},
			run: runTables, examples: []string{".tables", ".tables inv*"}},
		{name: "columns", args: "[TABLE]", group: groupSee, summary: "columns of a table or view with type, unit and meaning", aliases: []string{`\d`},
			run: runColumns, complete: completeRelations, examples: []string{".columns landscape_summary"}},
		{name: "schema", args: "[PAT]", group: groupSee, summary: "the SQL that makes tables and views", run: runSchema, examples: []string{".schema customers"}},
		{name: "views", args: "[PAT]", group: groupSee, summary: "the figures and views, and what they answer", aliases: []string{`\dv`}, run: runViews,
			examples: []string{".views", ".views churn*"}},
		{name: "reports", args: "[PAT]", group: groupSee, summary: "the reports, and the questions they answer", run: runReports, examples: []string{".reports"}},
		{name: "functions", args: "[PAT]", group: groupSee, summary: "the macros of the landscape; with PAT every function", aliases: []string{`\df`}, run: runFunctions,
			examples: []string{".functions", ".functions list_agg*"}},
		{name: "settings", args: "[PAT]", group: groupSee, summary: "every setting of the figures, its value and where it comes from", run: runSettings,
			complete: completeSettings, examples: []string{".settings", ".settings tier*"}},
		{name: "summary", args: "TABLE", group: groupSee, summary: "profile of a table: NULLs, range, top values and shape of each column", run: runSummary,
			complete: completeRelations, examples: []string{".summary invoice_lines"}},
	}
}

// pattern turns what was typed into a pattern of LIKE: * and % stand for anything; nothing means everything.
func pattern(args string) map[string]any {
	p := strings.ReplaceAll(unquote(args), "*", "%")
	if p == "" {
		p = "%"
	}
	return map[string]any{"pat": strings.ToLower(p)}
}

const tablesSQL = `with counted as (
    select t.schema_name, t.table_name as name, 'table' as kind, t.estimated_size as rows, t.column_count as columns, t.comment
    from duckdb_tables() as t
    where t.database_name in (current_database(), 'temp') and not t.internal
    union all
    select v.schema_name, v.view_name, 'view', null, v.column_count, v.comment
    from duckdb_views() as v
    where v.database_name in (current_database(), 'temp') and not v.internal
)
select
    case when c.schema_name = 'main' then c.name else c.schema_name || '.' || c.name end as name,
    c.kind as kind,
    c.rows as rows,
    c.columns as columns,
    replace(c.comment, 'landscape: ', '') as holds,
from counted as c
where (c.name like $pat or c.schema_name || '.' || c.name like $pat)
    and (c.schema_name not in ('landscape_base', 'landscape_history') or $pat like 'landscape%')
    and not (c.kind = 'view' and $pat = '%' and c.comment like 'landscape: %')
order by c.kind, c.schema_name, c.name`

func runTables(ctx context.Context, s *shell, args string) error {
	return s.list(ctx, tablesSQL, pattern(args))
}

const columnsSQL = `with known as (
    select c.name as relation, unnest(c.columns, recursive := true)
    from (select any_value(k.name) as name, any_value(k.columns) as columns from catalogue as k where k.name = $name and k.kind in ('table', 'view')) as c
    where c.name is not null
)
select
    d.column_name as column,
    lower(d.data_type) as type,
    k.unit as unit,
    not d.is_nullable as required,
    coalesce(k.text, d.comment) as meaning,
from duckdb_columns() as d
left join known as k
    on k.name = d.column_name
where d.database_name in (current_database(), 'temp') and d.table_name = $name and d.schema_name = $schema
order by d.column_index`

func runColumns(ctx context.Context, s *shell, args string) error {
	if args == "" {
		return runTables(ctx, s, "")
	}
	name := unquote(args)
	schema := "main"
	if before, after, ok := strings.Cut(name, "."); ok {
		schema, name = before, after
	}
	known, err := s.query(ctx, "select 1 from duckdb_columns() as d where d.table_name = $name and d.schema_name = $schema limit 1",
		map[string]any{"name": name, "schema": schema})
	if err != nil {
		return err
	}
	defer known.release()
	if known.rows == 0 {
		return s.notFound(ctx, "columns", name, "select distinct table_name from duckdb_columns() where schema_name = 'main' and not internal order by 1")
	}
	return s.list(ctx, columnsSQL, map[string]any{"name": name, "schema": schema})
}

// notFound is the error for a name that is not there; it proposes the nearest of those that a query lists.
func (s *shell) notFound(ctx context.Context, command, name, listSQL string) error {
	hint := "." + command
	if rows, err := s.texts(ctx, listSQL); err == nil {
		var names []string
		for _, row := range rows {
			names = append(names, row[0])
		}
		if near := Nearest(name, names); near != "" {
			hint = "." + command + " " + near
		}
	}
	return &engine.Error{Kind: engine.KindNotFound, Op: command, Object: name, Hint: hint, Err: errors.New("there is no such name")}
}

func runSchema(ctx context.Context, s *shell, args string) error {
	answer, err := s.query(ctx, `select d.sql from (
    select t.schema_name, t.table_name as name, t.sql from duckdb_tables() as t where t.database_name in (current_database(), 'temp') and not t.internal
    union all
    select v.schema_name, v.view_name, v.sql from duckdb_views() as v where v.database_name in (current_database(), 'temp') and not v.internal
) as d
where d.name like $pat and (d.schema_name not in ('landscape_base', 'landscape_history') or $pat like 'landscape%')
order by d.schema_name, d.name`, pattern(args))
	if err != nil {
		return err
	}
	defer answer.release()
	for _, row := range answer.texts() {
		fmt.Fprintln(s.out, render.Visible(strings.TrimRight(row[0], ";\n"))+";")
	}
	if answer.rows == 0 {
		s.note("note: no table and no view is called %s", args)
	}
	return nil
}

func runViews(ctx context.Context, s *shell, args string) error {
	return s.list(ctx, `select c.name, c.family, c.grain, c.summary
from catalogue as c
where c.kind in ('view', 'table_macro') and c.name like $pat
group by all
order by c.family, c.name`, pattern(args))
}

func runReports(ctx context.Context, s *shell, args string) error {
	reports, faults := report.List(report.Folder())
	for _, fault := range faults {
		s.note("note: %v", fault)
	}
	var rows []string
	params := pattern(args)
	for i, r := range reports {
		names := []string{fmt.Sprintf("n%d", i), fmt.Sprintf("q%d", i), fmt.Sprintf("u%d", i)}
		params[names[0]], params[names[1]], params[names[2]] = r.Name, r.Summary, strings.TrimPrefix(r.Usage(), r.Name)
		rows = append(rows, "($"+strings.Join(names, ", $")+")")
	}
	return s.list(ctx, "select r.report, r.answers, trim(r.arguments) as arguments from (values "+strings.Join(rows, ", ")+
		") as r(report, answers, arguments) where r.report like $pat order by r.report", params)
}

func runFunctions(ctx context.Context, s *shell, args string) error {
	if args == "" {
		return s.list(ctx, `select c.name as function, c.kind, list_aggregate(list_transform(c.arguments, lambda a: a.name), 'string_agg', ', ') as arguments, c.summary
from catalogue as c
where c.kind in ('macro', 'table_macro')
order by c.kind, c.name`, nil)
	}
	return s.list(ctx, `select f.function_name as function, f.function_type as kind, array_to_string(f.parameters, ', ') as arguments, f.return_type as returns,
    replace(coalesce(f.description, f.comment, ''), 'landscape: ', '') as summary,
from duckdb_functions() as f
where f.function_name like $pat and f.schema_name != 'landscape_base'
group by all
order by f.function_name, arguments`, pattern(args))
}

func runSettings(ctx context.Context, s *shell, args string) error {
	return s.list(ctx, `select f.name, f.value, f.origin, f.allowed, f.meaning
from settings_in_force as f
where f.name like $pat
order by f.name`, pattern(args))
}

// completeRelations offers the tables and views that a word could begin.
func completeRelations(s *shell, word string) []candidate {
	return s.lookUp(word, `select t.table_name, 'table' from duckdb_tables() as t where t.schema_name = 'main' and not t.internal
union all select v.view_name, 'view' from duckdb_views() as v where v.schema_name = 'main' and not v.internal order by 1`)
}

func completeSettings(s *shell, word string) []candidate {
	return s.lookUp(word, "select d.name, 'setting' from landscape_base.setting_defaults as d order by 1")
}

// lookUp makes candidates of a query for names and kinds, those that begin with a word. It offers nothing while the session is busy,
// and nothing after a failure.
func (s *shell) lookUp(word, sql string) []candidate {
	if s.session == nil || !s.catalogue.waitFor(budget/2) {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), budget)
	defer cancel()
	rows, err := s.texts(ctx, sql)
	if err != nil {
		return nil
	}
	var found []candidate
	for _, row := range rows {
		if strings.HasPrefix(row[0], strings.ToLower(word)) {
			found = append(found, candidate{text: row[0], kind: row[1]})
		}
	}
	return found
}
