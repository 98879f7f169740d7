package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/httpapi"
	"github.com/customer-landscape/landscape/engine/httpapi/querylog"
)

// lines returns the records with a message, those of the description of the API apart.
func (j *journal) lines(t *testing.T, message string) (found []map[string]any) {
	t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	decoder := json.NewDecoder(bytes.NewReader(j.text.Bytes()))
	for {
		record := map[string]any{}
		err := decoder.Decode(&record)
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		if record["msg"] == message && record["path"] != "/openapi.json" { // which the client of every test reads
			found = append(found, record)
		}
	}
}

// soon polls until it holds.
func soon(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("%s does not come", what)
}

func (d *door) metric(name string) string {
	d.t.Helper()
	for _, line := range strings.Split(d.do("GET", "/metrics", "").body, "\n") {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			return value
		}
	}
	return ""
}

func TestLogsAndMetrics(t *testing.T) {
	var log journal
	queries, err := querylog.Open(filepath.Join(t.TempDir(), "log"), querylog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = queries.Close() })
	d := start(t, func(o *httpapi.Options) {
		o.Logger, o.QueryLog, o.SlowAfter = slog.New(slog.NewJSONHandler(&log, nil)), queries, 1
	})
	const trace = "0af7651916cd43dd8448eb211c80319c"
	a := d.do("POST", "/v1/query?query_id=mine&tag=nightly", "select 'top secret' as a from invoice_lines where net_amount > 47.11 -- hidden",
		"Content-Type: application/sql", "traceparent: 00-"+trace+"-b7ad6b7169203331-01")
	if a.status != http.StatusOK {
		t.Fatal(a.body)
	}
	if a := d.do("POST", "/v1/query", "from nothing_there", "Content-Type: application/sql"); a.codeIn(t) != "SQL_BIND" {
		t.Fatal(a.body)
	}
	soon(t, "a slow query with its plan", func() bool { return len(log.lines(t, "slow query")) == 1 })
	slow := log.lines(t, "slow query")[0]
	if plan, _ := slow["plan"].(string); !strings.Contains(plan, "invoice_lines") || slow["query_id"] != "mine" {
		t.Errorf("the slow query is told as %v", slow)
	}
	requests := slices.DeleteFunc(log.lines(t, "request"), func(r map[string]any) bool { return r["path"] != "/v1/query" })
	if len(requests) != 2 {
		t.Fatalf("the log has %d requests, not 2", len(requests))
	}
	for name, want := range map[string]any{"method": "POST", "path": "/v1/query", "status": 200.0, "key": "local", "query_id": "mine", "tag": "nightly",
		"trace_id": trace, "address": "127.0.0.1"} {
		if requests[0][name] != want {
			t.Errorf("%s is %v, not %v", name, requests[0][name], want)
		}
	}
	if requests[1]["code"] != "SQL_BIND" || requests[1]["status"] != 400.0 {
		t.Errorf("the fault is logged as %v", requests[1])
	}
	found, err := queries.Read(querylog.Filter{})
	if err != nil || len(found) != 2 {
		t.Fatal(found, err)
	}
	if q := found[0]; q.ID != "mine" || q.State != querylog.Done || q.SQL != "select ? as a from invoice_lines where net_amount > ?" || q.Trace != trace ||
		q.Tag != "nightly" || q.Route != "POST /v1/query" || q.End.Status != http.StatusOK {
		t.Errorf("the query is logged as %+v", q)
	}
	if q := found[1]; q.State != querylog.Failed || q.End.Code != "SQL_BIND" {
		t.Errorf("the fault is logged as %+v", q)
	}
	log.mu.Lock()
	for _, secret := range []string{"secret", "47.11", "hidden"} {
		if strings.Contains(log.text.String(), secret) {
			t.Errorf("the log says %q", secret)
		}
	}
	log.mu.Unlock()
	if got := d.metric(`landscape_requests_total{code="",route="/v1/query",status="200",surface="http"}`); got != "1" {
		t.Errorf("the metrics count %q good queries", got)
	}
	if got := d.metric(`landscape_requests_total{code="SQL_BIND",route="/v1/query",status="400",surface="http"}`); got != "1" {
		t.Errorf("the metrics count %q bad queries", got)
	}
	for _, name := range []string{"landscape_engine_memory_bytes", "landscape_engine_temp_bytes", "landscape_queue_depth", "go_goroutines", "landscape_ready"} {
		if d.metric(name) == "" {
			t.Errorf("the metric %s is missing", name)
		}
	}
}

