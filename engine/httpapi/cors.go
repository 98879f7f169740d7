package httpapi

import (
	"net/http"
	"strings"
)

// What scripts of allowed pages may send and read.
var (
	corsMethods = strings.Join([]string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete}, ", ")
	corsSends   = "Accept, Authorization, Content-Type, Idempotency-Key, If-None-Match, Prefer, traceparent, X-API-Key"
	corsReads   = "Content-Disposition, ETag, Link, Location, Retry-After, Server-Timing, WWW-Authenticate, X-Query-Columns, X-Query-Id, " +
		"X-Query-Queued-Ms, X-Query-Truncated"
)

// allow lets the scripts of one origin read the answer. Cookies and stored passwords never count here, so credentials are not allowed;
// a script that has a key sends it as a header.
func allow(h http.Header, origin string) {
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", corsReads)
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// preflight answers what a browser asks before a script of an allowed page may send what no form could. The origin was checked before.
func (s *Server) preflight(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Allow", corsMethods+", OPTIONS")
	if r.Header.Get("Access-Control-Request-Method") != "" && h.Get("Access-Control-Allow-Origin") != "" {
		h.Set("Access-Control-Allow-Methods", corsMethods)
		h.Set("Access-Control-Allow-Headers", corsSends)
		h.Set("Access-Control-Max-Age", "600")
		if r.Header.Get("Access-Control-Request-Private-Network") == "true" {
			h.Set("Access-Control-Allow-Private-Network", "true")
		}
	}
	w.WriteHeader(http.StatusNoContent)
}
