package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"
)

// call is one request while it is answered.
type call struct {
	s         *Server
	w         http.ResponseWriter
	r         *http.Request
	who       principal
	id        string // of the query, the client's own or a new one; empty where nothing is queried
	started   time.Time
	extension format               // that the path ends in; empty for none
	seen      event                // what the logs and the metrics learn of it
	begun     bool                 // the head of the answer is sent: an error has no status of its own any more
	told      bool                 // the trailers tell of the error behind it
	wrote     func() time.Duration // how long since a load or its withdrawal began; nil while none has
}

// answer identifies the caller, checks the right that the route needs, serves it and writes an error as a problem.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, to route) {
	c := &call{s: s, w: w, r: r, started: time.Now()}
	c.seen.route = to.path
	defer c.observed()()
	leave, err := c.admit(to)
	if err != nil {
		c.refuse(err)
		return
	}
	defer leave()
	err = c.served(to)
	if err != nil {
		err = c.cause(err)
		c.refuse(err)
	}
	if c.wrote != nil {
		s.ended(c.id, err, 0, 0, c.wrote())
	}
	if c.begun && err != nil && !c.told {
		panic(http.ErrAbortHandler) // a body without its end is the one sign that every client understands
	}
}

// served serves a request, and makes an error of a panic that is none of the ways to break an answer off.
func (c *call) served(to route) (err error) {
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler:
			panic(p)
		default:
			c.s.log.Error("a request met a fault of the server", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fault(internal, "the server met a fault while it answered")
		}
	}()
	return to.serve(c)
}

// admit finds out who asks and whether they may. What needs a right is counted until leave is called, and ends with the server.
func (c *call) admit(to route) (leave func(), err error) {
	if to.needs == anybody {
		return func() {}, nil
	}
	who, err := c.s.identify(c.r)
	if err != nil {
		return nil, err
	}
	who.address, who.trace, who.route = addressOf(c.r.RemoteAddr).String(), traceOf(c.r.Header.Get("Traceparent")), to.method+" "+to.path
	c.who = who
	if who.right < to.needs {
		return nil, c.forbidden()
	}
	out, err := c.s.inflight.enter(who.key, who.limits.within(c.s.opts.Limits).Concurrent)
	if err != nil {
		return nil, err
	}
	ctx, release := c.s.bound(c.r.Context())
	c.r = c.r.WithContext(ctx)
	return func() {
		release()
		out()
	}, nil
}

// cause is the error of a request that was cancelled, by who cancelled it.
func (c *call) cause(err error) error {
	if codeOf(err) == cancelled && errors.Is(context.Cause(c.r.Context()), errDrained) {
		return fault(shuttingDown, "the server shut down while the request was answered")
	}
	return err
}

// forbidden says that the caller may not do what the route does.
func (c *call) forbidden() error {
	if c.who.key == localKey {
		return fault(forbidden, "without a key this server only answers reads").hinted("Start it with --allow-writes, or give it keys with --keys.")
	}
	return fault(forbidden, "this needs a key that may do more")
}
