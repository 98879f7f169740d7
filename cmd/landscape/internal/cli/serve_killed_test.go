package cli_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// manyLines is an extract of one line an invoice.
func manyLines(from, count int) string {
	var b strings.Builder
	b.WriteString("invoice_id,customer_id,invoice_date,product_id,quantity,net_amount\n")
	for i := from; i < from+count; i++ {
		fmt.Fprintf(&b, "I%d,C%d,2025-%02d-%02d,P%d,1,%d.50\n", i, i%997, 1+i%12, 1+i%28, i%37, 1+i%500)
	}
	return b.String()
}

// logged reads the starts and ends of a query log by the id of the query.
func logged(t *testing.T, dir string) (starts map[string]string, ends map[string]bool) {
	t.Helper()
	starts, ends = map[string]string{}, map[string]bool{}
	names, err := filepath.Glob(filepath.Join(dir, "*.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(f); lines.Scan(); {
			var line struct {
				Event, Route string
				ID           string `json:"query_id"`
			}
			if json.Unmarshal(lines.Bytes(), &line) == nil && line.Event == "start" {
				starts[line.ID] = line.Route
			} else {
				ends[line.ID] = true
			}
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return starts, ends
}

// TestServeKilled kills a server with queries and a load under way, at several moments of the load. The database opens, the load is
// there as a whole or not at all, nothing of the spool is left after the next start, and the query log says what was running.
func TestServeKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	const few, more = 500, 20000
	before := map[string]bool{} // the starts of earlier rounds
	db := empty(t)
	must(t, "load", db, file(t, "first.csv", manyLines(0, few)), "--quiet")
	spool := t.TempDir()
	extract := manyLines(few, more)
	for round, delay := range []time.Duration{0, 100 * time.Millisecond} {
		s := serve(t, db, "--allow-writes", "--spool", spool, "--query-timeout", "5m")
		ctx, cancel := context.WithCancel(t.Context())
		id := fmt.Sprintf("endless-%d", round)
		go func() {
			_, _, _ = s.ask(ctx, "POST", "/v1/query?query_id="+id, "select count(*) from range(100000000000) as a(i) where hash(i) = 1")
		}()
		go func() {
			_, _, _ = s.ask(ctx, "POST", "/v1/loads?into=invoice_lines", extract, "Content-Type: text/csv")
		}()
		loading := func() bool {
			starts, ends := logged(t, db+".querylog")
			load := false
			for other, route := range starts {
				load = load || !ends[other] && strings.HasPrefix(route, "POST /v1/loads") && !before[other]
			}
			return starts[id] != "" && load
		}
		for end := time.Now().Add(time.Minute); !loading(); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("the load does not begin\n%s", s.log)
			}
		}
		time.Sleep(delay)
		if code := s.end(syscall.SIGKILL); code != -1 {
			t.Fatalf("the server left by itself with %d\n%s", code, s.log)
		}
		cancel()
		starts, ends := logged(t, db+".querylog")
		if starts[id] != "POST /v1/query" || ends[id] {
			t.Errorf("the log does not say that %s was running", id)
		}
		for other := range starts {
			before[other] = true
		}
		rows := must(t, "query", db, "-o", "csv", "-c", "select count(*), (select count(*) from loads where unloaded_at is null) from invoice_lines", "--quiet")
		rows = strings.TrimSpace(rows[strings.Index(rows, "\n"):])
		if rows != fmt.Sprintf("%d,1", few) && rows != fmt.Sprintf("%d,2", few+more) {
			t.Errorf("after a kill %v into the load there are lines and loads %s", delay, rows)
		}
		if rows != fmt.Sprintf("%d,1", few) {
			break // the load was faster than the kill; there is none to interrupt any more
		}
	}
	s := serve(t, db, "--spool", spool)
	s.want(200, "POST", "/v1/query", "select count(*) from landscape")
	if code := s.end(syscall.SIGTERM); code != 0 {
		t.Errorf("the server leaves with %d\n%s", code, s.log)
	}
	if left, err := filepath.Glob(filepath.Join(spool, "*", "*")); err != nil || len(left) != 0 {
		t.Errorf("the spool holds %v, %v", left, err)
	}
	must(t, "check", db)
}
