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
	id      string // of the query, the client's own or a new one
	started time.Time
}

// answer identifies the caller, checks the right that the route needs, serves it and writes an error as a problem.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, to route) {
	c := &call{s: s, w: w, r: r, started: time.Now()}
	who, err := s.identify(r)
	if err != nil {
		c.refuse(err)
		return
	}
	c.who = who
	if c.who.right < to.needs {
		c.refuse(fault(unauthenticated, "this needs a key that may do more"))
		return
	}
	if err := to.serve(c); err != nil {
		c.refuse(err)
	}
}
