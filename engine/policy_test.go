package engine

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/queries"
)

func openRead(t testing.TB, e *Engine, opts ReadOptions) *Session {
	t.Helper()
	s, err := e.Read(context.Background(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// attack runs a statement to its end and returns its error.
func attack(s *Session, query string) error {
	result, err := s.Query(context.Background(), query, nil)
	if err != nil {
		return err
	}
	defer result.Release()
	for result.Next() {
	}
	return result.Err()
}

// TestPolicyAttacks tries what an open database lets through beside reading its tables; the file stays as it was, and opens again.
func TestPolicyAttacks(t *testing.T) {
	e := openEmpty(t)
	dir := filepath.Dir(e.Path())
	secret := filepath.Join(dir, "secret.csv")
	if err := os.WriteFile(secret, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	writer := openSession(t, e)
	for _, q := range []string{"create sequence numbers", "create macro peek(p) as table from read_text(p)", "create macro twice(x) as x + x",
		"create macro setting(n) as current_setting(n)", "create macro outer_setting(n) as setting(n)", "create view spool as select 1 as a"} {
		if _, err := writer.Exec(context.Background(), q, nil); err != nil {
			t.Fatal(err)
		}
	}
	s := openRead(t, e, ReadOptions{})
	cases := map[Code][]string{
		CodeMultiStatement: {"select 1; select 2", "select 1; drop table customers", "commit; drop table customers", "copy (pivot customers on name) to 'x.csv'", "create table t as pivot customers on name", "rollback; create table t (a int); begin", "copy (pivot customers on name) to 'x.csv'", "create table t as pivot customers on name"},
		CodeSyntax:         {"", " ; ", "-- nothing", "selec 1", "select 1 +", "explain explain select 1", "pivot customers on nextval('numbers')", "select 1\x00; drop table customers", "select '\xff'", "with x as (insert into customers select 1) from x"},
		CodeForbiddenStatement: {
			"copy (select 'gone') to '" + e.Path() + "' (format csv, use_tmp_file false)", "copy customers to '" + dir + "/x.csv'", "copy customers from '" + secret + "'",
			"export database '" + dir + "/x'", "import database '" + dir + "/x'", "attach ':memory:' as m", "attach '" + dir + "/m.db' as m", "detach test", "use main",
			"load json", "install httpfs", "pragma enable_profiling", "pragma database_list", "pragma json_execute_serialized_sql('')",
			"call enable_logging()", "call checkpoint()", "set memory_limit = '1GB'", "set variable landscape_as_of = date '2020-01-01'", "reset memory_limit", "reset variable x",
			"prepare p as select 1", "execute p", "deallocate p", "checkpoint", "force checkpoint", "vacuum", "analyze", "begin", "commit", "rollback",
			"create table t (a int)", "create temp table t (a int)", "create or replace view landscape as select 1", "create macro m() as 1", "create type u as enum ('a')",
			"create secret (type s3)", "insert into customers select * from customers", "update customers set name = 'x'", "delete from customers", "truncate customers",
			"alter table customers rename to c", "drop table customers", "drop view landscape", "comment on table customers is 'x'", "merge into customers using customers on false when not matched then insert",
			"explain insert into customers select * from customers", "explain analyze delete from customers", "explain (analyze) drop table customers", "explain analyze copy customers to 'x.csv'",
		},
		CodeForbiddenFunction: {
			"from read_csv('" + secret + "')", "from READ_CSV('" + secret + "')", `from "read_csv"('` + secret + `')`, "from system.main.read_csv_auto('" + secret + "')",
			"select * from read_text('" + e.Path() + "')", "from read_blob('" + e.Path() + "')", "from read_parquet('x')", "from parquet_scan('x')", "from parquet_metadata('x')",
			"from read_json('x')", "from read_ndjson_objects('x')", "from read_duckdb('x')", "from glob('/*')", "from sniff_csv('" + secret + "')", "from query('drop table customers')",
			"from query_table('customers')", "from seq_scan('customers')", "from json_execute_serialized_sql('{}')", "from arrow_scan(1, 2, 3)",
			"from duckdb_databases()", "from duckdb_settings()", "from duckdb_secrets()", "from duckdb_logs()", "from duckdb_logs_parsed('x')", "from duckdb_temporary_files()",
			"from duckdb_prepared_statements()", "from duckdb_variables()", "from duckdb_external_file_cache()", "from enable_logging()", "from enable_profiling()", "from checkpoint()",
			"from force_checkpoint()", "from truncate_duckdb_logs()", "from pragma_database_size()", "from pragma_storage_info('customers')", "from pragma_user_agent()", "from which_secret('a', 'b')",
			"from test_all_types()", "from histogram_values('customers', 'name')", "from peek('" + secret + "')", "from main.peek('" + secret + "')",
			"select current_setting('temp_directory')", "select setting('temp_directory')", "select outer_setting('temp_directory')", "select getvariable('landscape_as_of')",
			"select nextval('numbers')", "select currval('numbers')", "select write_log('x')", "select json_serialize_plan('from read_csv(''" + secret + "'')')", "select sleep_ms(1)",
			"select pg_sleep(1)", "select setseed(0.5)", "select name.current_setting() from customers", "select (select nextval('numbers'))", "select 1 where exists (from glob('*'))",
			"with x as materialized (from glob('*')) from x", "from customers where name in (select content from read_text('x'))", "select list_transform(['temp_directory'], lambda x: current_setting(x))",
			"describe from glob('*')", "summarize from read_csv('" + secret + "')", "explain from glob('*')", "explain analyze select nextval('numbers')", "explain (format json) from glob('*')",
			"from customers, lateral (from read_text(name))", "select * replace (nextval('numbers') as name) from customers", "select count(*) filter (nextval('numbers') > 0) from customers",
			"select sum(1) over (order by nextval('numbers'))", "from customers order by nextval('numbers')", "from customers limit (select nextval('numbers'))", "values (nextval('numbers'))",
			"pivot (from glob('*')) on file", "pivot customers on name in ('a') using sum(nextval('numbers'))", "unpivot (from glob('*')) on file",
			"from (select 1) union all (select nextval('numbers'))", "with recursive r as (select 1 union all select nextval('numbers') from r) from r", "select case when true then nextval('numbers') end",
			"select struct_pack(a := nextval('numbers'))", "select [nextval('numbers')]", "select nextval('numbers')::text::int between 0 and 1", "select columns(lambda c: nextval('numbers') > 0) from customers",
		},
		CodeForbiddenTable: {
			"from '" + secret + "'", `from "` + secret + `"`, "from 'secret.csv'", "from '*.parquet'", "from 'https://example.com/a.csv'", "from 'pg_x.csv'", "from information_schema.\"x.csv\"",
			"from duckdb_databases", "from pg_settings", "from pg_catalog.pg_settings", "from duckdb_logs", "from pragma_database_list", "from system.main.duckdb_databases",
			"describe '" + secret + "'", "summarize '" + secret + "'", "show databases", "show variables", "from (show databases)", "from other.main.customers",
		},
		CodeTooLarge: {"select '" + strings.Repeat("x", 1<<20) + "'", "select " + strings.Repeat("(select ", 30) + "1" + strings.Repeat(")", 30),
			"select " + strings.Repeat("list_transform([1], lambda x: ", 30) + "1" + strings.Repeat(")", 30), "select " + strings.Repeat("fmod(", 20) + "1" + strings.Repeat(", 2)", 20),
			"select 1" + strings.Repeat(" + 1", 900), "select true" + strings.Repeat(" and a", 5000), "select true" + strings.Repeat(" or a = 1", 5000), "select 1" + strings.Repeat(", (select 1)", 1200), "select " + strings.Repeat("[", 500) + "1" + strings.Repeat("]", 500), "select 1" + strings.Repeat(" union all select 1", 20000),
			"select " + strings.Repeat("(", 20) + "1" + strings.Repeat(" between 0 and 1)::int", 20), "with a as not materialized (select 1), b as not materialized (from a, a x), c as not materialized (from b, b x), d as not materialized (from c, c x), e as not materialized (from d, d x) from e"},
		CodeBind:          {"from no_such_table", "select no_such_column from customers", "select no_such_function(1)", "from no_such_function(1)"},
		CodeType:          {"select 'x'::int", "select 127::tinyint + 1::tinyint"},
		CodeParamMismatch: {"select $1"},
	}
	for want, attempts := range cases {
		for _, query := range attempts {
			if err := attack(s, query); CodeOf(err) != want {
				t.Errorf("%.100s: got %s (%v), want %s", query, CodeOf(err), err, want)
			}
		}
	}
	if got := rows(t, first(s.Query(context.Background(), "select twice(21), a from spool", nil)), nil); got[0] != "42 1" {
		t.Errorf("after all attacks: %s", got)
	}
	if _, err := writer.Exec(context.Background(), "drop macro peek; ", nil); err != nil {
		t.Error(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(context.Background(), Options{Path: e.Path()})
	if err != nil {
		t.Fatalf("the file does not open again: %v", err)
	}
	defer again.Close()
	if got := texts(t, again, "select nextval('numbers')"); got[0] != "1" {
		t.Errorf("the sequence stands at %s", got[0])
	}
}

func first(r *Result, err error) *Result {
	if err != nil {
		panic(err)
	}
	return r
}

// TestPolicyLetsThrough runs the forms of SQL that read.
func TestPolicyLetsThrough(t *testing.T) {
	e := openEmpty(t)
	s := openRead(t, e, ReadOptions{})
	for query, want := range map[string]string{
		"select 1;": "1", "-- a\nselect 1 -- b": "1", "values (1), (2)": "1|2", "from (values (7)) t(a)": "7", "with a as (select 1 as x), b as (from a) select x + 1 from b": "2",
		"with recursive r(n) as (select 1 union all select n + 1 from r where n < 3) select max(n) from r":                               "3",
		"select a, sum(a) over (order by a) from range(3) t(a) order by a":                                                               "0 0|1 1|2 3",
		"select list_sum(list_transform([1, 2], lambda x: x * 2)), [x + 1 for x in [1, 2]][1], {'a': 5}.a, map {'k': 6}['k']":            "6 2 5 6",
		"pivot (select * from (values ('a', 1), ('b', 2)) t(k, v)) on k in ('a', 'b') using sum(v)":                                      "1 2",
		"pivot (select * from (values ('a', 1), ('b', 2)) t(k, v)) on k using sum(v)":                                                    "1 2",
		"pivot (values ('a', 'x', 1), ('b', 'y', 2)) t(k, l, v) on k, l using sum(v)":                                                    "1 (null) (null) 2",
		"from (pivot (select * from (values ('a', 1), ('b', 2)) t(k, v)) on k using sum(v) order by all)":                                "1 2",
		"select value from (unpivot (select 1 as a, 2 as b) on a, b) order by value":                                                     "1|2",
		"select column_name, column_type from (describe select 1 as a)":                                                                  "a INTEGER",
		"select \"count\" from (summarize select 1 as a)":                                                                                "1",
		"select count(*) > 10 from (show tables)":                                                                                        "true",
		"select count(*) from information_schema.tables where table_name = 'customers' and table_schema = 'main'":                        "1",
		"select count(*) from duckdb_tables() where table_name = 'customers' and schema_name = 'main'":                                   "1",
		"select count(*) from main.customers":                                                                                            "0",
		"select count(*) from test.main.customers, test.customers":                                                                       "0",
		"select count(*) > -1 from landscape_base.ledger_state":                                                                          "true",
		"select unnest([1, 2]) order by all":                                                                                             "1|2",
		"select nullif(1, 2), coalesce(null, 3), if(true, 4, 5), ifnull(null, 6)":                                                        "1 3 4 6",
		"select a from range(5) t(a) where a between 1 and 2 and a in (1, 3) and a::text like '1%' and not exists (from range(0))":       "1",
		"select current_date is not null, now() is not null, extract(year from date '2025-03-01'), date '2025-01-31' + interval 1 month": "true true 2025 2025-02-28T00:00:00Z",
		"select count(*) from generate_series(1, 3) a, unnest([1, 2]) b":                                                                 "6",
		"select j.value from json_each('[8]') j":                                                                                         "8",
		"select row_number() over (), rank() over (order by a), lag(a) over (order by a) from range(1) t(a)":                             "1 1 (null)",
		"select 'a' || 'b', 'abc'[2], 5 // 2, 2 ** 3, 'x' ~ 'x', -(-1), not false":                                                       "ab b 2 8 true 1 true",
		"select columns('a') from (select 1 as a, 2 as b)":                                                                               "1",
		"select * exclude (a) replace (b + 1 as b) from (select 1 as a, 2 as b)":                                                         "3",
		"select (select max(r) from range(3) t(r)), array(select 1)":                                                                     "2 [1]",
		"select a from range(4) t(a) asof join range(3) u(b) on t.a >= u.b where a = 3":                                                  "3",
	} {
		result, err := s.Query(context.Background(), query, nil)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		if got := strings.Join(rows(t, result, nil), "|"); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
	for _, query := range []string{"describe customers", "summarize customers", "show tables", "show all tables", "explain select 1", "explain analyze select 1", "explain (format json) select 1", "explain analyze pivot customers on name in ('a')"} {
		if err := attack(s, query); err != nil {
			t.Errorf("%s: %v", query, err)
		}
	}
}

// TestPolicyLetsCatalogueThrough shows that everything in the catalogue and every example of it may be asked for.
func TestPolicyLetsCatalogueThrough(t *testing.T) {
	e := openEmpty(t)
	s := openRead(t, e, ReadOptions{})
	objects, err := queries.All()
	if err != nil {
		t.Fatal(err)
	}
	check := func(query string) {
		v, err := s.admit(context.Background(), query)
		if err != nil {
			t.Errorf("%s: %v", query, err)
		}
		if v.unknown != nil {
			t.Errorf("%s: %v", query, v.unknown)
		}
	}
	columns := columnsOf(objects)
	for _, o := range objects {
		if o.Schema == "" {
			continue
		}
		for _, relation := range relations(o, columns) {
			check("from " + relation)
		}
		if o.Example != "" && strings.HasPrefix(strings.ToLower(o.Example), "select") || strings.HasPrefix(strings.ToLower(o.Example), "from") {
			check(o.Example)
		}
	}
}

// TestPolicyTables holds a list of tables against what tries to get round it.
func TestPolicyTables(t *testing.T) {
	e := openEmpty(t)
	s := openRead(t, e, ReadOptions{Policy: Policy{Tables: []string{"Landscape", "years", "landscape_base.periods"}}})
	for _, query := range []string{"from landscape", "from LANDSCAPE l", "from main.landscape", "from landscape(as_of := date '2025-01-01')", "select tiers.a from landscape, (select 1 as a) as tiers",
		"with customers as (select 1 as a) from customers", "with customers as (select 1 as a) select (select max(a) from customers)", "from landscape_base.periods()",
		"select band_8020([0.1, 0.9])", "from range(3)", "describe landscape", "with c as (select 1 as x), d as (from c) from c, d", "with recursive customers(n) as (select 1 union all select n + 1 from customers where n < 2) from customers"} {
		if v, err := s.admit(context.Background(), query); err != nil || v.unknown != nil && !strings.Contains(query, "band_8020") {
			t.Errorf("%s: %v %v", query, err, v.unknown)
		}
	}
	for _, query := range []string{"from customers", "from main.customers", "from test.customers", "from test.main.customers", `from "Customers"`, "from landscape_base.ledger_state", "from landscape_history.invoice_lines",
		"with customers as (from customers) from customers", "with a as (from b), b as (select 1) from a", "with a as (select 1 as customers) from a, customers", "(with customers as (select 1) from customers) union all (from customers)",
		"with customers as (select 1 as a) from main.customers", "with recursive customers as (select 1 as n) from recurring.customers", "select (with customers as (select 1) select 1), count(*) from customers",
		"from landscape where exists (from customers)", "describe customers", "summarize customers", "show tables", "from information_schema.tables", "from duckdb_tables", "from sqlite_master",
		"pivot customers on name", "pivot customers on name in ('a')", "unpivot customers on name", "explain from customers", "from kpi()", "from no_such_table", "from landscape_base.landscape", "from other.landscape",
		"with \"\u212Aunden\" as (select 1), landscape as (select 1) from kunden", "table customers", "from landscape at (version => 1) join customers on true", "select customers from customers", "from (from (from customers))"} {
		if err := attack(s, query); CodeOf(err) != CodeForbiddenTable {
			t.Errorf("%s: %s %v", query, CodeOf(err), err)
		}
	}
	none := openRead(t, e, ReadOptions{Policy: Policy{Tables: []string{}}})
	if err := attack(none, "from landscape"); CodeOf(err) != CodeForbiddenTable {
		t.Errorf("an empty list lets through: %v", err)
	}
}
