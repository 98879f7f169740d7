package gate

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Errors of Acquire.
var (
	ErrFull    = errors.New("the queue is full")
	ErrTimeout = errors.New("no slot became free in time")
	ErrClosed  = errors.New("the gate is closed")
)

// Options says how much work a Gate lets in.
type Options struct {
	// Slots is how many may work at once. Defaults to 1.
	Slots int
	// Queue is how many may wait. Defaults to 0: who finds no slot is refused.
	Queue int
	// PerKey is how many of one key may work at once; the others of that key wait. Defaults to Slots.
	PerKey int
}

// Stats is the state of a Gate at one moment.
type Stats struct {
	Slots    int // that there are
	Working  int // slots that are taken
	Waiting  int // in the queue
	Admitted int64
	Refused  int64 // by a full queue, a deadline or the end of their context
}

// Gate gives out slots. Keys that wait take turns, and within a key who came first goes first, so that one key with a long queue does
// not hold up the others. It is safe for use by several goroutines.
type Gate struct {
	opts Options

	mu      sync.Mutex // guards what follows
	closed  bool
	working map[string]int
	taken   int
	queues  map[string][]*waiter
	turns   []string // keys with a queue; the first is asked first
	stats   Stats
	idle    chan struct{} // closed when the gate is closed and nobody works
}

type waiter struct {
	ready chan error // gets nil with a slot, ErrClosed without
}

// New returns a gate that is open.
func New(opts Options) *Gate {
	opts.Slots = max(opts.Slots, 1)
	if opts.PerKey <= 0 {
		opts.PerKey = opts.Slots
	}
	return &Gate{opts: opts, working: map[string]int{}, queues: map[string][]*waiter{}, idle: make(chan struct{})}
}

// Acquire takes a slot for a key, and waits for one at most as long as wait and the context say. It returns the function that gives the
// slot back, which may be called more than once, and how long it waited. Without a slot the error is ErrFull, ErrTimeout, ErrClosed
// or that of the context.
func (g *Gate) Acquire(ctx context.Context, key string, wait time.Duration) (release func(), queued time.Duration, err error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	w, err := g.enter(key, wait > 0)
	if err != nil {
		return nil, 0, err
	}
	if w == nil {
		return g.releaser(key), 0, nil
	}
	began := time.Now()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case err = <-w.ready:
	case <-ctx.Done():
		err = g.leave(key, w, ctx.Err())
	case <-timer.C:
		err = g.leave(key, w, ErrTimeout)
	}
	if err != nil {
		return nil, time.Since(began), err
	}
	return g.releaser(key), time.Since(began), nil
}

// enter takes a slot at once, or a place in the queue, which it returns.
func (g *Gate) enter(key string, mayWait bool) (*waiter, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.closed:
		g.stats.Refused++
		return nil, ErrClosed
	case g.free(key) && len(g.queues[key]) == 0:
		g.take(key)
		return nil, nil
	case !mayWait || g.stats.Waiting >= g.opts.Queue:
		g.stats.Refused++
		return nil, ErrFull
	}
	w := &waiter{ready: make(chan error, 1)}
	if len(g.queues[key]) == 0 {
		g.turns = append(g.turns, key)
	}
	g.queues[key] = append(g.queues[key], w)
	g.stats.Waiting++
	return w, nil
}

// leave gives up a place in the queue. A slot that came at the same moment is kept and there is no error.
func (g *Gate) leave(key string, w *waiter, cause error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, other := range g.queues[key] {
		if other == w {
			g.remove(key, i)
			g.stats.Refused++
			return cause
		}
	}
	return <-w.ready
}

func (g *Gate) remove(key string, i int) {
	queue := g.queues[key]
	g.queues[key] = append(queue[:i:i], queue[i+1:]...)
	g.stats.Waiting--
	if len(g.queues[key]) > 0 {
		return
	}
	delete(g.queues, key)
	for t, turn := range g.turns {
		if turn == key {
			g.turns = append(g.turns[:t:t], g.turns[t+1:]...)
			return
		}
	}
}

func (g *Gate) free(key string) bool { return g.taken < g.opts.Slots && g.working[key] < g.opts.PerKey }

func (g *Gate) take(key string) {
	g.taken++
	g.working[key]++
	g.stats.Admitted++
}

// releaser returns the function that gives a slot back, once.
func (g *Gate) releaser(key string) func() {
	return sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.taken--
		if g.working[key]--; g.working[key] == 0 {
			delete(g.working, key)
		}
		g.admit()
		if g.closed && g.taken == 0 {
			close(g.idle)
		}
	})
}

// admit hands free slots to those who wait, one key after the other.
func (g *Gate) admit() {
	for asked := 0; asked < len(g.turns) && g.taken < g.opts.Slots; {
		key := g.turns[asked]
		if !g.free(key) {
			asked++
			continue
		}
		w := g.queues[key][0]
		g.remove(key, 0)
		if len(g.queues[key]) > 0 { // its next turn is after the others'
			g.turns = append(append(g.turns[:asked:asked], g.turns[asked+1:]...), key)
		}
		g.take(key)
		w.ready <- nil
	}
}

// Close refuses all who wait and all who come, and waits for those who work until the context ends, whose error it returns then.
// A second call waits too.
func (g *Gate) Close(ctx context.Context) error {
	g.mu.Lock()
	if !g.closed {
		g.closed = true
		for _, queue := range g.queues {
			for _, w := range queue {
				w.ready <- ErrClosed
				g.stats.Refused++
			}
		}
		clear(g.queues)
		g.turns, g.stats.Waiting = nil, 0
		if g.taken == 0 {
			close(g.idle)
		}
	}
	g.mu.Unlock()
	select {
	case <-g.idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Stats tells the state of the gate.
func (g *Gate) Stats() Stats {
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.stats
	s.Slots, s.Working = g.opts.Slots, g.taken
	return s
}
