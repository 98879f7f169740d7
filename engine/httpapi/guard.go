package httpapi

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// guard stands before the router. It lets nobody through whom a page in a browser may have sent: not under a name that is not ours
// (DNS rebinding), not for a page of an origin that is not allowed. It answers preflights itself, and takes a key out of the address
// before anybody can log it.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = hideKey(r)
		s.secureHeaders(w.Header())
		if err := s.checkSender(w.Header(), r); err != nil {
			s.turnAway(w, r, err)
			return
		}
		if r.Method == http.MethodOptions {
			s.preflight(w, r)
			return
		}
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = &patientBody{ReadCloser: r.Body, control: http.NewResponseController(w)}
		}
		next.ServeHTTP(w, r)
	})
}

// secureHeaders tells browsers to take an answer as nothing but what it says it is, to run nothing in it and to tell no other site of it.
func (s *Server) secureHeaders(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

// checkSender holds Host, Origin and the fetch metadata of browsers against what is allowed. Bodies of forms are refused by who reads the
// body.
func (s *Server) checkSender(h http.Header, r *http.Request) error {
	if !s.servesHost(r) {
		return fault(badHost, "this server does not answer to the name "+hostOf(r.Host)).hinted("Start it with --host and the name.")
	}
	h.Add("Vary", "Origin")
	origins := r.Header.Values("Origin")
	switch {
	case len(origins) > 1:
		return fault(badOrigin, "a request has one origin")
	case len(origins) == 1 && !ownOrigin(r, origins[0]):
		if !slices.Contains(s.opts.Origins, origins[0]) {
			return fault(badOrigin, "pages of this origin may not ask").hinted("Start the server with --origin and the origin of the page.")
		}
		allow(h, origins[0])
	case len(origins) == 0 && sentByPage(r):
		return fault(badOrigin, "a page of another site sent this request")
	}
	return nil
}

// sentByPage tells whether a page of another site caused a request that bears no Origin: an image, a script, a frame. A link that
// someone follows is none, nor is an address that was typed.
func sentByPage(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	followed := r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
	return (site == "cross-site" || site == "same-site") && !(followed && (r.Method == http.MethodGet || r.Method == http.MethodHead))
}

// servesHost tells whether the server answers to the name in Host: one of the loopback, one that was allowed, or the address itself at
// which the connection came in, which no other name can stand for.
func (s *Server) servesHost(r *http.Request) bool {
	host := hostOf(r.Host)
	if host == "localhost" || slices.ContainsFunc(s.opts.Hosts, func(h string) bool { return hostOf(h) == host }) {
		return true
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return address.Unmap().IsLoopback() || local != nil && addressOf(local.String()) == address.Unmap()
}

// hostOf is the name in a Host header: without port, brackets and the dot of the root, in lower case.
func hostOf(header string) string {
	host, _, err := net.SplitHostPort(header)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(header, "["), "]")
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// addressOf is the address of "address:port", without a zone; the zero address for anything else.
func addressOf(hostPort string) netip.Addr {
	both, err := netip.ParseAddrPort(hostPort)
	if err != nil {
		return netip.Addr{}
	}
	return both.Addr().Unmap().WithZone("")
}

// ownOrigin tells whether a page of the server itself asks.
func ownOrigin(r *http.Request, origin string) bool {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	u, err := url.Parse(origin)
	return err == nil && u.Scheme == scheme && strings.EqualFold(u.Host, r.Host)
}

// turnAway answers a request that does not reach the router.
func (s *Server) turnAway(w http.ResponseWriter, r *http.Request, err error) {
	c := &call{s: s, w: w, r: r, started: time.Now()}
	c.seen.route = "refused"
	defer c.observed()()
	c.refuse(err)
}
