package engine_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
	"github.com/customer-landscape/landscape/queries"
)

// keptPairs maps what is read from kept rows to what computes the same rows: the tables, and the views of figures that have a twin.
func keptPairs(t *testing.T) (tables, views map[string]string) {
	t.Helper()
	objects, err := queries.All()
	if err != nil {
		t.Fatal(err)
	}
	tables, views = map[string]string{}, map[string]string{}
	for _, o := range objects {
		if len(o.Kept) > 0 {
			tables[queries.KeptName(o.Name)] = o.QualifiedName() + "()"
		}
		switch {
		case o.Kind == queries.View && o.Now != "":
			views[o.Name] = "(" + o.Body + ")"
		case o.Now != "" && len(o.Kept) == 0:
			views[o.Name] = o.Name + "()"
		}
	}
	if len(tables) < 5 || len(views) < 20 {
		t.Fatalf("%d tables are kept and %d views read them", len(tables), len(views))
	}
	return tables, views
}

// sameRows compares what is kept with what is computed, row for row.
func sameRows(t *testing.T, s *engine.Session, pairs map[string]string, when string) {
	t.Helper()
	for kept, computed := range pairs {
		got, want := sorted(enginetest.Query(t, s, "FROM "+kept)), sorted(enginetest.Query(t, s, "FROM "+computed))
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || got[i] != want[i] {
				t.Errorf("%s: %d rows of %s and %d of %s differ at %d:\n%v\n%v", when, len(got), kept, len(want), computed, i,
					slices.Concat(got, []string{""})[min(i, len(got))], slices.Concat(want, []string{""})[min(i, len(want))])
				break
			}
		}
	}
}

func sorted(rows []enginetest.Record) []string {
	out := make([]string, len(rows))
	for i, row := range rows {
		out[i] = fmt.Sprint(row)
	}
	slices.Sort(out)
	return out
}

// TestKeptRows compares kept rows with computed ones after random writes: loads, corrections, withdrawals, accounts merged, exchange
// rates and settings, with views kept after each write.
func TestKeptRows(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := enginetest.Open(t)
	s := enginetest.Session(t, e)
	tables, _ := keptPairs(t)
	compared := 0
	for seed := range uint64(2) {
		l := enginetest.Random(seed + 200)
		write(t, e, append([]string{"DELETE FROM invoice_lines", "DELETE FROM customers", "DELETE FROM customer_aliases",
			"DELETE FROM fx_rates", "DELETE FROM settings", "INSERT INTO settings VALUES ('keep_views', 'always'), ('years', '" + fmt.Sprint(seed+1) + "')"},
			inputs(l)...)...)
		b := &books{Rand: rand.New(rand.NewPCG(seed, 11)), t: t, e: e, stock: l}
		did := strings.Join([]string{b.step(), b.step(), b.step(), b.step()}, ", ")
		if len(enginetest.Query(t, s, "FROM landscape_base.days LIMIT 1")) == 0 {
			continue // all loads were withdrawn
		}
		if !keptNow(t, s) {
			t.Errorf("seed %d after %s: nothing is kept", seed, did)
		}
		compared++
		sameRows(t, s, tables, fmt.Sprintf("seed %d after %s", seed, did))
	}
	if compared == 0 {
		t.Error("every sequence left an empty ledger")
	}
}

// TestKeptRowsOfInputs compares what is kept of figures that need more than lines, on small businesses that have it.
func TestKeptRowsOfInputs(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	objects, err := queries.All()
	if err != nil {
		t.Fatal(err)
	}
	pairs := map[string]string{}
	for _, o := range objects {
		if len(o.Kept) > 0 && len(o.Needs) > 0 {
			pairs[queries.KeptName(o.Name)] = o.QualifiedName() + "()"
		}
	}
	seen := map[string]bool{}
	for _, folder := range []string{"touches", "referrals"} {
		e := enginetest.Open(t)
		enginetest.LoadFolder(t, e, folder)
		if err := e.SetSetting(context.Background(), "keep_views", "always"); err != nil {
			t.Fatal(err)
		}
		s := enginetest.Session(t, e)
		sameRows(t, s, pairs, folder)
		for kept := range pairs {
			seen[kept] = seen[kept] || len(enginetest.Query(t, s, "FROM "+kept+" LIMIT 1")) > 0
		}
	}
	for kept := range pairs {
		if !seen[kept] {
			t.Logf("%s has no row in any of them", kept)
		}
	}
}

