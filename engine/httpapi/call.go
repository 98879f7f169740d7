package httpapi

import (
	"net/http"
	"time"
)

// call is one request while it is answered.
type call struct {
	s       *Server
	w       http.ResponseWriter
	r       *http.Request
	who     principal
	id      string // of the query, the client's own or a new one; empty where nothing is queried
	started time.Time
	seen    event // what the logs and the metrics learn of it
}

// answer identifies the caller, checks the right that the route needs, serves it and writes an error as a problem.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, to route) {
	c := &call{s: s, w: w, r: r, started: time.Now()}
	c.seen.route = to.path
	defer func() {
		c.seen.total = time.Since(c.started)
		s.observe(c)
	}()
	if err := c.admit(to); err != nil {
		c.refuse(err)
		return
	}
	if err := to.serve(c); err != nil {
		c.refuse(err)
	}
}

// admit finds out who asks and whether they may.
func (c *call) admit(to route) error {
	who, err := c.s.identify(c.r)
	if err != nil {
		return err
	}
	c.who = who
	if who.right < to.needs {
		return fault(forbidden, "this needs a key that may do more")
	}
	return nil
}
