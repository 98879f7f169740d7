package queries

import (
	"strings"
	"testing"
	"testing/fstest"
)

// file is an SQL file with the header that its kind asks for.
func file(name, kind, more, body string) *fstest.MapFile {
	text := "-- name:    " + name + "\n-- kind:    " + kind + "\n-- summary: It is.\n"
	if kind != "base_macro" {
		text += "-- grain:   one row\n-- columns:\n--   x  INTEGER  number\n"
	}
	if kind == "figure" {
		text += "-- example: from " + name + "\n"
	}
	return &fstest.MapFile{Data: []byte(text + more + body)}
}

// keptFixture has one kept step, kept_step by its table, and what reads it in every way that a call can be written.
func keptFixture(t *testing.T) map[string]Object {
	t.Helper()
	const day = "-- args:\n--   as_of  DATE  date  NULL\n"
	objects, err := read(fstest.MapFS{
		"base/step.sql": file("step", "base_table_macro", "-- source:\n-- kept:    x desc\n-- args:\n--   as_of  DATE  date  NULL\n--   deep  BOOLEAN  flag  false\n", "select 1 as x"),
		"base/edge.sql": file("edge", "base_macro", "-- source:  step\n-- args:\n--   on_day  DATE  date  required\n",
			"(select max(s.x) from landscape_base.step(as_of := on_day) as s)"),
		"base/sums.sql": file("sums", "base_table_macro", "-- source:  step\n-- args:\n--   spans  STRUCT[]  list  required\n--   as_of  DATE  date  NULL\n",
			"select s.x from landscape_base.step(as_of := as_of) as s where s.x in (select unnest(spans))"),
		"views/f/shows.sql": file("shows", "view", "-- example: from shows\n-- source:  step\n", "select s.x from landscape_base.step() as s"),
		"views/f/plain.sql": file("plain", "figure", "-- source:\n"+day, "select 2 as x"),
		"views/f/passes.sql": file("passes", "figure", "-- source:  step, sums, edge\n"+day,
			"select s.x from landscape_base.step(as_of := as_of, deep := false) as s join landscape_base.sums(spans := [landscape_base.edge(as_of)], as_of := as_of) as t on true"),
		"views/f/alters.sql": file("alters", "figure", "-- source:  step, passes, sums\n"+day,
			"select s.x from landscape_base.step(as_of := as_of - 1) as s join landscape_base.step(as_of := as_of, deep := true) as d on true join passes(as_of := as_of) as p on true "+
				"join landscape_base.sums(spans := ['step('], as_of := as_of - 90) as u on true"),
	})
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]Object{}
	for _, o := range objects {
		byName[o.QualifiedName()] = o
	}
	return byName
}

// TestTwins checks which calls of a body read what is kept: those that leave every argument which decides about it as it is.
func TestTwins(t *testing.T) {
	objects := keptFixture(t)
	for name, want := range map[string]string{
		"landscape_base.kept_step": "from landscape_base.now_step() order by x desc",
		"landscape_base.now_step":  "select 1 as x",
		"landscape_base.now_edge":  "(select max(s.x) from landscape_base.kept_step as s)",
		"landscape_base.now_sums":  "select s.x from landscape_base.kept_step as s where s.x in (select unnest(spans))",
		"landscape_base.now_shows": "select s.x from landscape_base.kept_step as s",
		"landscape_base.now_passes": "select s.x from landscape_base.kept_step as s " +
			"join landscape_base.now_sums(spans := [landscape_base.now_edge(as_of)], as_of := as_of) as t on true",
		"landscape_base.now_alters": "select s.x from landscape_base.step(as_of := as_of - 1) as s join landscape_base.step(as_of := as_of, deep := true) as d on true " +
			"join landscape_base.now_passes(as_of := as_of) as p on true join landscape_base.sums(spans := ['step('], as_of := as_of - 90) as u on true",
	} {
		o, ok := objects[name]
		if !ok {
			t.Errorf("%s is missing", name)
		} else if o.Body != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, o.Body, want)
		}
	}
	for name, want := range map[string]string{"plain": "", "passes": "landscape_base.now_passes()", "alters": "landscape_base.now_alters()",
		"shows": "landscape_base.now_shows()"} {
		if got := objects[name].Now; got != want {
			t.Errorf("the view %s reads %q, want %q", name, got, want)
		}
	}
}

