package httpapi

import (
	"net/http"
	"slices"
	"strings"
)

// route is one entry of the API: what a client asks for, who may, and who answers. The router, the description in /openapi.json and
// the tests of access read the same list.
type route struct {
	method  string // of HTTP; GET answers HEAD too
	path    string // a pattern of net/http, such as /v1/loads/{id}
	needs   right
	summary string // one sentence for /openapi.json
	doc     operation
	serve   func(*call) error
}

// right is what a caller must be allowed to do. Rights are ordered: who has one has those before it.
type right int

// The rights, from none to all.
const (
	anybody  right = iota // no key: health, readiness
	runSaved              // saved queries and what describes them
	read                  // any statement that reads
	write                 // loads
	administer
)

// routes lists the whole API.
func (s *Server) routes() []route {
	return slices.Concat(
		s.openAPIRoutes(),
		s.operationRoutes(),
		s.queryLogRoutes(),
		s.queryRoutes(),
		s.queriesRoutes(),
		s.loadRoutes(),
		s.statementRoutes(),
		s.viewRoutes(),
		s.savedRoutes(),
		s.catalogRoutes(),
		s.explainRoutes(),
		s.landingRoutes(),
	)
}

// routed is the router over routes.
func (s *Server) routed() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.routes() {
		mux.HandleFunc(r.method+" "+r.path, func(w http.ResponseWriter, req *http.Request) { s.answer(w, req, r) })
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern == "" {
			s.turnAway(w, r, unrouted(mux, w.Header(), r))
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// unrouted is the error of a request that no route takes: the path is not there, or not with this method. The router knows which.
func unrouted(mux *http.ServeMux, h http.Header, r *http.Request) error {
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := mux.Handler(other); pattern == "" {
			continue
		}
		h.Add("Allow", method)
		if method == http.MethodGet {
			h.Add("Allow", http.MethodHead)
		}
	}
	if allowed := h.Values("Allow"); len(allowed) > 0 {
		return fault(methodNotAllowed, r.Method+" is not taken here").hinted("Use " + strings.Join(allowed, " or ") + ".")
	}
	return fault(notFound, "there is no such path").hinted("/openapi.json lists all there are.")
}