func keptNow(t *testing.T, s *engine.Session) bool {
	t.Helper()
	return enginetest.Query(t, s, "SELECT landscape_base.has_kept() AS it")[0]["it"] == true
}

// readBeside are views that are not kept and read what is: by steps, by figures and through macros that hand arguments on.
var readBeside = []string{"audit_lens_4", "c3", "cohorts", "concentration"}

// TestKeptRowsFollowSettings checks who reads kept rows and who does not: a session that overrides a setting, a stored setting that is changed,
// and a ledger whose last line lies in the future, whose figures move with the calendar.
func TestKeptRowsFollowSettings(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := enginetest.Open(t)
	enginetest.LoadFolder(t, e, "golden12")
	ctx := context.Background()
	s := enginetest.Session(t, e)
	_, views := keptPairs(t)
	tables := map[string]string{"landscape_base.kept_config": "landscape_base.config()", "landscape_base.kept_pareto_rank": "pareto_rank()",
		"landscape_base.kept_kpi": "kpi()", "landscape_base.kept_churn_moves": "landscape_base.churn_moves()"}
	const first = "SELECT tier AS it FROM pareto_rank ORDER BY rank, customer_id LIMIT 1"
	set := func(name, value string) {
		t.Helper()
		if err := e.SetSetting(ctx, name, value); err != nil {
			t.Fatal(err)
		}
	}
	if keptNow(t, s) {
		t.Error("the rows of a small ledger are kept unasked")
	}
	set("keep_views", "always")
	if !keptNow(t, s) {
		t.Fatal("nothing is kept")
	}
	some := map[string]string{}
	for _, name := range readBeside {
		if some[name] = views[name]; some[name] == "" {
			t.Errorf("the view %s reads nothing that is kept", name)
		}
	}
	sameRows(t, s, some, "golden12")
	set("tier_labels", `["gold","silver","bronze"]`)
	sameRows(t, s, tables, "after other labels")
	if got := enginetest.Query(t, s, first)[0]["it"]; got != "gold" {
		t.Errorf("the best customer is %q after the labels were changed", got)
	}
	if _, err := s.Exec(ctx, `SET VARIABLE landscape_tier_labels = '["x","y","z"]'`, nil); err != nil {
		t.Fatal(err)
	}
	if got := enginetest.Query(t, s, first)[0]["it"]; got != "x" {
		t.Errorf("the best customer is %q in a session with labels of its own", got)
	}
	if got := enginetest.Query(t, enginetest.Session(t, e), first)[0]["it"]; got != "gold" {
		t.Errorf("the best customer is %q in another session", got)
	}
	set("churn_months", "6")
	set("measure", "profit")
	sameRows(t, enginetest.Session(t, e), tables, "with churn windows that are no period's")
	set("churn_months", "default")
	set("measure", "default")
	set("as_of", "2024-06-30")
	sameRows(t, enginetest.Session(t, e), tables, "as of another day")
	set("as_of", "default")
	write(t, e, "UPDATE invoice_lines SET invoice_date = '2999-01-01', mi = 2999 * 12 WHERE invoice_date = (SELECT max(invoice_date) FROM invoice_lines)")
	if keptNow(t, s) {
		t.Error("rows are kept although their day moves with the calendar")
	}
	set("keep_views", "never")
	if n := enginetest.Query(t, s, "SELECT count(*) AS it FROM landscape_base.kept_config")[0]["it"]; n != int64(0) {
		t.Errorf("%v rows are left where nothing is kept", n)
	}
}