// TestKeptFaults checks what a header may not ask to be kept.
func TestKeptFaults(t *testing.T) {
	for more, want := range map[string]string{
		"-- source:\n-- writer:  fit\n":                                                "nothing is written into",
		"-- source:\n-- writer:  fits\n":                                               "known are fit and crm",
		"-- source:\n-- kept:    y\n":                                                  "no column",
		"-- source:\n-- kept:    x asc\n":                                              "no column",
		"-- source:\n-- kept:    y desc\n":                                             "no column",
		"-- source:\n-- kept:    x\n-- args:\n--   who  VARCHAR  key  required  who\n": "needs the argument",
	} {
		_, err := read(fstest.MapFS{"base/step.sql": file("step", "base_table_macro", more, "select 1 as x")})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want %q", more, err, want)
		}
	}
}

// TestStandsFor checks that a macro which stands for another one is read in its place by all but what it rests on.
func TestStandsFor(t *testing.T) {
	const args = "-- args:\n--   as_of  DATE  date  NULL\n"
	objects, err := read(fstest.MapFS{
		"base/sums.sql":  file("sums", "base_table_macro", "-- source:\n"+args, "select 1 as x"),
		"base/usual.sql": file("usual", "base_table_macro", "-- source:  sums\n-- kept:    x\n"+args, "select s.x from landscape_base.sums(as_of := as_of) as s"),
		"base/zone.sql": file("zone", "base_table_macro", "-- source:  sums, usual\n-- stands_for: sums\n"+args,
			"from landscape_base.usual(as_of := as_of) as u union all from landscape_base.sums(as_of := as_of) as s"),
		"views/f/a_reader.sql": file("a_reader", "figure", "-- source:  sums\n"+args, "select s.x from landscape_base.sums(as_of := as_of) as s"),
	})
	if err != nil {
		t.Fatal(err)
	}
	bodies := map[string]string{}
	for _, o := range objects {
		bodies[o.Name] = o.Body
	}
	for name, want := range map[string]string{
		"now_usual":    "select s.x from landscape_base.sums(as_of := as_of) as s",
		"now_zone":     "from landscape_base.kept_usual as u union all from landscape_base.sums(as_of := as_of) as s",
		"now_a_reader": "select s.x from landscape_base.now_zone(as_of := as_of) as s",
	} {
		if bodies[name] != want {
			t.Errorf("%s: %s\nwant %s", name, bodies[name], want)
		}
	}
}

// TestKeptRestsOnRefresh checks that nothing is kept of what other writes change than loads, settings and refreshes, but those which bring the
// kept rows up to date that rest on them.
func TestKeptRestsOnRefresh(t *testing.T) {
	objects, err := parsed(files)
	if err != nil {
		t.Fatal(err)
	}
	byName, err := index(objects)
	if err != nil {
		t.Fatal(err)
	}
	others := map[string]bool{"ltv_models": true, "ltv_scores": true, "ltv_validation": true, "ltv_levels": true, "ltv_migration": true, "ltv_states": true,
		"ltv_scored": true, "forecast_models": true, "forecast_points": true, "forecast_deals": true, "crm_sent": true, "crm_exports": true, "snapshots": true, "snapshot_customers": true, "load_rejects": true}
	kept := 0
	for i, o := range objects {
		if len(o.Kept) == 0 {
			continue
		}
		kept++
		seen := map[int]bool{}
		var descend func(int)
		descend = func(i int) {
			if seen[i] {
				return
			}
			seen[i] = true
			if objects[i].IsTable() && others[objects[i].Name] && objects[i].Writer == "" {
				t.Errorf("%s is kept and rests on %s, whose writer no header names", o.Path, objects[i].Name)
			}
			if objects[i].IsTable() {
				return
			}
			for _, name := range references(objects[i], byName) {
				found, err := resolve(objects, byName, i, name)
				if err != nil {
					t.Fatal(err)
				}
				for _, j := range found {
					descend(j)
				}
			}
		}
		descend(i)
	}
	if kept < 15 {
		t.Errorf("%d objects are kept", kept)
	}
}
