package engine

import (
	"context"
	"path/filepath"
	"testing"
)

// TestDataVersion changes with every write and with nothing else.
func TestDataVersion(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	ctx := context.Background()
	e := openEmpty(t)
	version := func() string {
		v, err := e.DataVersion(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	seen := map[string]string{version(): "the start"}
	changes := func(what string, fn func() error) {
		t.Helper()
		if err := fn(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		v := version()
		if before, ok := seen[v]; ok {
			t.Errorf("after %s the version is that of %s", what, before)
		}
		seen[v] = what
		if version() != v {
			t.Errorf("after %s the version does not rest", what)
		}
	}
	exec := func(query string) func() error {
		return func() error {
			_, err := openSession(t, e).Exec(ctx, query, nil)
			return err
		}
	}
	var load *LoadSummary
	changes("a load", func() (err error) {
		load, err = e.Load(ctx, LoadOptions{Paths: []string{filepath.Join("..", "testdata", "golden12", "invoice_lines.csv")}})
		return err
	})
	changes("a setting", func() error { return e.SetSetting(ctx, "measure", "profit") })
	changes("a snapshot", func() error { _, err := e.TakeSnapshot(ctx, "now", false); return err })
	changes("a refresh", func() error { _, err := e.Refresh(ctx, RefreshOptions{Full: true}); return err })
	changes("a table", exec("create table mine (a int)"))
	changes("a row", exec("insert into mine values (1)"))
	changes("a view", exec("create view yours as from mine"))
	changes("a table of scores", func() error {
		scores, err := openSession(t, e).Score(ctx, ScoreOptions{})
		if err != nil {
			return err
		}
		return scores.SaveAs(ctx, "my_scores", false)
	})
	changes("an explicit transaction", func() error {
		s := openSession(t, e)
		for _, query := range []string{"begin", "insert into mine values (2)", "commit"} {
			if _, err := s.Exec(ctx, query, nil); err != nil {
				return err
			}
		}
		return nil
	})
	changes("the withdrawal", func() error { _, err := e.Unload(ctx, load.LoadID); return err })
	rest := version()
	s := openRead(t, e, ReadOptions{Settings: []Setting{{"as_of", "2024-01-01"}}})
	for _, query := range []string{"from landscape", "from mine", "explain select 1"} {
		if err := attack(s, query); err != nil {
			t.Error(err)
		}
	}
	if version() != rest {
		t.Error("reading changes the version")
	}
	if err := e.Close(); err != nil { // a checkpoint of what was written without one
		t.Fatal(err)
	}
	if _, err := e.DataVersion(ctx); CodeOf(err) != CodeShuttingDown {
		t.Errorf("a closed database has a version: %v", err)
	}
	before := ""
	for i := range 2 {
		again, err := Open(ctx, Options{Path: e.Path()})
		if err != nil {
			t.Fatal(err)
		}
		e = again
		if i == 1 && version() != before {
			t.Error("opening the database changes the version")
		}
		before = version()
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	memory, err := Open(ctx, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	e = memory
	changes("a database in memory", func() error { return nil })
	changes("a table in memory", exec("create table mine (a int)"))
}
