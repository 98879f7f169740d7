package httpapi

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/customer-landscape/landscape/engine"
)

func (s *Server) operationRoutes() []route {
	plain := map[int]answer{http.StatusOK: {text: "Yes", content: map[string]schema{"application/json": schemaOf[healthReport]()}}}
	return []route{
		{method: http.MethodGet, path: "/healthz", needs: anybody, summary: "Whether the process lives.",
			serve: (*call).serveHealth, doc: operation{answers: plain}},
		{method: http.MethodGet, path: "/readyz", needs: anybody, summary: "Whether the server takes work: the database answers in time, and no drain has begun.",
			serve: (*call).serveReadiness, doc: operation{answers: plain}},
		{method: http.MethodGet, path: "/metrics", needs: runSaved, summary: "The numbers of the server, as Prometheus reads them.",
			serve: (*call).serveMetrics, doc: operation{answers: map[int]answer{http.StatusOK: {text: "Prometheus' text format",
				content: map[string]schema{"text/plain": {"type": "string"}}}}}},
		{method: http.MethodGet, path: "/version", needs: anybody, summary: "The versions of the program and of the database, and the server's clock.",
			serve: (*call).serveVersion, doc: operation{answers: map[int]answer{http.StatusOK: {text: "The versions",
				content: map[string]schema{"application/json": schemaOf[versionReport]()}}}}},
	}
}

// healthReport is the answer of /healthz and /readyz.
type healthReport struct {
	Status string `json:"status"`
}

// versionReport is the answer of /version. Now is the server's clock, for who wants to know how far apart they are.
type versionReport struct {
	Name    string    `json:"name"`
	Version string    `json:"version"`
	DuckDB  string    `json:"duckdb"`
	Go      string    `json:"go"`
	API     string    `json:"api"`
	Now     time.Time `json:"now"`
}

func (c *call) serveHealth() error { return c.sendUncached(healthReport{Status: "ok"}) }

func (c *call) serveReadiness() error {
	if why := c.s.health.reason(c.s); why != "" {
		return fault(shuttingDown, why)
	}
	if err := c.s.health.ask(c.r.Context()); err != nil {
		c.s.log.Error("not ready", "error", err)
		return fault(overloaded, "the database does not answer as it should")
	}
	return c.sendUncached(healthReport{Status: "ready"})
}

func (c *call) serveVersion() error {
	return c.sendUncached(versionReport{Name: "landscape", Version: c.s.opts.Version, DuckDB: strings.TrimPrefix(engine.DuckDBVersion(), "v"),
		Go: runtime.Version(), API: "v1", Now: time.Now().UTC()})
}

func (c *call) serveMetrics() error {
	c.w.Header().Set("Cache-Control", "no-store")
	promhttp.HandlerFor(c.s.metrics.registry, promhttp.HandlerOpts{DisableCompression: true}).ServeHTTP(c.w, c.r)
	return nil
}

func (c *call) sendUncached(value any) error {
	c.w.Header().Set("Cache-Control", "no-store")
	return c.sendJSON(value)
}

// probe has the database answer a query. It waits for no commit, as reads of others do: a large load does not make the server unready.
func (s *Server) probe(ctx context.Context) error {
	session, err := s.engine.ReadOnlySession(ctx)
	if err != nil {
		return err
	}
	_, err = session.Exec(ctx, "SELECT 1", nil)
	return errors.Join(err, session.Close())
}
