package httpapi

import (
	"context"
	"net/http"
	"net/http/httptest"
)

// Probe replaces what readiness asks the database: no test can make a database hang on demand.
func (s *Server) Probe(probe func(context.Context) error) { s.health.probe = probe }

// Meets ends a query with an error, as an engine that cannot be made to fail on demand would.
func (s *Server) Meets(err error) { s.finish(principal{}, request{}, &running{id: "x"}, err, 0) }

// Panics answers a request with a handler that panics.
func (s *Server) Panics() *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.answer(w, httptest.NewRequest(http.MethodGet, "/", nil), route{path: "/", serve: func(*call) error { panic("on purpose") }})
	return w
}
