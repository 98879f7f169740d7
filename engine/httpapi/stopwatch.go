package httpapi

import (
	"sync"
	"time"
)

// stopwatch ends a query that has worked too long. It stands still while the client takes its time to read.
type stopwatch struct {
	expire func()

	mu    sync.Mutex
	left  time.Duration
	since time.Time // when it was started last; zero while it stands still
	timer *time.Timer
}

// newStopwatch starts a stopwatch that calls expire once it has run for so long.
func newStopwatch(limit time.Duration, expire func()) *stopwatch {
	w := &stopwatch{expire: expire, left: limit, since: time.Now()}
	w.timer = time.AfterFunc(limit, expire)
	return w
}

// pause makes it stand still.
func (w *stopwatch) pause() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.since.IsZero() || !w.timer.Stop() {
		return
	}
	w.left -= time.Since(w.since)
	w.since = time.Time{}
}

// resume lets it run on.
func (w *stopwatch) resume() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.since.IsZero() {
		return
	}
	w.since = time.Now()
	w.timer = time.AfterFunc(max(w.left, 0), w.expire)
}

// stop ends it for good.
func (w *stopwatch) stop() {
	w.pause()
}