// TestKeepingStopped ends a refresh while rows are being kept: views compute their own, a write in between is not lost on them, and the next
// refresh keeps all.
func TestKeepingStopped(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	e := enginetest.Open(t)
	enginetest.LoadFolder(t, e, "golden12")
	s := enginetest.Session(t, e)
	if err := e.SetSetting(context.Background(), "keep_views", "always"); err != nil {
		t.Fatal(err)
	}
	pairs := map[string]string{"landscape_base.kept_pareto_rank": "pareto_rank()", "landscape_base.kept_kpi": "kpi()"}
	sameRows(t, s, pairs, "at first")
	for _, at := range []int64{1, 20} {
		ctx, cancel := context.WithCancel(context.Background())
		_, err := e.Refresh(ctx, engine.RefreshOptions{Full: true, Progress: func(p engine.ProgressEvent) {
			if p.Phase == "keep" && p.Done == at {
				cancel()
			}
		}})
		cancel()
		if engine.KindOf(err) != engine.KindCanceled {
			t.Fatalf("stopped at table %d: %v", at, err)
		}
		if keptNow(t, s) {
			t.Errorf("stopped at table %d: views read rows of which some are missing", at)
		}
		sameRows(t, s, map[string]string{"kpi": "kpi()", "pareto_rank": "pareto_rank()"}, "after it was stopped")
	}
	write(t, e, "DELETE FROM invoice_lines WHERE customer_id = 'Acme'")
	if !keptNow(t, s) {
		t.Error("the next write keeps nothing")
	}
	sameRows(t, s, pairs, "in the end")
}

// TestLoadSaysWhatIsNotKept loads a ledger that is large enough for its views to be kept, which a load does not do.
func TestLoadSaysWhatIsNotKept(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := enginetest.Open(t)
	s := enginetest.Session(t, e)
	path := filepath.Join(t.TempDir(), "lines.csv")
	load := func(from, to int) {
		t.Helper()
		write(t, e, fmt.Sprintf("COPY (SELECT i AS invoice_id, 1 AS line_no, 'c' || i %% 1000 AS customer_id, DATE '2020-01-01' + (i // 1000)::INTEGER AS invoice_date, "+
			"1 AS net_amount FROM range(%d, %d) AS r(i)) TO '%s'", from, to, path))
		summary, err := e.Load(context.Background(), engine.LoadOptions{Paths: []string{path}})
		if err != nil {
			t.Fatal(err)
		}
		if keptNow(t, s) || !slices.ContainsFunc(summary.Notes, func(note string) bool { return strings.Contains(note, "landscape refresh") }) {
			t.Errorf("after the lines from %d on: kept %v, notes %q", from, keptNow(t, s), summary.Notes)
		}
	}
	load(0, 300_000)
	refreshed, err := e.Refresh(context.Background(), engine.RefreshOptions{})
	if err != nil || refreshed.NotKept || !keptNow(t, s) {
		t.Errorf("after a refresh: kept %v, %+v, %v", keptNow(t, s), refreshed, err)
	}
	load(300_000, 300_001)
}

// TestKeptForSessionKnowsEverySetting compares the settings that a session may override with those that end the reading of kept rows.
func TestKeptForSessionKnowsEverySetting(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := enginetest.Open(t)
	enginetest.LoadFolder(t, e, "golden12")
	s := enginetest.Session(t, e)
	if err := e.SetSetting(context.Background(), "keep_views", "always"); err != nil {
		t.Fatal(err)
	}
	names := enginetest.Query(t, s, "SELECT name FROM landscape_base.setting_defaults WHERE applies = 'query'")
	if len(names) < 30 {
		t.Fatalf("%d settings", len(names))
	}
	for _, row := range names {
		own := enginetest.Session(t, e)
		if _, err := own.Exec(context.Background(), fmt.Sprintf("SET VARIABLE landscape_%v = '1'", row["name"]), nil); err != nil {
			t.Fatal(err)
		}
		if got := enginetest.Query(t, own, "SELECT landscape_base.kept_for_session() AS it")[0]["it"]; got != false {
			t.Errorf("a session that sets %v reads what was computed without it", row["name"])
		}
		own.Close()
	}
}
