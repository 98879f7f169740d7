package httpapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine"
)

// ask runs a query and returns its rows as csv without the header.
func (d *door) ask(sql string) (string, error) {
	a, err := d.try(http.MethodPost, "/v1/query?format=csv&header=0&queue_ms=600000", sql, "Content-Type: application/sql")
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("%d %s", a.status, a.body)
	}
	return strings.TrimSpace(a.body), err
}

// watch asks each of the statements again and again, by a reader of its own, until the function that it returns is called: once more after
// that, and then it gives the statement of every state that was seen.
func (d *door) watch(t *testing.T, statements ...string) (end func() *sync.Map) {
	var reading sync.WaitGroup
	var over atomic.Bool
	var seen sync.Map
	for _, sql := range statements {
		reading.Go(func() {
			for last := false; !last; {
				last = over.Load()
				state, err := d.ask(sql)
				if err != nil {
					t.Errorf("a read beside the load: %v", err)
					return
				}
				seen.Store(state, sql)
			}
		})
	}
	return func() *sync.Map {
		over.Store(true)
		reading.Wait()
		return &seen
	}
}

// manyLines is an extract of so many lines of customers of their own, worth 1 each.
func manyLines(n int) string {
	var text strings.Builder
	text.WriteString("customer_id,invoice_id,invoice_date,net_amount\n")
	for i := range n {
		fmt.Fprintf(&text, "N%d,%d,2025-%02d-%02d,1\n", i%500, i, i%11+1, i%28+1)
	}
	return text.String()
}

// The state of the ledger: its tables, and what is computed from them.
const (
	tablesState = `select (select count(*) from invoice_lines) as lines, (select sum(i.net_amount) from invoice_lines as i) as net,
		(select count(*) from loads) as loads`
	figuresState = `select (select count(*) from invoice_lines) as lines, (select count(*) from customer_status as c where c.orders > 0) as customers`
)

