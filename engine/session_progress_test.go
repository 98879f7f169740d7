package engine_test

import (
	"context"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine/enginetest"
)

// TestSessionProgress looks at a long statement until it says how far it is, and then cancels it.
func TestSessionProgress(t *testing.T) {
	e := enginetest.Open(t)
	s, err := e.Session(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.WatchProgress(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, _, known := s.Progress(); known {
		t.Error("progress is known while nothing runs")
	}
	if _, err := s.Exec(t.Context(), "CREATE TEMP TABLE numbers AS SELECT range AS n FROM range(2000000)", nil); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := s.Exec(ctx, "SELECT sum(list_sum(list_transform(range(200), i -> i + n))) FROM numbers", nil)
		ended <- err
	}()
	deadline := time.Now().Add(20 * time.Second)
	for {
		done, total, known := s.Progress()
		if known && (done < 0 || done > total) {
			t.Errorf("%d rows of %d", done, total)
		}
		if known && done > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Error("the progress stayed unknown for 20 s")
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	if err := <-ended; err == nil {
		t.Error("the statement ended before it was cancelled")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, known := s.Progress(); known {
		t.Error("a closed session knows progress")
	}
}
