package engine_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
)

// The tables of TestCommitsBesideReads: large ones that grow, one that is emptied and filled again, one with a key, one that is made anew.
const (
	besideRows  = 150_000 // appended by every commit to every table; more than a row group
	besideState = `select (select count(*) from lines) as lines, (select sum(n)::bigint from lines) as net, (select count(*) from kept) as kept,
		(select max(n) from kept) as refilled, (select count(*) from keyed) as keyed, (select max(n) from anew) as anew,
		(select count(*) from commits) as commits`
)

// TestCommitsBesideReads commits again and again while reads go on that no commit waits for: each of them sees one state, from its first
// table to its last one, and a read that stays sees the state that it began with.
func TestCommitsBesideReads(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Cleanup(engine.SetCommitPatience(0))
	e := enginetest.Open(t)
	ctx := t.Context()
	s, err := e.Session(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"lines (i integer, n integer)", "kept (i integer, n integer)", "keyed (i integer primary key, n integer)",
		"anew (n integer)", "commits (n integer)"} {
		if _, err := s.Exec(ctx, "create table "+table, nil); err != nil {
			t.Fatal(err)
		}
	}
	commit := func(n int) {
		_, err := engine.Write(ctx, e, func(c *engine.Change) error {
			rows := fmt.Sprintf("select %d + i, %d from range(%d) as t(i)", n*besideRows, n, besideRows)
			for _, statement := range []string{"insert into lines select i, 1 from (" + rows + ") as r(i, n)", "delete from kept", "insert into kept " + rows,
				"insert into keyed " + rows, "drop table anew", fmt.Sprintf("create table anew as select %d as n from range(%d)", n, besideRows),
				fmt.Sprintf("insert into commits values (%d)", n)} {
				if err := c.Exec(statement); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	commit(0)
	want := func(n int64) string { // the state behind commit n
		return fmt.Sprint((n+1)*besideRows, (n+1)*besideRows, besideRows, n, (n+1)*besideRows, n, n+1)
	}
	state := func(s *engine.Session) (string, int64) {
		row := enginetest.Query(t, s, besideState)[0]
		return fmt.Sprint(row["lines"], row["net"], row["kept"], row["refilled"], row["keyed"], row["anew"], row["commits"]), row["commits"].(int64) - 1
	}
	stays, err := e.Read(ctx, engine.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	enginetest.Query(t, stays, "select count(*) as n from commits") // its transaction begins with its first table
	var reading sync.WaitGroup
	var done atomic.Bool
	var reads atomic.Int64
	for range 4 {
		reading.Go(func() {
			for !done.Load() {
				s, err := e.Read(ctx, engine.ReadOptions{})
				if err != nil {
					t.Error(err)
					return
				}
				got, n := state(s)
				if got != want(n) {
					t.Errorf("a read beside a commit saw %s, not %s", got, want(n))
				}
				reads.Add(1)
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	reading.Go(func() {
		for !done.Load() {
			if got, _ := state(stays); got != want(0) {
				t.Errorf("the read that stays saw %s, not %s", got, want(0))
			}
		}
	})
	for n := range 3 {
		commit(n + 1)
	}
	done.Store(true)
	reading.Wait()
	if err := stays.Close(); err != nil {
		t.Fatal(err)
	}
	if got, _ := state(s); got != want(3) {
		t.Errorf("the last state is %s, not %s", got, want(3))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d reads", reads.Load())
}
