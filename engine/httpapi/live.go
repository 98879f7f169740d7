package httpapi

import (
	"context"
	"sync"
	"time"
)

// liveQuery is one query from its admission to its end.
type liveQuery struct {
	id      string
	who     principal
	sql     string
	tag     string
	started time.Time
	cancel  context.CancelCauseFunc
}

// registry knows the queries that wait or run, by id.
type registry struct {
	mu   sync.Mutex
	live map[string]*liveQuery
}

func newRegistry() *registry { return &registry{live: map[string]*liveQuery{}} }

// add registers a query; an id that is in use is a CONFLICT.
func (r *registry) add(q *liveQuery) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, used := r.live[q.id]; used {
		return fault(conflict, "a query of this id is running").hinted("Give it another query_id, or wait for the first.")
	}
	r.live[q.id] = q
	return nil
}

func (r *registry) remove(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.live, id)
}
