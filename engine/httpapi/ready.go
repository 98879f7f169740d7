package httpapi

import (
	"context"
	"errors"
	"sync"
	"time"
)

// probeWait is how long the database may take to answer the probe of readiness.
const probeWait = 2 * time.Second

// health is what the server knows of its own state.
type health struct {
	probe func(context.Context) error // asks the database something small

	mu      sync.Mutex
	broken  string        // why no work can be done any more; empty while it can
	pending chan struct{} // closed when the probe that runs is done; nil when none runs
	failed  error         // of the last probe
}

// breaks keeps that the database is in a state in which nothing it says can be relied on. Only a new start heals that.
func (h *health) breaks(why string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken == "" {
		h.broken = why
	}
}

// reason is why the server takes no work, as far as it is known without asking; empty when it does.
func (h *health) reason(s *Server) string {
	if s.inflight.isClosed() {
		return "the server shuts down"
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.broken
}

// ask runs the probe, once for all who ask meanwhile, and returns its error. A probe that does not come back, even from its own deadline,
// is an error too, and no other is begun before it has.
func (h *health) ask(ctx context.Context) error {
	h.mu.Lock()
	done := h.pending
	if done == nil {
		done = make(chan struct{})
		h.pending = done
		go h.run(done)
	}
	h.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, probeWait+probeWait/4)
	defer cancel()
	select {
	case <-done:
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.failed
	case <-ctx.Done():
		return errors.New("the database does not answer")
	}
}

// run asks the database and closes done. It ends when the database answers; the engine's Close waits for that.
func (h *health) run(done chan struct{}) {
	ctx, cancel := context.WithTimeout(context.Background(), probeWait)
	defer cancel()
	err := h.probe(ctx)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.failed, h.pending = err, nil
	close(done)
}
