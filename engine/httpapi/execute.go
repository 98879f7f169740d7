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
	opened  []*engine.Session
	result  *engine.Result // released by execute
	rows    int64          // that the sink has passed on
	queued  time.Duration  // waiting for a slot
	planned time.Duration  // opening the session, parsing and planning
	out     bool           // a part of the result is on its way to the client
	watch   *stopwatch     // ends the query that works too long
	stop    func()         // ends the reading of a result of which nobody wants more
	live    *liveQuery
}

// pass counts rows that were passed on.
func (run *running) pass(rows int64) {
	run.rows += rows
	run.live.rows.Add(rows)
}

// giveBack gives the slot back once DuckDB works for the query no more: a call that hears no interrupt goes on after the client has its answer.
func (run *running) giveBack(release func()) {
	for _, session := range run.opened {
		select {
		case <-session.Gone():
		default:
			go func() {
				<-session.Gone()
				run.giveBack(release)
			}()
			return
		}
	}
	release()
}

// Causes of a context that ended a query.
var (
	errKilled   = errors.New("the query was cancelled by request")
	errTooSlow  = errors.New("the query ran longer than it may")
	errTooLong  = errors.New("the answer took longer than any may")
	errPressed  = errors.New("the process had come to its memory limit, and the youngest query was ended")
	longestSend = time.Hour // that an answer may take, the time of the client included
)

// whyEnded is the error of a query by what ended its context; err itself where nothing did.
func whyEnded(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil {
		return err
	}
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errKilled):
		return fault(cancelled, cause.Error())
	case errors.Is(cause, errTooSlow):
		return fault(timedOut, cause.Error()).hinted("Ask for less, or give it more time with timeout_ms.")
	case errors.Is(cause, errTooLong):
		return fault(timedOut, cause.Error())
	case errors.Is(cause, errPressed):
		return fault(outOfMemory, cause.Error()).hinted("Ask for rows in place of long texts and lists, or for less at once.")
	case errors.Is(cause, errDrained):
		return fault(shuttingDown, "the server shut down while the query ran")
	default:
		return fault(cancelled, "the client went away")
	}
}

// execute admits a request, runs it under its id and hands the result to sink. The context that bounds the query ends with its
// timeout, with a cancel by id and with ctx. An empty query_id gets a new one.
func (s *Server) execute(ctx context.Context, who principal, q request, sink func(ctx context.Context, run *running) error) (err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	run := &running{id: q.options.queryID}
	if run.id == "" {
		run.id = newID()
	}
	run.live = &liveQuery{id: run.id, who: who, sql: cut(q.sql), tag: q.options.tag, started: time.Now(), cancel: cancel}
	if err := s.live.add(run.live); err != nil {
		return err
	}
	done := s.begin(run.id, who, q.sql, q.options.tag)
	defer func() {
		s.live.remove(run.live, err)
		s.finish(who, q, run, err, done())
	}()
	wait := q.options.queueWait
	if wait < 0 {
		wait = s.opts.Capacity.QueueWait
	}
	release, queued, err := s.gate.Acquire(ctx, who.key, wait)
	run.queued = queued
	if err != nil {
		return whyEnded(ctx, refusal(err))
	}
	defer func() { run.giveBack(release) }()
	run.live.admit(queued)
	ctx, stop := context.WithTimeoutCause(ctx, longestSend, errTooLong)
	defer stop()
	run.watch = newStopwatch(q.options.timeoutWithin(who.limits.within(s.opts.Limits), s.opts.Capacity), func() { cancel(errTooSlow) })
	defer run.watch.stop()
	return s.query(ctx, who, q, run, sink)
}

// query opens a session, runs the statement and hands its result to sink.
func (s *Server) query(ctx context.Context, who principal, q request, run *running, sink func(ctx context.Context, run *running) error) (err error) {
	defer func() { err = whyEnded(ctx, err) }()
	began := time.Now()
	if run.session, err = s.session(ctx, who, q); err != nil {
		return err
	}
	run.opened = append(run.opened, run.session)
	defer func() { err = errors.Join(err, run.session.Close()) }()
	if q.began != nil {
		if err := run.session.WatchProgress(ctx); err != nil {
			return err
		}
		q.began(run)
	}
	params, err := q.bound(ctx, run.session)
	if err != nil {
		return err
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	run.stop = stop
	if run.result, err = run.session.Query(reading, q.sql, params); err != nil {
		return err
	}
	defer run.result.Release()
	run.planned = time.Since(began)
	if err = sink(ctx, run); err != nil && !run.out && engine.KindOf(err) == engine.KindQuery {
		return s.plainer(ctx, who, q, run, err)
	}
	return err
}

// session opens a session for one request.
func (s *Server) session(ctx context.Context, who principal, q request) (*engine.Session, error) {
	return s.engine.Read(ctx, engine.ReadOptions{Settings: q.settings, TimeZone: q.options.tz,
		Policy: engine.Policy{Tables: who.tables, MaxSQLBytes: s.opts.Capacity.MaxSQL}})
}

// plainer runs a statement once more that failed on its data, this time without streaming: a stream of several threads often does not
// know why one of them failed. It returns what is known then.
func (s *Server) plainer(ctx context.Context, who principal, q request, run *running, err error) error {
	session, opened := s.session(ctx, who, q)
	if opened != nil {
		return err
	}
	run.opened = append(run.opened, session)
	defer session.Close()
	params, bound := q.bound(ctx, session)
	if bound != nil {
		return err
	}
	if _, again := session.Exec(ctx, q.sql, params); engine.KindOf(again) == engine.KindQuery {
		return again
	}
	return err
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
		return fault(overloaded, "as many queries wait as may").hinted("Try again in a moment.")
	case errors.Is(err, gate.ErrTimeout):
		return fault(queueTimeout, "no slot became free in time").hinted("Try again, or wait longer with queue_ms.")
	case errors.Is(err, gate.ErrClosed):
		return fault(shuttingDown, "the server shuts down")
	default:
		return err
	}
}
