package repl

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/engine/enginetest"
)

// completing is a shell over a database with a few tables of its own, whose catalogue has been read. The tests look at complete itself,
// since the place of the menu belongs to the editor.
func completing(t *testing.T, setup ...string) *shell {
	t.Helper()
	e := enginetest.Open(t)
	session, err := door.File{Engine: e}.Session(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := session.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &shell{database: door.File{Engine: e}, session: session, out: io.Discard, err: io.Discard, settings: defaultOptions(), vars: map[string]variable{}, schema: "main",
		history: newHistory("")}
	s.opts.Style = func(any) render.Style { return render.Style{} }
	for _, sql := range setup {
		if _, err := session.Exec(t.Context(), sql, nil); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	s.catalogue.stale = true
	s.refreshCatalogue(t.Context())
	s.catalogue.wait()
	if relations, functions := s.catalogue.known(); len(relations) == 0 || len(functions) == 0 {
		_, _, err := s.readCatalogue(t.Context())
		t.Fatalf("the catalogue has %d relations and %d functions: %v", len(relations), len(functions), err)
	}
	return s
}

// positions are cursors, each a | in its text, and the candidates expected first.
var positions = []struct {
	text string
	want string // separated by a comma and a blank; a ! in front of one says that it must not be offered at all
}{
	// the first word
	{"|", "select, from, with"},
	{"sel|", "select"},
	{"select 1; sel|", "select"},
	{"SEL|", "SELECT"},
	{"explain sel|", "select"},
	// columns of the tables of the statement
	{"select | from birds", "bird_id, Latin Name as quoted, wingspan, birds"},
	{"select w| from birds", "wingspan"},
	{"select W| from birds", "wingspan"},
	{"select bird_id, w| from birds", "wingspan"},
	{"from birds select w|", "wingspan"},
	{"select * from birds where |", "bird_id"},
	{"select * from birds where w|", "wingspan, !seen_on"},
	{"select * from birds where wingspan > 3 and b|", "bird_id"},
	{"select * from birds order by w|", "wingspan"},
	{"select bird_id, count(*) from birds group by b|", "bird_id"},
	{"select sum(w|) from birds", "wingspan"},
	{"select sum(w|", "!wingspan"},
	{"select \"Lat| from birds", "Latin Name as quoted"},
	{"select l| from birds", "Latin Name as quoted"},
	{"select case when w| from birds", "wingspan"},
	{"select wingspan + b| from birds", "bird_id"},
	// aliases and joins
	{"select b.| from birds b", "bird_id, Latin Name as quoted, wingspan, !seen_on"},
	{"select b.w| from birds as b", "wingspan"},
	{"select s.| from birds b join sightings s using (bird_id)", "bird_id, seen_on, place"},
	{"select B.w| from birds b", "wingspan"},
	{"select * from birds b join sightings s on b.bird_id = s.|", "bird_id, seen_on"},
	{"select * from birds b join sightings s on s|", "seen_on, s"},
	{"select birds.w| from birds", "wingspan"},
	{"select main.birds.w| from main.birds", "wingspan"},
	{"select p| from birds, sightings", "place"},
	{"select b.w|, 1 as x from birds b where b.bird_id = 3", "wingspan"},
	{"select x.| from birds b", "!bird_id"},
	{"select | from birds b, lateral (select place from sightings s) l", "bird_id"},
	// common tables and sub-queries
	{"with c as (select bird_id as id, wingspan from birds) select | from c", "id, wingspan, !bird_id"},
	{"with c as (select * from sightings) select s| from c", "seen_on"},
	{"with c(a, b) as (select 1, 2) select | from c", "a, b"},
	{"with c as (from birds) select w| from c", "wingspan"},
	{"with one as (select 1 as uno), two as (select * from one) select u| from two", "uno"},
	{"with nest as (select 1) select * from n|", "nest"},
	{"select | from (select place as spot from sightings) q", "spot, !place"},
	{"select q.| from (select place as spot from sightings) q", "spot"},
	{"select * from birds where bird_id in (select | from sightings)", "bird_id, seen_on"},
	{"select * from birds where exists (select 1 from sightings s where s.bird_id = b|)", "bird_id"},
	{"select wingspan * 2 as span from birds order by s|", "span"},
	{"select (select max(s|) from sightings) from birds", "seen_on"},
	// tables
	{"from |", "My Table as quoted, account_coverage"},
	{"from bi|", "birds"},
	{"select * from si|", "sightings"},
	{"select * from birds join si|", "sightings"},
	{"select * from birds, si|", "sightings"},
	{"insert into bi|", "birds"},
	{"update bi|", "birds"},
	{"delete from bi|", "birds"},
	{"describe bi|", "birds"},
	{"summarize si|", "sightings"},
	{"drop table bi|", "birds"},
	{"from zoo.|", "cages, !birds"},
	{"from zo|", "zoo"},
	{"from \"My T|", "My Table as quoted"},
	{"from my|", "My Table as quoted"},
	{"from pareto_r|", "pareto_rank"},
	{"from flight|", "flights"},
	// inserts and updates
	{"update birds set w|", "wingspan"},
	{"update birds set wingspan = 1 where b|", "bird_id"},
	// arguments of a table macro
	{"from flights(|", "since := , least := "},
	{"from flights(since := 3, l|", "least := "},
	// functions
	{"select strpti| from birds", "strptime"},
	{"select sum(wingspan), medi| from birds", "median"},
	{"select wing_class(wingspan) from birds where wing_c|", "wing_class"},
	// keywords behind what is whole
	{"select wingspan |", "from"},
	{"select * from birds wh|", "where"},
	{"select * from birds gr|", "group by"},
	{"select * from birds order |", "by"},
	{"select * from birds b lef|", "left join"},
	{"set thread|", "threads"},
	// nothing to offer
	{"select 'w| from birds", "!wingspan"},
	{"select 1 -- w|", ""},
	{"select /* w| */ 1", ""},
	{"select 12|", ""},
	{"select wingspan as |", ""},
	// commands
	{".he|", ".help"},
	{".quit|", ".quit"},
	{`\|`, `\?`},
	{"?flight|", "flights"},
}

func TestComplete(t *testing.T) {
	s := completing(t,
		`CREATE TABLE birds (bird_id INTEGER, "Latin Name" VARCHAR, wingspan DECIMAL(8,2))`,
		"CREATE TABLE sightings (bird_id INTEGER, seen_on DATE, place VARCHAR)",
		`CREATE TABLE "My Table" (x INTEGER)`,
		"CREATE SCHEMA zoo", "CREATE TABLE zoo.cages (cage_id INTEGER)",
		"CREATE MACRO wing_class(span) AS span // 10",
		"CREATE MACRO flights(since := 1, least := 2) AS TABLE SELECT * FROM birds",
	)
	if len(positions) < 60 {
		t.Errorf("there are %d positions", len(positions))
	}
	for _, p := range positions {
		t.Run(p.text, func(t *testing.T) {
			before, after, _ := strings.Cut(p.text, "|")
			start, found := s.complete(before+after, len(before))
			if start < 0 || start > len(before) {
				t.Fatalf("the word begins at %d", start)
			}
			var names []string
			for _, c := range found {
				names = append(names, c.text)
			}
			at := 0
			for _, want := range strings.Split(p.want, ", ") {
				switch name, unwanted := strings.CutPrefix(want, "!"); {
				case want == "" && len(names) > 0:
					t.Errorf("offers %q, want nothing", names)
				case want == "":
				case unwanted:
					if slices.Contains(names, name) {
						t.Errorf("offers %q", name)
					}
				default:
					if quoted, ok := strings.CutSuffix(want, " as quoted"); ok {
						want = `"` + quoted + `"`
					}
					if at >= len(names) || names[at] != want {
						t.Errorf("candidate %d is not %q among %q", at+1, want, names[:min(len(names), 8)])
					}
					at++
				}
			}
		})
	}
}

// BenchmarkComplete completes in a database of five hundred tables.
func BenchmarkComplete(b *testing.B) {
	s := &shell{settings: defaultOptions(), schema: "main", history: newHistory("")}
	for i := range 500 {
		r := relation{schema: "main", name: fmt.Sprintf("table_%d", i), kind: "table"}
		for c := range 20 {
			r.columns = append(r.columns, column{fmt.Sprintf("column_%d", c), "VARCHAR", "text"})
		}
		s.catalogue.relations = append(s.catalogue.relations, r)
	}
	text := "with c as (select * from table_7) select t.column_1, c. from table_499 t join c using (column_1) where t.column_2 > 3"
	for b.Loop() {
		if _, found := s.complete(text, strings.Index(text, "c. from")+2); len(found) != 20 {
			b.Fatalf("%d candidates", len(found))
		}
	}
}
