package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/httpapi"
	"github.com/customer-landscape/landscape/engine/httpapi/keyring"
	"github.com/customer-landscape/landscape/engine/httpapi/querylog"
)

// serveCommand is one run of `landscape serve`.
type serveCommand struct {
	*app
	serveOptions
	log *slog.Logger
}

func (a *app) serve() *cobra.Command {
	s := &serveCommand{app: a}
	cmd := &cobra.Command{
		Use:   "serve DB",
		Short: "Answer queries over HTTP, for spreadsheets, BI tools, notebooks and jobs",
		Long: `Answer queries over HTTP, for spreadsheets, BI tools, notebooks and jobs. The process owns the database; loads come over HTTP too, from
writers. Other commands and the shell reach it with --connect.

On a loopback address nobody needs a key and everybody may read; --allow-writes lets them load. Any other address needs TLS and keys
("landscape keys create"), or --insecure. SQL reaches no file, no network and no other database, whoever asks.

The first Ctrl-C or SIGTERM refuses new work, waits as long as --drain for what runs, and then interrupts it; what hears no interrupt is left
behind after seconds. The second one leaves at once.
--config FILE holds flags as lines of "name = value" in TOML; the command line and the environment win over it.`,
		Example: `  landscape serve shop.duckdb
  landscape serve shop.duckdb --keys keys.json --saved queries/
  landscape serve shop.duckdb --listen 0.0.0.0:443 --host bi.example.com --tls-cert cert.pem --tls-key key.pem --keys keys.json`,
		RunE: s.run,
	}
	s.addFlags(cmd.Flags())
	return cmd
}

func (s *serveCommand) run(cmd *cobra.Command, args []string) error {
	if err := fromFile(cmd, s.config); err != nil {
		return err
	}
	path, err := s.only(cmd, args)
	if err != nil {
		return err
	}
	if err := s.validate(); err != nil {
		return err
	}
	s.log = s.serverLog()
	listener, err := s.listen(cmd.Context())
	if err != nil {
		return err
	}
	err = s.untilClosed(func(answered func(error)) error {
		return s.withEngine(cmd.Context(), path, false, func(e *engine.Engine) error {
			err := s.answer(cmd.Context(), e, path, listener)
			answered(err)
			return err
		})
	})
	if closed := listener.Close(); closed != nil && !errors.Is(closed, net.ErrClosed) {
		err = errors.Join(err, closed)
	}
	return err
}

// untilClosed runs fn, which calls answered when the server has ended and with what, and then waits a little for the database to be closed: a call of
// DuckDB that hears no interrupt may go on for any time. To leave beside it is as safe as to be killed.
func (s *serveCommand) untilClosed(fn func(answered func(error)) error) error {
	served, closed := make(chan error, 1), make(chan error, 1)
	go func() { closed <- fn(func(err error) { served <- err }) }()
	select {
	case err := <-closed:
		return err
	case err := <-served:
		select {
		case err = <-closed:
		case <-time.After(farewell):
			s.log.Warn("left before the database was closed", "note", "a query goes on that hears no interrupt; nothing that was committed is lost")
		}
		return err
	}
}

// answer serves one open database until the context ends.
func (s *serveCommand) answer(ctx context.Context, e *engine.Engine, path string, listener net.Listener) (err error) {
	opts := s.server()
	opts.Engine, opts.Logger, opts.Version = e, s.log, build().Version
	if s.keyFile != "" {
		if opts.Keys, err = keyring.Open(s.keyFile); err != nil {
			return &engine.Error{Kind: engine.KindInvalid, Op: "serve", Object: s.keyFile, Err: err, Hint: "landscape keys create --keys " + s.keyFile}
		}
	}
	if dir := s.queryLogDir(path); dir != "" {
		if opts.QueryLog, err = querylog.Open(dir, querylog.Options{}); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, opts.QueryLog.Close()) }()
	}
	server, err := httpapi.New(opts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	if err := e.Harden(ctx, server.SpoolDir()); err != nil {
		return err
	}
	return s.serveUntil(ctx, server, path, listener)
}

// serveUntil serves, tells where, and drains when the context ends.
func (s *serveCommand) serveUntil(ctx context.Context, server *httpapi.Server, path string, listener net.Listener) error {
	web := &http.Server{Handler: server, ReadHeaderTimeout: s.headerWait, IdleTimeout: s.idleWait, MaxHeaderBytes: headerBytes,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(listener) }()
	if err := s.tellWhere(path, listener.Addr()); err != nil {
		return errors.Join(err, web.Close(), <-ended)
	}
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	s.log.Info("draining", "at_most", s.drain)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.drain)
	defer cancel()
	if err := server.Drain(last); err != nil {
		s.log.Warn("drained", "note", err.Error())
	} else {
		s.log.Info("drained")
	}
	goodbye, cancelGoodbye := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancelGoodbye()
	err := web.Shutdown(goodbye)
	if errors.Is(err, context.DeadlineExceeded) {
		err = web.Close()
	}
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// What a connection may take.
const (
	headerBytes = 128 << 10 // with the address, and the SQL in it
	farewell    = 5 * time.Second
)

// place is what `serve --json` writes when it listens.
type place struct {
	URL     string `json:"url"`
	Example string `json:"example"`
}

// tellWhere prints the address, and one that can be tried at once.
func (s *serveCommand) tellWhere(path string, at net.Addr) error {
	p := place{URL: s.url(at)}
	p.Example = p.URL + "/v1/views/landscape_summary.csv"
	if s.format == "json" {
		return writeJSON(s.stdout, []place{p})
	}
	_, err := fmt.Fprintf(s.stdout, "%s is served at %s, for example %s\n", path, p.URL, p.Example)
	return err
}
