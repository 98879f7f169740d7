package queries

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestAll(t *testing.T) {
	objects, err := All()
	if err != nil {
		t.Fatal(err)
	}
	if len(objects) == 0 {
		t.Fatal("no object is embedded")
	}
}

const sample = `-- name:    ranks
-- kind:    figure
-- summary: Ranks customers.
-- grain:   one row per customer_id
-- source:  totals, landscape_base.config
-- args:
--   as_of  DATE      date  NULL                last day, inclusive
--   cuts   DOUBLE[]  list  [0.8, 0.95]
-- columns:
--   customer_id  VARCHAR        key    never NULL
--   value        DECIMAL(38,4)  money
-- example: from ranks(as_of := '2025-12-31') limit 10
-- notes:   first line
--          second line

select
    t.customer_id,
    t.value
from totals as t;
`

func TestParse(t *testing.T) {
	o, err := Parse("views/ranking/ranks.sql", sample)
	if err != nil {
		t.Fatal(err)
	}
	if o.Family != "ranking" || o.Schema != "main" || o.Kind != Figure {
		t.Errorf("family %q, schema %q, kind %q", o.Family, o.Schema, o.Kind)
	}
	if len(o.Sources) != 2 || o.Sources[1] != "landscape_base.config" {
		t.Errorf("sources %q", o.Sources)
	}
	if want := (Arg{Name: "cuts", Type: "DOUBLE[]", Unit: "list", Default: "[0.8, 0.95]"}); len(o.Args) != 2 || o.Args[1] != want {
		t.Errorf("args %+v", o.Args)
	}
	if want := (Column{Name: "customer_id", Type: "VARCHAR", Unit: "key", Text: "never NULL"}); len(o.Columns) != 2 || o.Columns[0] != want {
		t.Errorf("columns %+v", o.Columns)
	}
	if o.Notes != "first line\nsecond line" {
		t.Errorf("notes %q", o.Notes)
	}
	if !strings.HasPrefix(o.Body, "select") || !strings.HasSuffix(o.Body, "as t") {
		t.Errorf("body %q", o.Body)
	}
}

