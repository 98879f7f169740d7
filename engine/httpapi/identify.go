package httpapi

import "net/http"

// identify tells who makes a request, from what it carries.
func (s *Server) identify(_ *http.Request) (principal, error) {
	if s.opts.AllowWrites {
		return principal{key: localKey, right: write}, nil
	}
	return principal{key: localKey, right: read}, nil
}
