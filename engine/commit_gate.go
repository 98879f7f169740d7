package engine

import (
	"context"
	"sync"
	"time"
)

// commitPatience is how long a commit waits for the reads under way, and keeps new ones waiting.
const commitPatience = 2 * time.Second

// commitGate keeps commits and the sessions of Read apart. DuckDB 1.5.5 makes the row groups of a large commit visible one after the other:
// a read that begins, or scans a table for the first time, while a commit is under way sees some tables as they were and others as
// they will be. A read that is still under way after commitPatience is not waited for.
type commitGate struct {
	turn sync.Mutex // one commit at a time

	mu    sync.Mutex // guards what follows
	reads int
	over  chan struct{} // closed when the commit that is under way has ended; nil when there is none
	idle  chan struct{} // closed when the last read ends that a commit waits for; nil when none waits
}

// read lets a read in, after the commit that is under way, and returns what ends it.
func (g *commitGate) read(ctx context.Context) (leave func(), err error) {
	for {
		g.mu.Lock()
		over := g.over
		if over == nil {
			g.reads++
			g.mu.Unlock()
			return sync.OnceFunc(g.left), nil
		}
		g.mu.Unlock()
		select {
		case <-over:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (g *commitGate) left() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.reads--; g.reads == 0 && g.idle != nil {
		close(g.idle)
		g.idle = nil
	}
}

// commit keeps new reads out, waits for those under way, and returns what lets them in again.
func (g *commitGate) commit() (open func()) {
	g.turn.Lock()
	g.mu.Lock()
	g.over = make(chan struct{})
	var idle chan struct{}
	if g.reads > 0 {
		idle = make(chan struct{})
		g.idle = idle
	}
	g.mu.Unlock()
	if idle != nil {
		patience := time.NewTimer(commitPatience)
		defer patience.Stop()
		select {
		case <-idle:
		case <-patience.C:
		}
	}
	return func() {
		g.mu.Lock()
		close(g.over)
		g.over, g.idle = nil, nil
		g.mu.Unlock()
		g.turn.Unlock()
	}
}
