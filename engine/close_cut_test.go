package engine_test

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine"
)

// cutContext ends once it has been asked so many times whether it has.
type cutContext struct {
	context.Context
	left atomic.Int64
}

func (c *cutContext) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// TestOpenAfterCutQueries cuts queries off at every place that looks at the context, and closes. Nothing may hold the database then: a
// second Open of the file would wait for what holds it.
func TestOpenAfterCutQueries(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "cut.landscape")
	e, err := engine.Open(ctx, engine.Options{Path: path, Create: true})
	if err != nil {
		t.Fatal(err)
	}
	whole := false
	for places := int64(0); !whole; places++ {
		s, err := e.Read(ctx, engine.ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		cut := &cutContext{Context: ctx}
		cut.left.Store(places)
		if r, err := s.Query(cut, "select 42", nil); err == nil {
			whole = r.Next()
			r.Release()
		}
		time.Sleep(10 * time.Millisecond) // for a thread of DuckDB to take up what was readied and never run
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	opened := make(chan error, 1)
	go func() {
		again, err := engine.Open(context.WithoutCancel(ctx), engine.Options{Path: path})
		if err == nil {
			err = again.Close()
		}
		opened <- err
	}()
	select {
	case err := <-opened:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("the database does not open again: something holds it")
	}
}
