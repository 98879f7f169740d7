package httpapi

import (
	"context"
	"errors"
	"time"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/gate"
)

// running is a query whose result is being read.
type running struct {
	id      string
	session *engine.Session // for Progress
	result  *engine.Result  // released by execute
	rows    int64           // that the sink has passed on
	queued  time.Duration   // waiting for a slot
	planned time.Duration   // opening the session, parsing and planning
}

// errKilled is the cause of a context that DELETE ended.
var errKilled = errors.New("the query was cancelled by request")

// execute admits a request, runs it under its id and hands the result to sink. The context that bounds the query ends with its
// timeout, with a cancel by id and with ctx. An empty query_id gets a new one.
func (s *Server) execute(ctx context.Context, who principal, q request, sink func(ctx context.Context, run *running) error) (err error) {
	limits := who.limits.within(s.opts.Limits)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	run := &running{id: q.options.queryID}
	if run.id == "" {
		run.id = newID()
	}
	if err := s.live.add(&liveQuery{id: run.id, who: who, sql: q.sql, tag: q.options.tag, started: time.Now(), cancel: cancel}); err != nil {
		return err
	}
	defer s.live.remove(run.id)
	done := s.begin(run.id, who, q.sql, q.options.tag)
	defer func() { s.finish(who, q, run, err, done()) }()
	wait := q.options.queueWait
	if wait < 0 {
		wait = s.opts.Capacity.QueueWait
	}
	release, queued, err := s.gate.Acquire(ctx, who.key, wait)
	run.queued = queued
	if err != nil {
		return refusal(err)
	}
	defer release()
	ctx, stop := context.WithTimeout(ctx, q.options.timeoutWithin(limits, s.opts.Capacity))
	defer stop()
	began := time.Now()
	session, err := s.engine.Read(ctx, engine.ReadOptions{Settings: q.settings, TimeZone: q.options.tz,
		Policy: engine.Policy{Tables: who.tables, MaxSQLBytes: s.opts.Capacity.MaxSQL}})
	if err != nil {
		return err
	}
	defer session.Close()
	run.session = session
	params, err := q.bound(ctx, session)
	if err != nil {
		return err
	}
	if run.result, err = session.Query(ctx, q.sql, params); err != nil {
		return err
	}
	defer run.result.Release()
	run.planned = time.Since(began)
	return sink(ctx, run)
}

// timeoutWithin is how long the query may run.
func (o queryOptions) timeoutWithin(limits Limits, capacity Capacity) time.Duration {
	most := narrower(limits.Timeout, longestTimeout)
	if o.timeout > 0 {
		return min(o.timeout, most)
	}
	return min(capacity.Timeout, most)
}

// refusal says why the gate let a query not in.
func refusal(err error) error {
	switch {
	case errors.Is(err, gate.ErrFull):
		return fault(overloaded, "as many queries wait as may")
	case errors.Is(err, gate.ErrTimeout):
		return fault(queueTimeout, "no slot became free in time").hinted("Try again, or wait longer with queue_ms.")
	case errors.Is(err, gate.ErrClosed):
		return fault(shuttingDown, "the server shuts down")
	default:
		return err
	}
}
