package httpapi

import (
	"context"
	"errors"
	"sync"
	"time"
)

// errDrained is the cause of contexts that end because the server shuts down.
var errDrained = errors.New("the server shuts down")

// inflight counts the requests that are answered, by key, until it is closed.
type inflight struct {
	mu     sync.Mutex
	closed bool
	all    int
	byKey  map[string]int
	idle   chan struct{} // closed when it is closed and nobody is left
}

func newInflight() *inflight { return &inflight{byKey: map[string]int{}, idle: make(chan struct{})} }

// enter counts a request of a key until leave is called. A key may have most at once; 0 is any number.
func (f *inflight) enter(key string, most int) (leave func(), err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.closed:
		return nil, fault(shuttingDown, "the server shuts down")
	case most > 0 && f.byKey[key] >= most:
		return nil, limited("the key has as many requests at once as it may", time.Second)
	}
	f.all++
	f.byKey[key]++
	return sync.OnceFunc(func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.all--
		if f.byKey[key]--; f.byKey[key] == 0 {
			delete(f.byKey, key)
		}
		f.wake()
	}), nil
}

// close refuses whoever comes from now on.
func (f *inflight) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	f.wake()
}

// wake tells who waits that nobody is left. The lock is held by the caller.
func (f *inflight) wake() {
	if f.closed && f.all == 0 {
		select {
		case <-f.idle:
		default:
			close(f.idle)
		}
	}
}

// wait returns when a closed inflight is empty, or with the error of the context.
func (f *inflight) wait(ctx context.Context) error {
	select {
	case <-f.idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// isClosed tells whether close was called; count how many requests are answered.
func (f *inflight) isClosed() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.closed
}

func (f *inflight) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.all
}
