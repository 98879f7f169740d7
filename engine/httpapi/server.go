package httpapi

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/allocator"
	"github.com/customer-landscape/landscape/engine/gate"
	"github.com/customer-landscape/landscape/engine/httpapi/keyring"
	"github.com/customer-landscape/landscape/engine/httpapi/querylog"
	"github.com/customer-landscape/landscape/engine/httpapi/spool"
)

// Options says what a Server serves and to whom.
type Options struct {
	// Engine is the open database. The caller closes it after the server.
	Engine *engine.Engine
	// Keys are who may ask. Without them nobody needs a key and everybody is the local user.
	Keys *keyring.Ring
	// Hosts are the names that the header Host may have, without a port, besides those of the loopback. Defaults to none.
	Hosts []string
	// Origins are the web pages whose scripts may ask, such as https://bi.example.com. Defaults to none.
	Origins []string
	// SavedDir is the folder of saved queries, one NAME.sql each. Defaults to none.
	SavedDir string
	// SpoolDir is the folder for uploads and for results that wait to be fetched. Defaults to a folder that the server makes and removes.
	SpoolDir string
	// AllowWrites gives the local user, who needs no key, the right to load. Defaults to reading alone.
	AllowWrites bool
	// Capacity is how much the server does at once and how long it waits.
	Capacity Capacity
	// Limits is what every caller may ask for at most. Those of a key hold besides. Defaults to none.
	Limits Limits
	// Logger receives what an operator should know, and one line a request. Defaults to a logger that discards.
	Logger *slog.Logger
	// QueryLog keeps what was asked. The caller closes it after the server. Defaults to none.
	QueryLog *querylog.Log
	// SlowAfter is how long a query takes before it is logged with its plan. Defaults to 1 second; a negative one logs none.
	SlowAfter time.Duration
	// LogLiterals lets the logs repeat the values that stand in statements. Defaults to putting ? in their place.
	LogLiterals bool
	// Version is what /version says of the program.
	Version string
}

// Server answers HTTP requests from one database. It is safe for use by several goroutines.
type Server struct {
	opts   Options // with every default filled in
	engine *engine.Engine
	log    *slog.Logger
	gate   *gate.Gate
	live   *registry
	views  viewShelf
	saved  savedFolder
	router http.Handler

	inflight   *inflight
	logins     logins
	doubted    chan struct{} // the one token to have a key looked at after too many wrong ones
	rates      rates
	health     health
	metrics    *metrics
	life       context.Context // ends with the server, and with it all that runs
	end        context.CancelCauseFunc
	background sync.WaitGroup // what runs beside the requests
	lift       func()         // takes the limit off the allocators
	explaining chan struct{}  // a token for the one plan that is made

	spool   *spool.Store
	uploads chan struct{} // a token each load that sends its files
	writer  chan struct{} // the one token to write

	statements *statementStore

	settings struct { // what settingNames has learned
		sync.Mutex
		names []string
	}
}

// The kinds of folders in the spool.
const (
	uploadKind = "uploads"
	resultKind = "results"
)

// New returns a server of the database. Options without an engine are an error.
func New(opts Options) (*Server, error) {
	if opts.Engine == nil {
		return nil, errors.New("a server needs an engine")
	}
	opts.Capacity = opts.Capacity.withDefaults()
	opts.Capacity.Memory = cmp.Or(opts.Capacity.Memory, opts.Engine.MemoryLimit()+engine.ResidentMemory())
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Server{opts: opts, engine: opts.Engine, log: opts.Logger, live: newRegistry(),
		gate:    gate.New(gate.Options{Slots: opts.Capacity.Slots, Queue: opts.Capacity.Queue, PerKey: opts.Limits.Concurrent}),
		uploads: make(chan struct{}, opts.Capacity.Uploads), writer: make(chan struct{}, 1)}
	s.opts.SlowAfter = cmp.Or(opts.SlowAfter, time.Second)
	s.inflight, s.explaining, s.doubted = newInflight(), make(chan struct{}, 1), make(chan struct{}, 1)
	s.health.probe = s.probe
	s.life, s.end = context.WithCancelCause(context.Background())
	s.metrics = newMetrics(s)
	if err := s.saved.open(opts.SavedDir, s); err != nil {
		return nil, err
	}
	var err error
	if s.spool, err = spool.Open(opts.SpoolDir, opts.Capacity.MaxSpool, uploadKind, resultKind); err != nil {
		return nil, err
	}
	s.statements = newStatementStore(s)
	s.router = s.guard(s.routed())
	s.lift = allocator.Limit(opts.Capacity.Memory)
	s.background.Go(s.warm)
	s.background.Go(s.relieve)
	return s, nil
}

// warm reads what the first requests would otherwise wait for, a few tenths of a second: what SQL may name, the views and the settings.
// Who asks meanwhile reads it too, and an error is theirs.
func (s *Server) warm() {
	session, err := s.session(s.life, principal{}, request{})
	if err == nil {
		_, err = session.Exec(s.life, "SELECT 1", nil)
		err = errors.Join(err, session.Close())
	}
	if err == nil {
		_, err = s.views.read(s.life, s.engine)
	}
	if err == nil {
		_, err = s.settingNames(s.life)
	}
	if err != nil {
		s.log.Debug("the first requests will take longer", "error", err)
	}
}

// SpoolDir is the absolute path of the folder for uploads and results, which the engine must be allowed to read.
func (s *Server) SpoolDir() string { return s.spool.Dir() }

// discard removes a folder of the spool; what remains after a failure goes with the next start.
func (s *Server) discard(f *spool.Folder) {
	if err := f.Remove(); err != nil {
		s.log.Warn("a folder of the spool stays until the next start", "folder", f.Path(""), "error", err)
	}
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.router.ServeHTTP(w, r) }
