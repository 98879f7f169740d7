package engine_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
)

// TestReadsAndCommitsKeepApart holds a read open: a load waits for it at its commit, new reads wait for the load, and a read that stays
// does not hold the load for ever.
func TestReadsAndCommitsKeepApart(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	e := enginetest.Open(t)
	path := t.TempDir() + "/one.csv"
	if err := os.WriteFile(path, []byte("customer_id,invoice_date,net_amount\nA,2025-01-01,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	first, err := e.Read(t.Context(), engine.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	enginetest.Query(t, first, "select count(*) as n from loads") // its transaction begins with its first table
	loaded := make(chan error, 1)
	go func() {
		_, err := e.Load(context.Background(), engine.LoadOptions{Paths: []string{path}})
		loaded <- err
	}()
	// A read is kept waiting at some time before the load is done, and gives up when its own time is over.
	waited := false
	for !waited {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		s, err := e.Read(ctx, engine.ReadOptions{})
		switch {
		case err == nil:
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			select {
			case err := <-loaded:
				t.Fatalf("the load was done before a read had to wait: %v", err)
			default:
			}
		case errors.Is(err, context.DeadlineExceeded):
			waited = true
		default:
			t.Fatal(err)
		}
		cancel()
	}
	if err := <-loaded; err != nil { // although the first read is still open
		t.Fatal(err)
	}
	if rows := enginetest.Query(t, first, "select count(*) as n from invoice_lines"); rows[0]["n"] != int64(0) {
		t.Errorf("the read that was there before sees %v lines", rows[0]["n"])
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	after, err := e.Read(t.Context(), engine.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if rows := enginetest.Query(t, after, "select count(*) as n from invoice_lines"); rows[0]["n"] != int64(1) {
		t.Errorf("a read behind the load sees %v lines", rows[0]["n"])
	}
	if err := after.Close(); err != nil {
		t.Fatal(err)
	}
}
