package httpapi

import (
	"net/http"
	"slices"
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
	return mux
}
