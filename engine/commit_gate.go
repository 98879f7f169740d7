package engine

import (
	"context"
	"sync"
	"time"
)

// commitPatience is how long a commit waits for the reads under way, and keeps new ones waiting.
var commitPatience = 2 * time.Second

// commitGate lets a commit be alone. DuckDB 1.5.5 makes the row groups of a large commit visible one after the other: a read that plans, or
// begins to scan a table, while a commit is under way sees some tables as they were and others as they will be. Where reads last longer
// than commitPatience they go on beside the commit, which hides its rows by itself then (see stampRows).
type commitGate struct {
	turn sync.Mutex // one commit at a time

	mu    sync.Mutex // guards what follows
	reads int
	over  chan struct{} // closed when reads are let in again; nil when they are
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

// commit keeps new reads out, waits for those under way, and returns what ends the commit. alone says that there is no read until then;
// else some have lasted too long, and all others are let in too.
func (g *commitGate) commit() (alone bool, end func()) {
	g.turn.Lock()
	g.mu.Lock()
	g.over = make(chan struct{})
	alone = g.reads == 0
	var idle chan struct{}
	if !alone {
		idle = make(chan struct{})
		g.idle = idle
	}
	g.mu.Unlock()
	if alone {
		return true, g.ended
	}
	patience := time.NewTimer(commitPatience)
	defer patience.Stop()
	select {
	case <-idle:
		return true, g.ended
	case <-patience.C:
		g.open()
		return false, g.turn.Unlock
	}
}

// open lets reads in.
func (g *commitGate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.over)
	g.over, g.idle = nil, nil
}

// ended lets reads in and the next commit begin.
func (g *commitGate) ended() {
	g.open()
	g.turn.Unlock()
}
