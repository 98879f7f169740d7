package lexer_test

import (
	"testing"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

func TestState(t *testing.T) {
	for text, want := range map[string]lexer.State{
		"":                      {Empty: true},
		" -- only a comment;\n": {Empty: true},
		"select 1":              {},
		"select 1;":             {Ended: true},
		"select 1; -- behind":   {Ended: true},
		"select 1; /* x */ ":    {Ended: true},
		"select 1; select":      {},
		"select ';":             {Open: '\''},
		"select E'\\';":         {Open: '\''},
		"select \"a;":           {Open: '"'},
		"select $x$ ;":          {Open: '$'},
		"select /* ; ":          {Open: '/'},
		"select (1, [2;":        {Ended: true}, // the database says what is missing
		"select (1, [2":         {Open: '['},
		"select (1, [2]":        {Open: '('},
		"select ')';":           {Ended: true},
		"$$a;$$;":               {Ended: true},
	} {
		if got := lexer.StateOf(text); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func TestChange(t *testing.T) {
	for sql, want := range map[string]lexer.Change{
		"select 1":                                     {},
		"from t":                                       {},
		"insert into t values (1)":                     {Done: "inserted", Counts: true},
		"insert into t values (1) returning a":         {},
		"-- note\nupdate t set a = 1":                  {Done: "updated", Counts: true},
		"with c as (select 1) insert into t from c":    {Done: "inserted", Counts: true},
		"with c as (select 1) select * from c":         {},
		"create table orders (i int)":                  {Done: "created table orders"},
		"create or replace temp view \"my view\" as 1": {Done: `created view "my view"`},
		"create table if not exists main.t as from x":  {Done: "created table main.t"},
		"drop schema if exists old cascade":            {Done: "dropped schema old"},
		"create macro f(x) as x":                       {Done: "created macro f"},
		"begin transaction":                            {Done: "transaction begun"},
		"COMMIT":                                       {Done: "committed"},
		"set threads = 2":                              {Done: "done"},
		"copy t to 'x.csv'":                            {Done: "copied", Counts: true},
		"select 'returning' as insert":                 {},
	} {
		if got := lexer.ChangeOf(sql); got != want {
			t.Errorf("%q: %+v, want %+v", sql, got, want)
		}
	}
}

func TestRisk(t *testing.T) {
	for sql, want := range map[string]lexer.Risk{
		"delete from orders":                              {Verb: "delete", Kind: "table", Name: "orders"},
		"delete from main.\"My Orders\";":                 {Verb: "delete", Kind: "table", Name: `main."My Orders"`},
		"delete from orders where id = 1":                 {},
		"delete from orders -- where\n":                   {Verb: "delete", Kind: "table", Name: "orders"},
		"delete from orders using x":                      {},
		"update orders set paid = true":                   {Verb: "update", Kind: "table", Name: "orders"},
		"update orders set paid = true where id in (1)":   {},
		"truncate orders":                                 {Verb: "truncate", Kind: "table", Name: "orders"},
		"truncate table a.orders":                         {Verb: "truncate", Kind: "table", Name: "a.orders"},
		"drop table if exists orders cascade":             {Verb: "drop", Kind: "table", Name: "orders"},
		"drop view v":                                     {Verb: "drop", Kind: "view", Name: "v"},
		"copy (select 'to' as x) to 'it''s.csv'":          {Verb: "replace", Kind: "file", Name: "it's.csv"},
		"copy orders to 'out.parquet' (format parquet)":   {Verb: "replace", Kind: "file", Name: "out.parquet"},
		"copy orders from 'in.csv'":                       {},
		"select 'drop table orders'":                      {},
		"insert into log values ('delete from orders')":   {},
		"/* nothing */":                                   {},
		"create table x as select 'update' from y":        {},
		"explain delete from orders":                      {},
		"alter table orders drop column paid":             {},
		"delete from orders where exists (select 1)":      {},
		"update orders set note = 'where' returning note": {Verb: "update", Kind: "table", Name: "orders"},
	} {
		if got := lexer.RiskOf(sql); got != want {
			t.Errorf("%q: %+v, want %+v", sql, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"customers": "customers", "Customer_1": "Customer_1", "select": `"select"`, "1st": `"1st"`, "my view": `"my view"`, `a"b`: `"a""b"`, "é": `"é"`,
		"": `""`,
	} {
		got := lexer.QuoteName(name)
		if got != want {
			t.Errorf("%q is written %s, want %s", name, got, want)
		}
		if back := lexer.UnquoteName(got); back != name {
			t.Errorf("%s is read as %q", got, back)
		}
	}
}
