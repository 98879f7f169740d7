package httpapi_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine/httpapi"
	"github.com/customer-landscape/landscape/engine/httpapi/keyring"
)

// startWithin opens a door that gives a client so long to read what is written.
func startWithin(t *testing.T, wait time.Duration) *door {
	return start(t, func(o *httpapi.Options) { o.Capacity.WriteWait = wait })
}

// eventually waits for a condition that something else brings about.
func (d *door) eventually(condition func() bool) {
	d.t.Helper()
	for range 2000 {
		if condition() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	d.t.Fatal("it never came to pass")
}

// listedQuery is one query as GET /v1/queries has it.
type listedQuery struct {
	ID    string `json:"query_id"`
	State string `json:"state"`
	SQL   string `json:"sql"`
	Tag   string `json:"tag"`
	Rows  int64  `json:"rows"`
	Code  string `json:"code"`
}

func (d *door) queries() []listedQuery {
	d.t.Helper()
	var all struct{ Queries []listedQuery }
	if err := json.Unmarshal([]byte(d.do("GET", "/v1/queries", "").body), &all); err != nil {
		d.t.Fatal(err)
	}
	return all.Queries
}

// state is how a query stands; empty while it is not there.
func (d *door) state(id string) string {
	d.t.Helper()
	for _, q := range d.queries() {
		if q.ID == id {
			return q.State
		}
	}
	return ""
}

func TestQueries(t *testing.T) {
	d := start(t, nil)
	ended := make(chan answer)
	go func() {
		a, _ := d.try("GET", "/v1/query.csv?query_id=mine&tag=t1&q="+url.QueryEscape(endless), "")
		ended <- a
	}()
	d.eventually(func() bool { return d.state("mine") == "running" })
	if a := d.do("GET", "/v1/query?q=select+1&query_id=mine", ""); a.status != http.StatusConflict || !strings.Contains(a.body, `"CONFLICT"`) {
		t.Errorf("the same id again: %d %s", a.status, a.body)
	}
	if a := d.do("DELETE", "/v1/queries/nobody", ""); a.status != http.StatusNotFound {
		t.Errorf("an unknown id: %d", a.status)
	}
	asked := time.Now()
	if a := d.do("DELETE", "/v1/queries/mine", ""); a.status != http.StatusNoContent {
		t.Errorf("cancel: %d %s", a.status, a.body)
	}
	a := <-ended
	t.Logf("the query ended %v after it was cancelled", time.Since(asked))
	if a.status != 499 || !strings.Contains(a.body, `"CANCELLED"`) || !strings.Contains(a.body, `"query_id":"mine"`) {
		t.Errorf("the cancelled query: %d %s", a.status, a.body)
	}
	d.do("GET", "/v1/query?q=select+1&query_id=next&tag=t2", "")
	all := d.queries()
	if len(all) < 2 || all[0].ID != "next" || all[0].State != "done" || all[0].Rows != 1 || all[0].Tag != "t2" || all[0].SQL != "select 1" {
		t.Errorf("the last query is listed as %+v", all)
	}
	if d.state("mine") != "cancelled" {
		t.Errorf("the cancelled query is listed as %s", d.state("mine"))
	}
}

// TestClientGone shows that a query ends with the client that asked it.
func TestClientGone(t *testing.T) {
	d := start(t, nil)
	impatient := &http.Client{Timeout: 300 * time.Millisecond}
	if _, err := impatient.Get(d.url + "/v1/query?query_id=left&q=" + url.QueryEscape(endless)); err == nil {
		t.Fatal("it was answered")
	}
	d.eventually(func() bool { return d.state("left") == "cancelled" })
}

// TestQueue fills the one slot and the one place in the queue.
func TestQueue(t *testing.T) {
	d := start(t, func(o *httpapi.Options) { o.Capacity.Slots, o.Capacity.Queue = 1, 1 })
	go func() { _, _ = d.try("GET", "/v1/query?query_id=holder&q="+url.QueryEscape(endless), "") }()
	d.eventually(func() bool { return d.state("holder") == "running" })
	a := d.do("GET", "/v1/query?queue_ms=50&q=select+1", "")
	if a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, `"QUEUE_TIMEOUT"`) || a.header.Get("Retry-After") == "" {
		t.Errorf("a wait in vain: %d %s %v", a.status, a.body, a.header)
	}
	waited := make(chan answer)
	go func() {
		a, _ := d.try("GET", "/v1/query?query_id=waiter&q=select+1", "")
		waited <- a
	}()
	d.eventually(func() bool { return d.state("waiter") == "queued" })
	a = d.do("GET", "/v1/query?q=select+1", "")
	if a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, `"OVERLOADED"`) || !strings.Contains(a.body, `"retryable":true`) {
		t.Errorf("a full queue: %d %s", a.status, a.body)
	}
	d.do("DELETE", "/v1/queries/holder", "")
	if a := <-waited; a.status != http.StatusOK || a.header.Get("X-Query-Queued-Ms") == "0" {
		t.Errorf("who waited: %d, queued %s ms", a.status, a.header.Get("X-Query-Queued-Ms"))
	}
}

