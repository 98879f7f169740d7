package httpapi

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/customer-landscape/landscape/engine"
)

// Options says what a Server serves and to whom.
type Options struct {
	// Engine is the open database. The caller closes it after the server.
	Engine *engine.Engine
	// Logger receives what an operator should know, and one line a request. Defaults to a logger that discards.
	Logger *slog.Logger
	// Version is what /version says of the program.
	Version string
}

// Server answers HTTP requests from one database. It is safe for use by several goroutines.
type Server struct {
	engine  *engine.Engine
	log     *slog.Logger
	version string
	router  http.Handler
}

// New returns a server of the database. Options without an engine are an error.
func New(opts Options) (*Server, error) {
	if opts.Engine == nil {
		return nil, errors.New("a server needs an engine")
	}
	s := &Server{engine: opts.Engine, log: opts.Logger, version: opts.Version}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.router = s.routed()
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.router.ServeHTTP(w, r) }