func TestParseRefuses(t *testing.T) {
	cases := []struct {
		name, file, from, to, want string
	}{
		{"an unknown key", "", "-- grain:", "-- grains:", `:4: unknown key "grains"`},
		{"a key twice", "", "-- grain:   one row per customer_id", "-- kind:    view", ":4: the key \"kind\" was given before, on line 2"},
		{"an unknown kind", "", "figure", "figures", `:2: unknown kind "figures"`},
		{"an unknown unit", "", "money", "euro", `:11: unknown unit "euro"`},
		{"no summary", "", "-- summary: Ranks customers.", "-- summary:", ":3: the summary is missing"},
		{"a summary without a full stop", "", "customers.\n", "customers\n", ":3: the summary is a sentence"},
		{"no grain", "", "one row per customer_id", "", ":4: a figure says what one row is"},
		{"a name that is not the file's", "views/ranking/other.sql", "", "", `:1: the name "ranks" differs from the file's name "other"`},
		{"a name in capitals", "", "ranks\n", "Ranks\n", `:1: the name "Ranks" is not`},
		{"a folder that is not the kind's", "base/ranks.sql", "", "", ":2: a figure lives in the folder views"},
		{"a column without a unit", "", "VARCHAR        key    never NULL", "VARCHAR", ":10: a column is"},
		{"a column twice", "", "value        DEC", "customer_id  DEC", ":11: \"customer_id\" is listed twice"},
		{"an argument without a default", "", "[0.8, 0.95]", "", ":8: an argument is"},
		{"a required argument of a figure", "", "NULL   ", "required", ":6: the argument \"as_of\" of a figure needs a default"},
		{"no body", "", sample[strings.Index(sample, "select"):], "", ":1: a figure needs SQL"},
		{"a line that is neither", "", "-- example:", "--example:", ":12: a header line is"},
		{"a source that is no name", "", "totals, ", "the totals, ", `:5: the source "the totals"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			file, text := "views/ranking/ranks.sql", strings.Replace(sample, c.from, c.to, 1)
			if c.file != "" {
				file, text = c.file, sample
			}
			_, err := Parse(file, text)
			if err == nil || !strings.Contains(err.Error(), file+c.want) {
				t.Errorf("got %v, want %s%s", err, file, c.want)
			}
		})
	}
}

const ruled = `-- name:    answers
-- kind:    table
-- summary: Answers.
-- grain:   one row per who and day
-- source:
-- key:     who, day
-- columns:
--   who    VARCHAR  key
--   day    DATE     date
--   until  DATE     date    last day
--   mood   VARCHAR  text
--   score  DOUBLE   number  of the survey
--   times  INTEGER  count
-- checks:
--   until  not before day
--   mood   in good, bad
--   score  from 0 to 10
--   times  from 1
`

func TestParseChecks(t *testing.T) {
	o, err := Parse("schema/answers.sql", ruled)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(o.Key, " ") != "who day" {
		t.Errorf("key %q", o.Key)
	}
	for i, want := range []struct{ text, fault string }{
		{"not before day; last day", "before day"}, {"good or bad", "not one of good and bad"},
		{"0..10; of the survey", "not between 0 and 10"}, {"1 or more", "below 1"},
	} {
		if got := o.Columns[i+2].Text; got != want.text {
			t.Errorf("text %q, want %q", got, want.text)
		}
		if got := o.Checks[i].Fault(); got != want.fault {
			t.Errorf("fault %q, want %q", got, want.fault)
		}
	}
	for _, c := range []struct{ from, to, want string }{
		{"who, day\n", "who, dye\n", `:6: the table has no column "dye"`},
		{"before day", "before dye", `:14: the table has no column "dye"`},
		{"mood   in", "mode   in", `:14: the table has no column "mode"`},
		{"in good", "in Good", `:16: the word "Good" of mood`},
		{"from 0 to", "from nought to", `:17: "nought" is no number`},
		{"times  from 1", "times  above 1", ":18: a rule is"},
		{"times  from 1", "times", ":18: a check is"},
		{"kind:    table", "kind:    base_table", ":2: "},
	} {
		if _, err := Parse("schema/answers.sql", strings.Replace(ruled, c.from, c.to, 1)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.to, err, c.want)
		}
	}
}

func object(kind, name, sources, body string) string {
	head := "-- name: " + name + "\n-- kind: " + kind + "\n-- summary: S.\n-- grain: g\n-- source: " + sources + "\n-- example: e\n"
	if kind != "macro" {
		head += "-- columns:\n--   a  INTEGER  number\n"
	}
	return head + body
}

func TestOrder(t *testing.T) {
	names := func(objects []Object) string {
		var out []string
		for _, o := range objects {
			out = append(out, string(o.Kind)+" "+o.QualifiedName())
		}
		return strings.Join(out, ", ")
	}
	cases := []struct {
		name  string
		files map[string]string
		want  string // names in order
		err   string
	}{
		{"sources first", map[string]string{
			"views/a/a.sql": object("view", "a", "z", "select z.a from z"),
			"views/a/z.sql": object("view", "z", "t", "select t.a from t"),
			"schema/t.sql":  object("table", "t", "", ""),
		}, "table t, view z, view a", ""},
		{"a figure over the macro of its name", map[string]string{
			"views/a/r.sql": object("figure", "r", "r, t", "select r(t.a) as a from t"),
			"macros/r.sql":  object("macro", "r", "", "1"),
			"schema/t.sql":  object("table", "t", "", ""),
		}, "table t, macro r, figure r", ""},
		{"the macro is meant, not the view over it", map[string]string{
			"macros/r.sql":  object("macro", "r", "", "1"),
			"views/a/m.sql": object("view", "m", "r", "select r(1) as a"),
			"views/a/r.sql": object("view", "r", "m", "select m.a from m"),
		}, "macro r, view m, view r", ""},
		{"the base table behind a table of the same name", map[string]string{
			"base/t.sql":    object("base_table", "t", "t", ""),
			"schema/t.sql":  object("table", "t", "", ""),
			"views/a/v.sql": object("view", "v", "landscape_base.t", "select t.a from landscape_base.t"),
		}, "base_table landscape_base.t, table t, view v", ""},
		{"a cycle", map[string]string{
			"views/a/a.sql": object("view", "a", "b", "select b.a from b"),
			"views/a/b.sql": object("view", "b", "a", "select a.a from a"),
		}, "", "views/a/a.sql: the sources form a cycle: a -> b -> a"},
		{"an unknown source", map[string]string{
			"views/a/a.sql": object("view", "a", "b", "select b.a from b"),
		}, "", `views/a/a.sql: the source "b" is no object`},
		{"a name twice", map[string]string{
			"schema/a.sql":  object("table", "a", "", ""),
			"views/a/a.sql": object("view", "a", "", "select 1 as a"),
		}, "", "views/a/a.sql: the name is taken by schema/a.sql"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for file, text := range c.files {
				fsys[file] = &fstest.MapFile{Data: []byte(text)}
			}
			objects, err := read(fsys)
			if c.err != "" {
				if err == nil || err.Error() != c.err {
					t.Fatalf("got %v, want %s", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := names(objects); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// FuzzParse checks that no input panics and that what is accepted keeps the rules the engine relies on.
func FuzzParse(f *testing.F) {
	f.Add("views/ranking/ranks.sql", sample)
	f.Add("schema/t.sql", object("table", "t", "", ""))
	f.Add("profiles/p.sql", "-- name: p\n-- kind: profile\n-- summary: S.\n-- relation: x\n--   a  key\nselect 1")
	f.Add("macros/m.sql", "-- name: m\n-- kind: macro\n-- summary: S.\n-- args:\n--   x  T(  ,'  key NULL\n1")
	f.Fuzz(func(t *testing.T, file, text string) {
		o, err := Parse(file, text)
		if err != nil {
			if !strings.HasPrefix(err.Error(), file+":") {
				t.Errorf("the error %q does not name the file %q", err, file)
			}
			return
		}
		if o.Name == "" || o.Summary == "" || kindRules[o.Kind].columns && len(o.Columns) == 0 {
			t.Errorf("accepted %+v", o)
		}
	})
}