// TestQueriesOfOthers shows that a query is there for its own key and for an administrator alone.
func TestQueriesOfOthers(t *testing.T) {
	d, give, _ := keyed(t, nil)
	bearer := func(role keyring.Role) string { return "Authorization: Bearer " + give(keyring.Key{Role: role}) }
	owner, other, admin := bearer(keyring.Reader), bearer(keyring.Reader), bearer(keyring.Admin)
	ended := make(chan answer)
	go func() {
		a, _ := d.try("GET", "/v1/query?query_id=secret&q="+url.QueryEscape(endless), "", owner)
		ended <- a
	}()
	sees := func(key string) bool { return strings.Contains(d.do("GET", "/v1/queries", "", key).body, `"secret"`) }
	d.eventually(func() bool { return sees(owner) })
	if sees(other) || !sees(admin) {
		t.Errorf("another key sees it: %v; an administrator does: %v", sees(other), sees(admin))
	}
	if a := d.do("DELETE", "/v1/queries/secret", "", other); a.status != http.StatusNotFound {
		t.Errorf("another key ends it: %d %s", a.status, a.body)
	}
	if a := d.do("DELETE", "/v1/queries/secret", "", admin); a.status != http.StatusNoContent {
		t.Errorf("an administrator cannot end it: %d %s", a.status, a.body)
	}
	if a := <-ended; a.status != 499 {
		t.Errorf("the owner got %d %s", a.status, a.body)
	}
}

// TestLimitsOfKeys shows that a key's limits hold whatever the request asks for.
func TestLimitsOfKeys(t *testing.T) {
	d, give, _ := keyed(t, nil)
	bearer := func(limits keyring.Limits) string {
		return "Authorization: Bearer " + give(keyring.Key{Role: keyring.Reader, Limits: limits})
	}
	key, hasty := bearer(keyring.Limits{Rows: 3}), bearer(keyring.Limits{Timeout: 200 * time.Millisecond})
	cut := d.do("GET", "/v1/query.csv?header=0&limit=10&max_rows=10&q="+url.QueryEscape("from range(5)"), "", key)
	if cut.body != "0\n1\n2\n" || cut.header.Get("X-Query-Truncated") != "true" {
		t.Errorf("more rows than the key may have: %q %v", cut.body, cut.header)
	}
	if a := d.do("GET", "/v1/query.parquet?q="+url.QueryEscape("from range(5)"), "", key); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a file beyond the rows of the key: %d", a.status)
	}
	if a := d.do("GET", "/v1/query?timeout_ms=60000&q="+url.QueryEscape(endless), "", hasty); a.status != http.StatusGatewayTimeout {
		t.Errorf("longer than the key may: %d %s", a.status, a.body)
	}
}
