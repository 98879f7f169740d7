package engine_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
	"github.com/customer-landscape/landscape/queries"
)

// memoryOf returns the memory limit of DuckDB and a function that sets another one.
func memoryOf(t *testing.T, s *engine.Session) (limit string, set func(string)) {
	return settingOf(t, s, "memory_limit"), func(limit string) {
		if _, err := s.Exec(t.Context(), "SET memory_limit = '"+limit+"'", nil); err != nil {
			t.Fatal(err)
		}
	}
}

func settingOf(t *testing.T, s *engine.Session, name string) string {
	t.Helper()
	return enginetest.Query(t, s, "SELECT current_setting('"+name+"') AS it")[0]["it"].(string)
}

// TestKeepingBoundsSpilling bounds what may be spilled while rows of a figure are kept, to twice the memory or most of what the disk has left, and
// has the bound of the options back after it, or DuckDB's own.
func TestKeepingBoundsSpilling(t *testing.T) {
	for _, c := range []struct {
		own    string
		free   int64
		during string
	}{
		{"", 1e12, "1.8 GiB"},
		{"", 1e9, "858.3 MiB"},
		{"100GB", 1e12, "1.8 GiB"},
		{"500MB", 1e12, "476.8 MiB"},
	} {
		restore := engine.SetFreeSpace(c.free)
		e, err := engine.Open(t.Context(), engine.Options{MemoryLimit: "1GB", MaxTempSize: c.own})
		if err != nil {
			t.Fatal(err)
		}
		s := enginetest.Session(t, e)
		before := settingOf(t, s, "max_temp_directory_size")
		err = engine.BoundSpill(t.Context(), e, func() {
			if during := settingOf(t, s, "max_temp_directory_size"); during != c.during {
				t.Errorf("%+v: the bound is %q", c, during)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if after := settingOf(t, s, "max_temp_directory_size"); after != before {
			t.Errorf("%+v: the bound is %q after it, and was %q before", c, after, before)
		}
		restore()
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestKeepingWithoutMemory takes the memory away once the ledger is refreshed: the refresh stands and says what it lacked, views compute their
// rows, and the next refresh keeps them.
func TestKeepingWithoutMemory(t *testing.T) {
	e := enginetest.Open(t)
	enginetest.LoadFolder(t, e, "golden12")
	s := enginetest.Session(t, e)
	if err := e.SetSetting(t.Context(), "keep_views", "always"); err != nil {
		t.Fatal(err)
	}
	limit, memory := memoryOf(t, s)
	take := func(p engine.ProgressEvent) {
		if p.Phase == "keep" && p.Done == 0 {
			memory("1MB")
		}
	}
	summary, err := e.Refresh(t.Context(), engine.RefreshOptions{Full: true, Progress: take})
	memory(limit)
	if err != nil {
		t.Fatal(err)
	}
	if !summary.NotKept || !strings.Contains(summary.Shortage, "not kept") || !strings.Contains(summary.Shortage, "Out of Memory") || keptNow(t, s) {
		t.Errorf("%+v, and views read kept rows: %v", summary, keptNow(t, s))
	}
	sameRows(t, s, map[string]string{"kpi": "kpi()"}, "without kept rows")
	path := filepath.Join(t.TempDir(), "line.csv")
	write(t, e, "COPY (SELECT 'late' AS invoice_id, 1 AS line_no, 'Fern' AS customer_id, DATE '2025-11-30' AS invoice_date, 1 AS net_amount) TO '"+path+"'")
	loaded, err := e.Load(t.Context(), engine.LoadOptions{Paths: []string{path}, Progress: take})
	memory(limit)
	if err != nil || !slices.ContainsFunc(loaded.Notes, func(note string) bool { return strings.Contains(note, "Out of Memory") }) || keptNow(t, s) {
		t.Errorf("a load without memory to keep rows: %+v, %v", loaded, err)
	}
	if summary, err = e.Refresh(t.Context(), engine.RefreshOptions{}); err != nil || summary.NotKept || summary.Shortage != "" || !keptNow(t, s) {
		t.Errorf("%+v with memory: %v", summary, err)
	}
}

// TestKeepingWhatFits takes the memory away for one view alone: it computes its rows from the steps that are kept, the others read theirs, and the
// next refresh keeps it too.
func TestKeepingWhatFits(t *testing.T) {
	e := enginetest.Open(t)
	enginetest.LoadFolder(t, e, "golden12")
	s := enginetest.Session(t, e)
	if err := e.SetSetting(t.Context(), "keep_views", "always"); err != nil {
		t.Fatal(err)
	}
	objects, err := queries.All()
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for _, o := range objects {
		if o.Keeps != "" {
			kept = append(kept, o.Keeps)
		}
	}
	hasRows := func(want bool) {
		t.Helper()
		if got := enginetest.Query(t, s, "SELECT EXISTS (FROM landscape_base.kept_landscape) AS it")[0]["it"]; got != want {
			t.Errorf("rows of landscape are kept: %v", got)
		}
	}
	limit, memory := memoryOf(t, s)
	landscape, taken := int64(slices.Index(kept, "landscape")), false
	refresh := func(take bool) *engine.RefreshSummary {
		t.Helper()
		taken = !take
		summary, err := e.Refresh(t.Context(), engine.RefreshOptions{Full: true, Progress: func(p engine.ProgressEvent) {
			if p.Phase != "keep" {
				return
			}
			if p.Done == landscape && !taken {
				taken = true
				memory("16MB")
			} else {
				memory(limit)
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		return summary
	}
	pairs := map[string]string{"landscape": "landscape()", "landscape_summary": "landscape_summary()", "pareto_rank": "pareto_rank()", "kpi": "kpi()"}
	for range 2 { // the second finds what the first has left
		summary := refresh(true)
		if summary.NotKept || !slices.Equal(summary.LeftOut, []string{"landscape"}) || !strings.Contains(summary.Shortage, "Out of Memory") || !keptNow(t, s) {
			t.Errorf("%+v, and views read kept rows: %v", summary, keptNow(t, s))
		}
		hasRows(false)
		sameRows(t, s, pairs, "without those of landscape")
	}
	if summary := refresh(false); summary.NotKept || summary.LeftOut != nil || summary.Shortage != "" || !keptNow(t, s) {
		t.Errorf("%+v with memory", summary)
	}
	hasRows(true)
	sameRows(t, s, pairs, "with all rows kept")
}

// TestKeepingOfManyCustomers refreshes a ledger of more customers than rows of their views are kept of: summaries are, also those that rest on a
// fit.
func TestKeepingOfManyCustomers(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	defer engine.SetMostCustomers(19_999)()
	e := enginetest.Open(t)
	s := enginetest.Session(t, e)
	path := filepath.Join(t.TempDir(), "lines.parquet")
	write(t, e, "COPY (SELECT i AS invoice_id, 1 AS line_no, 'c' || i % 20_000 AS customer_id, DATE '2020-01-01' + (i // 20_000 * 61 + hash(i) % 61)::INTEGER AS invoice_date, "+
		"1 + hash(i) % 50 AS net_amount FROM range(300_000) AS r(i)) TO '"+path+"'")
	if _, err := e.Load(t.Context(), engine.LoadOptions{Paths: []string{path}}); err != nil {
		t.Fatal(err)
	}
	check := func(when string, want map[string]bool) {
		t.Helper()
		for name, filled := range want {
			if got := enginetest.Query(t, s, "SELECT EXISTS (FROM "+queries.KeptName(name)+") AS it")[0]["it"]; got != filled {
				t.Errorf("%s: rows of %s are kept: %v", when, name, got)
			}
		}
		if !keptNow(t, s) {
			t.Errorf("%s: nothing is kept", when)
		}
		sameRows(t, s, map[string]string{"kpi": "kpi()", "ltv_summary": "ltv_summary()"}, when)
	}
	summary, err := e.Refresh(t.Context(), engine.RefreshOptions{FitFollows: true})
	if err != nil || summary.LeftOut != nil || summary.NotKept {
		t.Fatalf("%+v, %v", summary, err)
	}
	check("before the fit", map[string]bool{"usual_ranks": true, "kpi": true, "pareto_rank": false, "ltv": false, "ltv_summary": false})
	if _, err := e.Fit(t.Context(), engine.FitOptions{Model: "mbg"}); err != nil {
		t.Fatal(err)
	}
	check("after it", map[string]bool{"usual_ranks": true, "kpi": true, "pareto_rank": false, "ltv": false, "ltv_rows": false, "ltv_summary": true})
}