// TestPlansTakeASlot ends a query while another one waits for the only slot: the plan of the slow one, made for the log, waits until that has run.
func TestPlansTakeASlot(t *testing.T) {
	var log journal
	d := start(t, func(o *httpapi.Options) {
		o.Capacity.Slots, o.Logger, o.SlowAfter = 1, slog.New(slog.NewJSONHandler(&log, nil)), 1
	})
	ended := make(chan struct{})
	run := func(id string) {
		_, _ = d.try("POST", "/v1/query?queue_ms=60000&timeout_ms=60000&query_id="+id, endless, "Content-Type: application/sql")
		ended <- struct{}{}
	}
	cancel := func(id string) { d.do("DELETE", "/v1/queries/"+id, "") }
	go run("first")
	soon(t, "the first query", func() bool { return d.metric("landscape_queries_running") == "1" })
	go run("second")
	soon(t, "the second query", func() bool { return d.metric("landscape_queue_depth") == "1" })
	cancel("first")
	<-ended
	soon(t, "the plan that waits", func() bool { return d.state("second") == "running" && d.metric("landscape_queue_depth") == "1" })
	if lines := log.lines(t, "slow query"); len(lines) > 0 {
		t.Errorf("the plan was made beside the slots: %v", lines)
	}
	cancel("second")
	<-ended
	soon(t, "the plan", func() bool {
		return slices.ContainsFunc(log.lines(t, "slow query"), func(l map[string]any) bool { return l["query_id"] == "first" && l["plan"] != nil })
	})
}

// TestDrain ends a server with one query that runs: who comes is refused, who runs is waited for, and then interrupted.
func TestDrain(t *testing.T) {
	d := start(t, nil)
	ended := make(chan answer, 1)
	go func() {
		a, _ := d.try("POST", "/v1/query?timeout_ms=120000", endless, "Content-Type: application/sql")
		ended <- a
	}()
	soon(t, "the query", func() bool { return d.metric("landscape_queries_running") == "1" })
	ctx, cancel := context.WithCancel(t.Context())
	drained := make(chan error, 1)
	go func() { drained <- d.server.Drain(ctx) }()
	soon(t, "the drain", func() bool { return d.do("GET", "/readyz", "").status == http.StatusServiceUnavailable })
	a := d.do("POST", "/v1/query", "select 1", "Content-Type: application/sql")
	if a.codeIn(t) != "SHUTTING_DOWN" || a.header.Get("Retry-After") == "" {
		t.Errorf("new work gets %d %s", a.status, a.body)
	}
	if a := d.do("GET", "/healthz", ""); a.status != http.StatusOK {
		t.Errorf("health gets %d", a.status)
	}
	select {
	case a := <-ended:
		t.Errorf("the query ended by itself: %s", a.body)
	case err := <-drained:
		t.Errorf("the drain did not wait: %v", err)
	default:
	}
	cancel()
	if err := <-drained; err == nil || !strings.Contains(err.Error(), "requests that were interrupted: 1") {
		t.Errorf("the drain says %v", err)
	}
	if a := <-ended; a.codeIn(t) != "SHUTTING_DOWN" {
		t.Errorf("who was interrupted gets %d %s", a.status, a.body)
	}
}

func TestReadinessOfAClosedDatabase(t *testing.T) {
	d := start(t, nil)
	if a := d.do("GET", "/readyz", ""); a.status != http.StatusOK {
		t.Fatal(a.body)
	}
	if err := d.engine.Close(); err != nil {
		t.Fatal(err)
	}
	if a := d.do("GET", "/readyz", ""); a.status != http.StatusServiceUnavailable {
		t.Errorf("a server without a database is ready: %s", a.body)
	}
	if a := d.do("GET", "/healthz", ""); a.status != http.StatusOK {
		t.Errorf("the process does not live: %s", a.body)
	}
}

