package engine

import (
	"context"
	"maps"
	"path/filepath"
	"testing"
)

// TestVocabulary looks inside, since no reader can tell whether names were read or remembered: what is remembered is what the database has
// after every kind of write, and is read again after those alone that may change a name.
func TestVocabulary(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	ctx := context.Background()
	e := openEmpty(t)
	words := func() *vocabulary {
		t.Helper()
		v, err := e.vocabulary(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	after := func(what string, again bool, fn func() error) {
		t.Helper()
		before := words()
		if err := fn(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		now := words()
		if (now != before) != again {
			t.Errorf("after %s the names are read again: %t, want %t", what, now != before, again)
		}
		fresh, err := e.readVocabulary(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if !maps.Equal(now.tables, fresh.tables) || !maps.Equal(now.functions, fresh.functions) || now.database != fresh.database {
			t.Errorf("after %s what is remembered is not what the database has", what)
		}
	}
	s := openSession(t, e)
	exec := func(queries ...string) func() error {
		return func() error {
			for _, query := range queries {
				if _, err := s.Exec(ctx, query, nil); err != nil {
					return err
				}
			}
			return nil
		}
	}
	after("a load", false, func() error {
		_, err := e.Load(ctx, LoadOptions{Paths: []string{filepath.Join("..", "testdata", "golden12", "invoice_lines.csv")}})
		return err
	})
	after("a setting", false, func() error { return e.SetSetting(ctx, "measure", "profit") })
	after("a snapshot", false, func() error { _, err := e.TakeSnapshot(ctx, "now", false); return err })
	after("a refresh", false, func() error { _, err := e.Refresh(ctx, RefreshOptions{Full: true}); return err })
	after("a fit", false, func() error { _, err := e.Fit(ctx, FitOptions{}); return err })
	after("a withdrawal", false, func() error { _, err := e.Unload(ctx, 1); return err })
	after("a table", true, exec("create table mine (a int)"))
	after("rows", false, exec("insert into mine values (1)", "update mine set a = 2", "delete from mine"))
	after("a view", true, exec("create view yours as from mine"))
	after("a macro", true, exec("create macro twice(a) as a + a"))
	after("a macro that reads a setting", true, exec("create or replace macro twice(a) as getvariable(a)"))
	if !words().functions["twice"].unsafe {
		t.Error("the macro is still what it was before it was replaced")
	}
	after("the other end of a transaction", true, exec("begin", "create table late (a int)", "commit"))
	after("a table that is dropped", true, exec("drop table late"))
	after("scores in a table", true, func() error {
		scores, err := s.Score(ctx, ScoreOptions{})
		if err != nil {
			return err
		}
		return scores.SaveAs(ctx, "my_scores", false)
	})
}
