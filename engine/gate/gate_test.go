package gate_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/customer-landscape/landscape/engine/gate"
)

// take acquires a slot that must be there.
func take(t *testing.T, g *gate.Gate, key string) func() {
	t.Helper()
	release, queued, err := g.Acquire(context.Background(), key, time.Hour)
	if err != nil || queued != 0 {
		t.Fatalf("%s: %v after %s", key, err, queued)
	}
	return release
}

func TestSlotsAndQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gate.New(gate.Options{Slots: 1, Queue: 1})
		release := take(t, g, "a")
		if _, _, err := g.Acquire(context.Background(), "b", 0); !errors.Is(err, gate.ErrFull) {
			t.Errorf("who does not wait: %v", err)
		}
		if _, queued, err := g.Acquire(context.Background(), "b", time.Second); !errors.Is(err, gate.ErrTimeout) || queued != time.Second {
			t.Errorf("who waits in vain: %v after %s", err, queued)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if _, queued, err := g.Acquire(ctx, "b", time.Hour); !errors.Is(err, context.DeadlineExceeded) || queued != 2*time.Second {
			t.Errorf("whose context ends: %v after %s", err, queued)
		}
		done := make(chan time.Duration)
		go func() {
			release, queued, err := g.Acquire(context.Background(), "b", time.Hour)
			if err != nil {
				t.Error(err)
			}
			release()
			done <- queued
		}()
		synctest.Wait()
		if s := g.Stats(); s != (gate.Stats{Slots: 1, Working: 1, Waiting: 1, Admitted: 1, Refused: 3}) {
			t.Errorf("%+v", s)
		}
		if _, _, err := g.Acquire(context.Background(), "c", time.Hour); !errors.Is(err, gate.ErrFull) {
			t.Errorf("who finds the queue full: %v", err)
		}
		time.Sleep(3 * time.Second)
		release()
		release() // counts once
		if queued := <-done; queued != 3*time.Second {
			t.Errorf("waited %s", queued)
		}
		if s := g.Stats(); s.Working != 0 || s.Waiting != 0 || s.Admitted != 2 {
			t.Errorf("%+v", s)
		}
		if _, _, err := g.Acquire(canceled(), "a", time.Hour); !errors.Is(err, context.Canceled) {
			t.Errorf("who comes with an ended context: %v", err)
		}
	})
}

func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// TestTurns lets ten of one key wait before one of two others each: those are second and third.
func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gate.New(gate.Options{Slots: 1, Queue: 20})
		release := take(t, g, "first")
		var order []string
		var group sync.WaitGroup
		wait := func(key string) {
			group.Go(func() {
				release, _, err := g.Acquire(context.Background(), key, time.Hour)
				if err != nil {
					t.Error(err)
					return
				}
				order = append(order, key) // one works at a time
				release()
			})
			synctest.Wait()
		}
		for range 10 {
			wait("greedy")
		}
		wait("modest")
		wait("shy")
		release()
		group.Wait()
		for i, want := range []string{"greedy", "modest", "shy", "greedy"} {
			if order[i] != want {
				t.Errorf("%d is %s, want %s: %v", i, order[i], want, order)
			}
		}
	})
}

// TestPerKey keeps a slot for others.
func TestPerKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gate.New(gate.Options{Slots: 3, Queue: 5, PerKey: 2})
		first, second := take(t, g, "a"), take(t, g, "a")
		if _, _, err := g.Acquire(context.Background(), "a", time.Second); !errors.Is(err, gate.ErrTimeout) {
			t.Errorf("a third of one key: %v", err)
		}
		got := make(chan func())
		go func() {
			release, _, _ := g.Acquire(context.Background(), "a", time.Hour)
			got <- release
		}()
		synctest.Wait()
		other := take(t, g, "b")
		other()
		first()
		(<-got)()
		second()
	})
}

func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gate.New(gate.Options{Slots: 1, Queue: 5})
		release := take(t, g, "a")
		waited := make(chan error)
		go func() {
			_, _, err := g.Acquire(context.Background(), "b", time.Hour)
			waited <- err
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := g.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("while one works: %v", err)
		}
		if err := <-waited; !errors.Is(err, gate.ErrClosed) {
			t.Errorf("who waited: %v", err)
		}
		if _, _, err := g.Acquire(context.Background(), "b", time.Hour); !errors.Is(err, gate.ErrClosed) {
			t.Errorf("who comes later: %v", err)
		}
		go func() {
			time.Sleep(time.Minute)
			release()
		}()
		for range 2 {
			if err := g.Close(context.Background()); err != nil {
				t.Error(err)
			}
		}
		if s := g.Stats(); s.Working != 0 || s.Waiting != 0 {
			t.Errorf("%+v", s)
		}
	})
}

// TestProperties lets many keys come, wait, give up and work in random order: never are more at work than there are slots, or of one key
// than it may have, everybody is admitted or refused, and in the end nobody is left.
func TestProperties(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			opts := gate.Options{Slots: 1 + random.IntN(4), Queue: random.IntN(30), PerKey: random.IntN(4)}
			perKey := opts.PerKey
			if perKey == 0 {
				perKey = opts.Slots
			}
			g := gate.New(opts)
			var working, admitted, refused atomic.Int64
			var ofKey [5]atomic.Int64
			var group sync.WaitGroup
			const all = 300
			for range all {
				key, came, wait, works := random.IntN(5), random.IntN(1000), random.IntN(100), random.IntN(30)
				ctx, cancel := context.WithTimeout(context.Background(), time.Duration(random.IntN(1200))*time.Millisecond)
				group.Go(func() {
					defer cancel()
					time.Sleep(time.Duration(came) * time.Millisecond)
					release, _, err := g.Acquire(ctx, string(rune('a'+key)), time.Duration(wait)*time.Millisecond)
					if err != nil {
						refused.Add(1)
						return
					}
					admitted.Add(1)
					if working.Add(1) > int64(opts.Slots) || ofKey[key].Add(1) > int64(perKey) {
						t.Errorf("seed %d: too many at work", seed)
					}
					time.Sleep(time.Duration(works) * time.Millisecond)
					working.Add(-1)
					ofKey[key].Add(-1)
					release()
				})
			}
			group.Wait()
			s := g.Stats()
			if admitted.Load() != s.Admitted || admitted.Load()+refused.Load() != all || s.Working != 0 || s.Waiting != 0 {
				t.Errorf("seed %d: %d admitted, %d refused, %+v", seed, admitted.Load(), refused.Load(), s)
			}
			if err := g.Close(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
}
