package engine

import (
	"context"
	"strconv"
	"strings"
	"testing"
)

// reopen closes the engine after the statements and opens its file again with a stored hash that is not this program's.
func reopen(t *testing.T, e *Engine, statements string) (*Engine, error) {
	t.Helper()
	texts(t, e, statements+"; update landscape_base.schema_version set objects_hash = 'another'; select 1")
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return Open(context.Background(), Options{Path: e.Path()})
}

func TestUpgrade(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	e, err := reopen(t, openEmpty(t), `
		insert into customers(customer_id) values ('a');
		create view mine as select count(*) as n from customers;
		create macro my_macro(a) as a + 1;
		create view gone as select 1 as a; comment on view gone is 'landscape: A view of an earlier version.';
		create macro landscape_base.gone(a) as a;
		alter table landscape_base.days add column old integer`)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for query, want := range map[string]string{
		"select n from mine": "1",
		"select my_macro(1)": "2",
		"select count(*) from duckdb_views() where view_name = 'gone'":                        "0",
		"select count(*) from duckdb_functions() where function_name = 'gone'":                "0",
		"select count(*) from duckdb_columns() where table_name = 'days' and not internal":    "1",
		"select objects_hash <> 'another' from landscape_base.schema_version":                 "true",
		"select count(*) from duckdb_views() where view_name = 'kpi' and comment is not null": "1",
	} {
		if got := texts(t, e, query); got[0] != want {
			t.Errorf("%s: got %s, want %s", query, got[0], want)
		}
	}
}

// A database of version 1 had a table where a view stands now. It comes up to date, and what a user has put there is kept.
func TestUpgradeFromVersion1(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	const old = `drop view benchmarks; drop macro table benchmarks; update landscape_base.schema_version set version = 1;
		insert into customers(customer_id) values ('a');
		insert into ltv_scores(customer_id) values ('a');
		alter table ltv_scores drop column revenue_12m; alter table ltv_scores drop column revenue_12m_sd;
		create table benchmarks (key varchar not null, seed varchar, position integer, low double, high double, unit varchar, claim varchar)`
	for _, c := range []struct{ rows, kept string }{
		{"select 1", "0"},
		{"insert into benchmarks(key, low) values ('mine', 0.5)", "1"},
	} {
		e, err := reopen(t, openEmpty(t), old+";"+c.rows)
		if err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string]string{
			"select version from landscape_base.schema_version":                        strconv.Itoa(schemaVersion),
			"select count(*) from duckdb_views() where view_name = 'benchmarks'":       "1",
			"select count(*) > 40 from benchmarks":                                     "true",
			"select count(*) from customers":                                           "1",
			"select count(*) from ltv_scores where revenue_12m is null":                "1",
			"select count(*) from duckdb_tables() where table_name like 'benchmarks%'": c.kept,
		} {
			if got := texts(t, e, query); got[0] != want {
				t.Errorf("%s: got %s, want %s", query, got[0], want)
			}
		}
		if c.kept == "1" {
			if got := texts(t, e, "select key from benchmarks_version_1"); got[0] != "mine" {
				t.Errorf("the user's row is %s", got[0])
			}
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		if e, err = Open(context.Background(), Options{Path: e.Path()}); err != nil { // once more, as it is now
			t.Fatal(err)
		}
		e.Close()
	}
}

func TestUpgradeRefuses(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	for _, c := range []struct{ statements, want string }{
		{"drop view kpi; create view kpi as select 1 as a", "it has a view of its own called kpi"},
		{"drop view kpi; create table kpi (a integer)", "it has a table of its own called kpi"},
		{"drop macro period_no; create macro period_no(a) as a", "it has a macro of its own called period_no"},
		{"drop macro table kpi; create macro kpi(a) as table select a", "it has a table macro of its own called kpi"},
		{"alter table customers drop column persona", "its table customers has the columns"},
		{"update landscape_base.schema_version set version = 99", "its tables have version 99"},
	} {
		e, err := reopen(t, openEmpty(t), c.statements)
		if err == nil {
			t.Errorf("%s: opened", c.statements)
			e.Close()
			continue
		}
		if KindOf(err) != KindDatabase || HintOf(err) == "" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: kind %q, hint %q of %v", c.statements, KindOf(err), HintOf(err), err)
		}
	}
}
