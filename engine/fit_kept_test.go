package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
	"github.com/customer-landscape/landscape/queries"
)

// TestFitFromKeptRows fits with what a refresh has kept and without it, as of the last day, of an earlier day and with an option of its own:
// models, scores and forecasts are the same rows.
func TestFitFromKeptRows(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	l := openFile(t)
	l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", buyers(7, 300, 1150))}})
	state := func(mode, asOf string, opts engine.FitOptions) []string {
		t.Helper()
		for _, set := range [][2]string{{"keep_views", "never"}, {"as_of", asOf}, {"keep_views", mode}} { // rows are kept once
			if err := l.e.SetSetting(t.Context(), set[0], set[1]); err != nil {
				t.Fatal(err)
			}
		}
		l.fit(opts)
		rows := strings.Split(l.fitState(), "\n")
		rows = append(rows, l.rows("select * exclude (fitted_at) from forecast_models order by all")...)
		return append(rows, l.rows("from forecast_points order by all")...)
	}
	// the last day of a month is that of the monthly series too
	for _, c := range []struct {
		asOf string
		opts engine.FitOptions
	}{
		{"2024-01-31", engine.FitOptions{}},
		{"2024-02-10", engine.FitOptions{Model: "mbg", ZeroValueOrders: "count"}},
		{"2024-02-10", engine.FitOptions{Model: "mbg", AsOf: "2023-10-31", Cut: "2023-03-15"}},
	} {
		computed, kept := state("never", c.asOf, c.opts), state("always", c.asOf, c.opts)
		for i := range max(len(kept), len(computed)) {
			if i >= len(kept) || i >= len(computed) || kept[i] != computed[i] {
				t.Errorf("as of %s with %+v: %d rows from what is kept, %d computed, which differ at %d:\n%s\n%s", c.asOf, c.opts, len(kept), len(computed), i,
					slices.Concat(kept, []string{""})[min(i, len(kept))], slices.Concat(computed, []string{""})[min(i, len(computed))])
				break
			}
		}
	}
}

// TestKeptRowsFollowFits fits again, and lets a CRM take in an export, while rows are kept: what rests on either is kept anew, and computed where a
// refresh leaves it to the fit that follows.
func TestKeptRowsFollowFits(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	l := openFile(t)
	l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", buyers(7, 300, 1150))}})
	for _, set := range [][2]string{{"as_of", "2024-02-10"}, {"keep_views", "always"}} {
		if err := l.e.SetSetting(t.Context(), set[0], set[1]); err != nil {
			t.Fatal(err)
		}
	}
	objects, err := queries.All()
	if err != nil {
		t.Fatal(err)
	}
	s := enginetest.Session(t, l.e)
	check := func(writer, when string, kept, every bool) {
		t.Helper()
		filled := 0
		for _, o := range objects {
			if !slices.Contains(o.Writers, writer) {
				continue
			}
			has := len(enginetest.Query(t, s, "FROM "+o.QualifiedName()+" LIMIT 1")) > 0
			if has {
				filled++
			}
			if has && !kept {
				t.Errorf("%s: %s has rows", when, o.Name)
			}
			if computed := o.Keeps + "()"; every && strings.Contains(o.Path, "views/") {
				sameRows(t, s, map[string]string{o.Now: computed}, when)
			}
		}
		sameRows(t, s, map[string]string{"ltv_summary": "ltv_summary()", "crm_importance": "crm_importance()"}, when)
		if kept && filled == 0 {
			t.Errorf("%s: nothing is kept", when)
		}
	}
	check("fit", "before a fit", true, false)
	before := enginetest.Query(t, s, "FROM ltv_summary")
	for _, model := range []string{"bg", "mbg"} {
		l.fit(engine.FitOptions{Model: model})
		check("fit", "after a fit of "+model, true, model == "mbg")
	}
	if after := enginetest.Query(t, s, "FROM ltv_summary"); fmt.Sprint(after) == fmt.Sprint(before) {
		t.Errorf("the view is as before the fit: %v", after)
	}
	if _, err := l.e.ExportCRM(t.Context(), "zoho", func(r *engine.Result) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := l.e.AckCRM(t.Context(), "zoho"); err != nil {
		t.Fatal(err)
	}
	check("crm", "after an export", true, false)
	if _, err := l.e.Refresh(t.Context(), engine.RefreshOptions{FitFollows: true}); err != nil {
		t.Fatal(err)
	}
	check("fit", "before the fit that follows a refresh", false, false)
	l.fit(engine.FitOptions{Model: "bg"})
	check("fit", "after it", true, false)
}