// TestReadinessOfASickDatabase hangs the probe, and breaks the database.
func TestReadinessOfASickDatabase(t *testing.T) {
	d := start(t, nil)
	let := make(chan struct{})
	asked := make(chan struct{}, 10)
	d.server.Probe(func(context.Context) error { // deaf to its deadline, as a database that hangs
		asked <- struct{}{}
		<-let
		return nil
	})
	answers := make(chan int, 3)
	for range 3 {
		go func() {
			a, err := d.try("GET", "/readyz", "")
			if err != nil {
				t.Error(err)
			}
			answers <- a.status
		}()
	}
	for range 3 {
		if status := <-answers; status != http.StatusServiceUnavailable {
			t.Errorf("a database that hangs is ready: %d", status)
		}
	}
	if len(asked) != 1 {
		t.Errorf("a database that hangs is asked %d times", len(asked))
	}
	close(let)
	soon(t, "readiness", func() bool { return d.do("GET", "/readyz", "").status == http.StatusOK })
	d.server.Meets(&engine.Error{Kind: engine.KindQuery, Err: errors.New("no such table")})
	if a := d.do("GET", "/readyz", ""); a.status != http.StatusOK {
		t.Errorf("a query with a mistake makes the server unready: %s", a.body)
	}
	d.server.Meets(&engine.Error{Kind: engine.KindInternal, Code: engine.CodeInternal, Err: errors.New("the database has been invalidated")})
	if a := d.do("GET", "/readyz", ""); a.status != http.StatusServiceUnavailable {
		t.Errorf("a broken database is ready: %s", a.body)
	}
	if got := d.metric("landscape_ready"); got != "0" {
		t.Errorf("the metrics say ready %s", got)
	}
}

func TestPanicOfARequest(t *testing.T) {
	var log journal
	d := start(t, func(o *httpapi.Options) { o.Logger = slog.New(slog.NewJSONHandler(&log, nil)) })
	w := d.server.Panics()
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), `"INTERNAL"`) || strings.Contains(w.Body.String(), "on purpose") {
		t.Errorf("the answer is %d %s", w.Code, w.Body)
	}
	if faults := log.lines(t, "a request met a fault of the server"); len(faults) != 1 || faults[0]["panic"] != "on purpose" {
		t.Errorf("the log says %v", faults)
	}
}

// TestShapes sends statements and wants what the query log keeps of them.
func TestShapes(t *testing.T) {
	queries, err := querylog.Open(filepath.Join(t.TempDir(), "log"), querylog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = queries.Close() })
	d := start(t, func(o *httpapi.Options) { o.QueryLog = queries })
	cases := []struct{ sql, want string }{
		{"select 1", "select ?"},
		{"select 'it''s', E'a\\'b', x'00'", "select ?, ?, ?"},
		{"select  a1 ,\n\tb2 from t3 -- why\nwhere c = -1.5e-3", "select a1 , b2 from t3 where c = -?"},
		{"select /* 'x' */ \"select 1\" from t", `select "select 1" from t`},
		{"select $$it's$$, $a$ $b$ 'x' $a$, $name, $1", "select ?, ?, $name, $1"},
		{"select 'never closed, 4711", "select ?"},
		{"select $a$ never closed 4711", "select ?"},
		{"select 0x1F, 1_000, .5, date '2025-01-01'", "select ?, ?, ?, date ?"},
		{"select größe from \"Maße 4711\"", `select größe from "Maße 4711"`},
		{"select '" + strings.Repeat("x", 100000) + "', 5", "select ?"},
		{"select " + strings.Repeat("a, ", 3000), "select " + strings.Repeat("a, ", 1363) + "..."},
	}
	for i, c := range cases {
		id := fmt.Sprintf("case-%d", i)
		d.do("POST", "/v1/query?query_id="+id, c.sql, "Content-Type: application/sql")
		found, err := queries.Read(querylog.Filter{ID: id})
		if err != nil || len(found) != 1 {
			t.Fatal(found, err)
		}
		if found[0].SQL != c.want {
			t.Errorf("%.60q is kept as %q, not %q", c.sql, found[0].SQL, c.want)
		}
	}
}
