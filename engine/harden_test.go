package engine

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// TestHarden shows that work goes on behind the lock, and that SQL reaches nothing outside of it, in any session.
func TestHarden(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	ctx := context.Background()
	e := openEmpty(t)
	spool, outside := t.TempDir(), t.TempDir()
	for _, dir := range []string{spool, outside} {
		if err := os.WriteFile(filepath.Join(dir, "lines.csv"), []byte("invoice_id,line_no,customer_id,invoice_date,doc_type,product_id,quantity,net_amount,cost_amount\n1,1,Acme,2025-01-31,invoice,X,2,20,10\n2,1,Echo,2025-02-28,invoice,X,1,10,5\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Harden(ctx, filepath.Join(spool, "none")); KindOf(err) != KindInvalid {
		t.Errorf("a directory that is not there: %v", err)
	}
	if err := e.Harden(ctx, spool); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Load(ctx, LoadOptions{Paths: []string{filepath.Join(outside, "lines.csv")}}); err == nil {
		t.Error("a file outside of the directories loads")
	}
	summary, err := e.Load(ctx, LoadOptions{Paths: []string{filepath.Join(spool, "lines.csv")}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.TakeSnapshot(ctx, "now", false); err != nil {
		t.Error(err)
	}
	if err := e.SetSetting(ctx, "measure", "revenue"); err != nil {
		t.Error(err)
	}
	if _, err := e.Refresh(ctx, RefreshOptions{}); err != nil {
		t.Error(err)
	}
	if _, err := e.Fit(ctx, FitOptions{}); err != nil && KindOf(err) != KindInvalid {
		t.Error(err)
	}
	if _, err := e.Unload(ctx, summary.LoadID); err != nil {
		t.Error(err)
	}
	s := openSession(t, e)
	for _, query := range []string{"from '" + filepath.Join(outside, "lines.csv") + "'", "from glob('/etc/*')", "copy (select 1) to '" + filepath.Join(outside, "x.csv") + "'", "attach '" + filepath.Join(outside, "x.db") + "' as x",
		"from '" + filepath.Join(spool, "..", filepath.Base(outside), "lines.csv") + "'", "install httpfs", "load httpfs", "set memory_limit = '1MB'", "set threads = 1", "reset memory_limit", "set enable_external_access = true",
		"set lock_configuration = false", "set allowed_directories = ['/']", "set temp_directory = '/tmp'", "set autoload_known_extensions = true"} {
		if err := attack(s, query); err == nil {
			t.Errorf("%s works", query)
		}
	}
	for _, query := range []string{"set TimeZone = 'Europe/Berlin'", "set integer_division = true", "set preserve_insertion_order = false", "from '" + filepath.Join(spool, "lines.csv") + "'"} {
		if err := attack(s, query); err != nil {
			t.Errorf("%s: %v", query, err)
		}
	}
	if err := e.Harden(ctx); KindOf(err) != KindInvalid {
		t.Errorf("a second call: %v", err)
	}
	reader := openRead(t, e, ReadOptions{TimeZone: "Europe/Berlin", Settings: []Setting{{"as_of", "2025-06-30"}}})
	if got := rows(t, first(reader.Query(ctx, "select c.as_of from landscape_base.config() c", nil)), nil); got[0] != "2025-06-30" {
		t.Error(got)
	}
	if err := attack(reader, "from no_such"); CodeOf(err) != CodeBind || len(CandidatesOf(err)) == 0 && PositionOf(err) == nil {
		t.Errorf("an error behind the lock: %v", err)
	}
}