// TestReadersBesideALoad reads one state until a load has committed, and then the other: many readers the tables, one the figures.
func TestReadersBesideALoad(t *testing.T) {
	const readers = 32
	lines := 5_000
	if text := os.Getenv("LANDSCAPE_LOAD_LINES"); text != "" { // a large load, by hand: 1000000
		var err error
		if lines, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	d := writable(t)
	states := func() (both [2]string) {
		for i, sql := range []string{tablesState, figuresState} {
			var err error
			if both[i], err = d.ask(sql); err != nil {
				t.Fatal(err)
			}
		}
		return both
	}
	old := states()
	end := d.watch(t, append([]string{figuresState}, slices.Repeat([]string{tablesState}, readers-1)...)...)
	a := d.postLoad("source=big", manyLines(lines))
	seen := end()
	decoded[engine.LoadSummary](t, a, http.StatusCreated)
	now := states()
	for i := range now {
		if now[i] == old[i] || !strings.HasPrefix(now[i], fmt.Sprint(lines+12)+",") {
			t.Fatalf("before the load %s, after it %s", old[i], now[i])
		}
	}
	known := slices.Concat(old[:], now[:])
	seen.Range(func(state, sql any) bool {
		if !slices.Contains(known, state.(string)) {
			t.Errorf("a reader saw %s, which is none of %q: %s", state, known, sql)
		}
		return true
	})
	if _, ok := seen.Load(old[0]); !ok {
		t.Error("no reader saw the state before the load")
	}
}

// busyWriter keeps the right to write until stop is called.
func (d *door) busyWriter() (stop func()) {
	d.t.Helper()
	session, err := d.engine.Session(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(d.t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = session.Exec(ctx, "create table busy as "+endless, nil) // ends with its context
	}()
	return func() {
		cancel()
		<-ended
		if err := session.Close(); err != nil {
			d.t.Error(err)
		}
	}
}

// running waits until a load or a query whose text begins so is listed as running and returns its id.
func (d *door) running(begin string) string {
	d.t.Helper()
	for range 400 {
		list := decoded[struct {
			Queries []struct {
				QueryID    string `json:"query_id"`
				State, SQL string
			}
		}](d.t, d.do(http.MethodGet, "/v1/queries", ""), http.StatusOK)
		for _, q := range list.Queries {
			if q.State == "running" && strings.HasPrefix(q.SQL, begin) {
				return q.QueryID
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	d.t.Fatalf("%s does not run", begin)
	return ""
}

// TestWritersTakeTurns lets one load wait for a change, a second one give up, and cancels the first.
func TestWritersTakeTurns(t *testing.T) {
	d := writable(t)
	before, _ := d.lines()
	stop := d.busyWriter()
	first := make(chan answer, 1)
	go func() {
		a, err := d.try(http.MethodPost, "/v1/loads?filename=first.csv", extract, "Content-Type: text/csv")
		if err != nil {
			t.Error(err)
		}
		first <- a
	}()
	id := d.running("load of first.csv")
	if p := decoded[problem](t, d.postLoad("queue_ms=50&filename=second.csv", extract), http.StatusServiceUnavailable); p.Code != "QUEUE_TIMEOUT" {
		t.Errorf("a second writer: %+v", p)
	}
	if a := d.do(http.MethodDelete, "/v1/queries/"+id, ""); a.status != http.StatusNoContent {
		t.Errorf("the cancel: %d %s", a.status, a.body)
	}
	if p := decoded[problem](t, <-first, 499); p.Code != "CANCELLED" {
		t.Errorf("the load that was cancelled: %+v", p)
	}
	ctx, leave := context.WithCancel(t.Context())
	third := make(chan error, 1)
	go func() {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+"/v1/loads?filename=third.csv", strings.NewReader(extract))
		if err == nil {
			r.Header.Set("Content-Type", "text/csv")
			_, err = http.DefaultClient.Do(r)
		}
		third <- err
	}()
	d.running("load of third.csv")
	leave()
	if err := <-third; err == nil {
		t.Error("the client that left has an answer")
	}
	d.spoolEmpties()
	stop()
	if n, _ := d.lines(); n != before {
		t.Errorf("%d lines, want %d", n, before)
	}
	decoded[engine.LoadSummary](t, d.postLoad("", extract), http.StatusCreated)
}

// spoolEmpties waits until no upload is kept.
func (d *door) spoolEmpties() {
	d.t.Helper()
	for range 400 {
		if left, err := os.ReadDir(d.server.SpoolDir() + "/uploads"); err == nil && len(left) == 0 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	d.t.Error("an upload stays in the spool")
}

// TestUploadBreaksOff ends the connection in the middle of a file.
func TestUploadBreaksOff(t *testing.T) {
	d := writable(t)
	before, _ := d.lines()
	address, err := url.Parse(d.url)
	if err != nil {
		t.Fatal(err)
	}
	for _, length := range []string{"Content-Length: 100000", "Transfer-Encoding: chunked"} {
		conn, err := net.Dial("tcp", address.Host)
		if err != nil {
			t.Fatal(err)
		}
		body := extract
		if strings.HasPrefix(length, "Transfer") {
			body = fmt.Sprintf("%x\r\n%s\r\n", len(extract), extract)
		}
		_, err = fmt.Fprintf(conn, "POST /v1/loads HTTP/1.1\r\nHost: %s\r\nContent-Type: text/csv\r\n%s\r\n\r\n%s", address.Host, length, body)
		if err != nil {
			t.Fatal(err)
		}
		if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(conn) // until the server is done with it
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(answer), "HTTP/1.1 400 ") || !strings.Contains(string(answer), "broke off") {
			t.Errorf("%s: %s", length, answer)
		}
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
	}
	d.spoolEmpties()
	if n, _ := d.lines(); n != before {
		t.Errorf("%d lines after half an upload, want %d", n, before)
	}
}

// TestStatementOptions holds the options of a query where the result is kept.
func TestStatementOptions(t *testing.T) {
	d := start(t, nil)
	body, err := json.Marshal(map[string]any{"sql": "select i + $x as i from range(100) as t(i) order by i", "params": map[string]any{"x": 1},
		"offset": 10, "limit": 20, "max_rows": 5})
	if err != nil {
		t.Fatal(err)
	}
	s := decoded[statement](t, d.do(http.MethodPost, "/v1/statements?wait_ms=20000", string(body), "Content-Type: application/json"), http.StatusOK)
	if s.State != "done" || s.Rows != 5 || !s.Truncated {
		t.Errorf("%+v", s)
	}
	if page := d.do(http.MethodGet, s.Links.Result+"?format=csv&header=0", ""); strings.Join(strings.Fields(page.body), " ") != "11 12 13 14 15" {
		t.Errorf("the page: %d %s", page.status, page.body)
	}
}
