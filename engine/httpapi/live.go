package httpapi

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// liveQuery is one query from its arrival on.
type liveQuery struct {
	id      string
	who     principal
	sql     string
	tag     string
	started time.Time
	cancel  context.CancelCauseFunc
	rows    atomic.Int64 // passed on so far

	mu      sync.Mutex // guards what follows
	runs    bool       // it has a slot
	pressed bool       // it was ended for the memory of the process
	queued  time.Duration
	ended   time.Time // zero while it lives
	code    code      // of the error that ended it
}

// admit notes that the query has got its slot.
func (q *liveQuery) admit(queued time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.runs, q.queued = true, queued
}

// holds tells whether the query runs and was not ended for its memory.
func (q *liveQuery) holds() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.runs && !q.pressed
}

func (q *liveQuery) press() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.pressed = true
}

func (q *liveQuery) end(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended = time.Now()
	if err != nil {
		q.code = problemOf(err).Code
	}
}

// remembered is how many queries that have ended the registry keeps.
const remembered = 200

// registry knows the queries that wait or run, by id, and the last ones that have ended.
type registry struct {
	mu     sync.Mutex
	live   map[string]*liveQuery
	recent []*liveQuery // the latest last
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

// remove takes a query that has ended from the live ones to the recent ones.
func (r *registry) remove(q *liveQuery, err error) {
	q.end(err)
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.live, q.id)
	r.recent = append(r.recent, q)
	if surplus := len(r.recent) - remembered; surplus > 0 {
		r.recent = slices.Delete(r.recent, 0, surplus)
	}
}

// find returns the live query of an id.
func (r *registry) find(id string) *liveQuery {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.live[id]
}

// youngest returns the query that has got its slot last and has not been ended for its memory yet, and marks it as such; nil where there is none.
func (r *registry) youngest() (last *liveQuery) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, q := range r.live {
		if q.holds() && (last == nil || q.started.After(last.started)) {
			last = q
		}
	}
	if last != nil {
		last.press()
	}
	return last
}

// list returns the live queries, the latest first, and then those that have ended, the latest first.
func (r *registry) list() []*liveQuery {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []*liveQuery
	for _, q := range r.live {
		all = append(all, q)
	}
	slices.SortFunc(all, func(a, b *liveQuery) int { return b.started.Compare(a.started) })
	for _, q := range slices.Backward(r.recent) {
		all = append(all, q)
	}
	return all
}
