package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/httpapi/querylog"
)

// observed meters the answer of a request from now on, and returns what takes the request into the logs at its end.
func (c *call) observed() func() {
	m := &meter{ResponseWriter: c.w, started: c.started, wait: c.s.opts.Capacity.WriteWait}
	c.w = m
	return func() {
		c.seen.total, c.seen.status, c.seen.bytes, c.seen.firstByte = time.Since(c.started), m.status, m.bytes, m.firstByte
		if c.seen.code == cancelled {
			c.seen.status = statusCancelled
		}
		c.s.observe(c)
	}
}

// observe takes a finished request into the metrics and the access log. The line holds no SQL, no parameter and no key but its id.
func (s *Server) observe(c *call) {
	s.metrics.observe(c.seen)
	level := slog.LevelInfo
	switch {
	case c.seen.code == internal:
		level = slog.LevelError
	case c.seen.status == http.StatusOK && slices.Contains(probes, c.seen.route):
		level = slog.LevelDebug
	}
	attrs := []slog.Attr{slog.String("method", c.r.Method), slog.String("path", cut(c.r.URL.Path)), slog.Int("status", c.seen.status)}
	add := func(name, value string) {
		if value != "" {
			attrs = append(attrs, slog.String(name, value))
		}
	}
	add("code", string(c.seen.code))
	add("key", c.who.key)
	add("address", addressOf(c.r.RemoteAddr).String())
	add("query_id", c.id)
	add("tag", cut(c.seen.tag))
	add("format", c.seen.format)
	add("trace_id", traceOf(c.r.Header.Get("Traceparent")))
	attrs = append(attrs, slog.Int64("rows", c.seen.rows), slog.Int64("bytes", c.seen.bytes), inMs("queued_ms", c.seen.queued),
		inMs("first_byte_ms", c.seen.firstByte), inMs("total_ms", c.seen.total))
	s.log.LogAttrs(context.WithoutCancel(c.r.Context()), level, "request", attrs...)
}

// probes are asked every few seconds by machines; that all is well is no news.
var probes = []string{"/healthz", "/readyz", "/metrics"}

func inMs(name string, d time.Duration) slog.Attr {
	return slog.Float64(name, float64(d.Microseconds())/1000)
}

// logged is what a log keeps of a statement.
func (s *Server) logged(sql string) string {
	if s.opts.LogLiterals {
		return cut(strings.TrimSpace(sql))
	}
	return shape(sql)
}

// begin writes into the query log that somebody's work starts, under an id, and returns what tells how long it took.
func (s *Server) begin(id string, who principal, sql, tag string) (took func() time.Duration) {
	started := time.Now()
	if s.opts.QueryLog != nil {
		s.complain(s.opts.QueryLog.Start(started, querylog.Start{ID: id, Key: who.key, Address: who.address, Route: who.route, SQL: s.logged(sql),
			Tag: cut(tag), Trace: who.trace}))
	}
	return func() time.Duration { return time.Since(started) }
}

// ended writes into the query log how work ended that begin began.
func (s *Server) ended(id string, err error, rows int64, queued, took time.Duration) {
	if s.opts.QueryLog == nil {
		return
	}
	end := querylog.End{ID: id, Status: http.StatusOK, Rows: rows, Queued: queued, Total: took}
	if err != nil {
		p := problemOf(err)
		end.Status, end.Code = p.Status, string(p.Code)
	}
	s.complain(s.opts.QueryLog.End(time.Now(), end))
}

// finish takes the end of a query into the query log and the metrics, tells of a slow one, and keeps that a database is broken.
func (s *Server) finish(who principal, q request, run *running, err error, took time.Duration) {
	s.ended(run.id, err, run.rows, run.queued, took)
	s.metrics.queued.Observe(run.queued.Seconds())
	if err == nil || codeOf(err) == timedOut || codeOf(err) == cancelled {
		s.noteSlow(run.id, who, q, took-run.queued)
	}
	if err != nil && engine.CodeOf(err) == engine.CodeInternal && problemOf(err).Code == internal {
		s.health.breaks("a query met a fault of the database, which must be started again")
	}
}

// complain tells the operator that the query log cannot be written. No work waits for that.
func (s *Server) complain(err error) {
	if err != nil {
		s.log.Error("the query log cannot be written", "error", err)
	}
}

// explainWait is how long the plan of a slow statement may take.
const explainWait = 5 * time.Second

// noteSlow logs a statement that took as long as is worth telling, with its plan. The plan is made beside the answer, one at a time and in a slot; a
// statement that finds another one at it, or no slot, is logged without.
func (s *Server) noteSlow(id string, who principal, q request, took time.Duration) {
	if s.opts.SlowAfter < 0 || took < s.opts.SlowAfter {
		return
	}
	attrs := []any{"query_id", id, "key", who.key, inMs("total_ms", took), "sql", s.logged(q.sql)}
	select {
	case s.explaining <- struct{}{}:
	default:
		s.log.Warn("slow query", attrs...)
		return
	}
	s.background.Go(func() {
		defer func() { <-s.explaining }()
		ctx, cancel := context.WithTimeout(s.life, explainWait)
		defer cancel()
		plan, err := s.planOf(ctx, who, q)
		if err != nil {
			s.log.Warn("slow query", append(attrs, "no_plan", err.Error())...)
			return
		}
		s.log.Warn("slow query", append(attrs, "plan", plan)...)
	})
}

// planOf takes a slot in nobody's name, so that the next query of the same key does not wait for it.
func (s *Server) planOf(ctx context.Context, who principal, q request) (string, error) {
	release, _, err := s.gate.Acquire(ctx, "", explainWait)
	if err != nil {
		return "", err
	}
	var run running
	defer func() { run.giveBack(release) }()
	session, err := s.engine.Read(ctx, engine.ReadOptions{Settings: q.settings, TimeZone: q.options.tz, Policy: engine.Policy{Tables: who.tables}})
	if err != nil {
		return "", err
	}
	run.opened = append(run.opened, session)
	defer session.Close()
	params, err := q.bound(ctx, session)
	if err != nil {
		return "", err
	}
	text, err := session.Explain(ctx, q.sql, params, false, "json")
	if err != nil {
		return "", err
	}
	return outline(text, s.opts.LogLiterals)
}
