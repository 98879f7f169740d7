package httpapi_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine/enginetest"
	"github.com/customer-landscape/landscape/engine/httpapi"
	"github.com/customer-landscape/landscape/engine/httpapi/keyring"
)

// statement is what the tests look at in the state of one.
type statement struct {
	ID, State string
	Rows      int64
	Bytes     int64
	Progress  *float64
	Truncated bool
	ElapsedMS int64      `json:"elapsed_ms"`
	ExpiresAt *time.Time `json:"expires_at"`
	Columns   []struct{ Name, Type string }
	Error     *problem
	Links     struct{ Self, Result string }
}

func (d *door) postStatement(sql, options string, headers ...string) answer {
	d.t.Helper()
	return d.do(http.MethodPost, "/v1/statements?"+options, sql, append([]string{"Content-Type: application/sql"}, headers...)...)
}

// await asks for a statement until it has ended.
func (d *door) await(id string) statement {
	d.t.Helper()
	for range 600 {
		s := decoded[statement](d.t, d.do(http.MethodGet, "/v1/statements/"+id, ""), http.StatusOK)
		if s.State != "queued" && s.State != "running" {
			return s
		}
		time.Sleep(50 * time.Millisecond) // as clients do: there is nothing else to wait on
	}
	d.t.Fatalf("the statement %s does not end", id)
	return statement{}
}

// numbers are as many numbers as wanted, in an order that the pages must keep.
const numbers = "select i from range(%d) as t(i) order by i"

func TestStatementAndItsPages(t *testing.T) {
	d := start(t, nil)
	a := d.postStatement(fmt.Sprintf(numbers, 10_000), "")
	begun := decoded[statement](t, a, http.StatusAccepted)
	if want := "/v1/statements/" + begun.ID; a.header.Get("Location") != want || begun.Links.Self != want {
		t.Errorf("Location %q, self %q, want %q", a.header.Get("Location"), begun.Links.Self, want)
	}
	s := d.await(begun.ID)
	if s.State != "done" || s.Rows != 10_000 || s.Progress == nil || *s.Progress != 100 || s.Columns[0].Name != "i" || s.Columns[0].Type != "BIGINT" ||
		s.ExpiresAt == nil || s.Bytes == 0 {
		t.Errorf("at its end: %+v", s)
	}
	var rows []string
	path, pages := s.Links.Result+"?format=csv&header=0&page_rows=3000", 0
	for ; path != ""; pages++ {
		page := d.do(http.MethodGet, path, "")
		if page.status != http.StatusOK || page.header.Get("X-Result-Rows") != "10000" || page.header.Get("X-Result-Pages") != "4" {
			t.Fatalf("%s: %d %v %.200s", path, page.status, page.header, page.body)
		}
		rows = append(rows, strings.Fields(page.body)...)
		path = linked(page, "next")
	}
	if pages != 4 || len(rows) != 10_000 {
		t.Fatalf("%d pages of %d rows, want 4 of 10000", pages, len(rows))
	}
	for i, row := range rows {
		if row != fmt.Sprint(i) {
			t.Fatalf("row %d is %s", i, row)
		}
	}
	last := d.do(http.MethodGet, s.Links.Result+"?format=csv&page_rows=3000&page=4", "")
	if linked(last, "prev") == "" || linked(last, "first") == "" || strings.Count(last.body, "\n") != 1001 {
		t.Errorf("the last page: %v, %d lines", last.header["Link"], strings.Count(last.body, "\n"))
	}
	for path, status := range map[string]int{"?page=2": 404, "?page=0": 400, "?page_rows=1000001": 400, "?pages=1": 400} {
		decoded[problem](t, d.do(http.MethodGet, s.Links.Result+path, ""), status)
	}
}

// linked is the address in the header Link that stands in a relation to the page; empty when there is none.
func linked(a answer, rel string) string {
	for _, link := range strings.Split(a.header.Get("Link"), ", ") {
		if address, ok := strings.CutSuffix(link, `>; rel="`+rel+`"`); ok {
			return strings.TrimPrefix(address, "<")
		}
	}
	return ""
}

func TestStatementWaits(t *testing.T) {
	d := start(t, nil)
	for _, c := range [][]string{{"wait_ms=20000"}, {"", "Prefer: respond-async, wait=20"}} {
		s := decoded[statement](t, d.postStatement("select 1 as one", c[0], c[1:]...), http.StatusOK)
		if s.State != "done" || s.Rows != 1 {
			t.Errorf("%q: %+v", c, s)
		}
	}
	failed := decoded[statement](t, d.postStatement("select nowhere", "wait_ms=20000"), http.StatusOK)
	if failed.State != "failed" || failed.Error == nil || failed.Error.Code != "SQL_BIND" || failed.Links.Result != "" {
		t.Errorf("a statement that fails: %+v", failed)
	}
	if p := decoded[problem](t, d.do(http.MethodGet, failed.Links.Self+"/result", ""), 400); p.Code != "SQL_BIND" {
		t.Errorf("the result of a statement that failed: %+v", p)
	}
	empty := decoded[statement](t, d.postStatement("select 1 as one where false", "wait_ms=20000"), http.StatusOK)
	if page := d.do(http.MethodGet, empty.Links.Result+"?format=csv", ""); page.status != 200 || strings.TrimSpace(page.body) != "one" {
		t.Errorf("the only page of an empty result: %d %q", page.status, page.body)
	}
	for _, options := range []string{"wait_ms=x", "wait_ms=50001", "wait_ms=1&wait_ms=2", "wait_m=1"} {
		decoded[problem](t, d.postStatement("select 1", options), http.StatusBadRequest)
	}
}

func TestStatementRepeated(t *testing.T) {
	d := start(t, nil)
	first := decoded[statement](t, d.postStatement("select 1", "wait_ms=20000", "Idempotency-Key: a"), http.StatusOK)
	again := d.postStatement("select 1", "wait_ms=20000", "Idempotency-Key: a")
	if s := decoded[statement](t, again, http.StatusOK); s.ID != first.ID || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("a repetition is statement %s, want %s", s.ID, first.ID)
	}
	if p := decoded[problem](t, d.postStatement("select 2", "", "Idempotency-Key: a"), http.StatusConflict); p.Code != "CONFLICT" {
		t.Errorf("another statement under the same key: %+v", p)
	}
	other := decoded[statement](t, d.postStatement("select 1", "wait_ms=20000", "Idempotency-Key: b"), http.StatusOK)
	if other.ID == first.ID {
		t.Error("another Idempotency-Key found the same statement")
	}
}

// endless is a statement that would run for hours.
const endless = "select count(*) from range(100000000000) as a(i) where hash(i) = 1"

func TestStatementCancelled(t *testing.T) {
	d := start(t, nil)
	begun := decoded[statement](t, d.postStatement(endless, ""), http.StatusAccepted)
	if p := decoded[problem](t, d.do(http.MethodGet, begun.Links.Self+"/result", ""), http.StatusConflict); p.Code != "CONFLICT" {
		t.Errorf("the result of what runs: %+v", p)
	}
	if a := d.do(http.MethodDelete, begun.Links.Self, ""); a.status != http.StatusNoContent {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if s := d.await(begun.ID); s.State != "cancelled" || s.Error == nil || s.Error.Code != "CANCELLED" {
		t.Errorf("after the cancel: %+v", s)
	}
	if a := d.do(http.MethodDelete, begun.Links.Self, ""); a.status != http.StatusNoContent {
		t.Errorf("dropping what was cancelled: %d", a.status)
	}
	decoded[problem](t, d.do(http.MethodGet, begun.Links.Self, ""), http.StatusNotFound)
	decoded[problem](t, d.do(http.MethodDelete, "/v1/statements/nobody", ""), http.StatusNotFound)
	if left, err := os.ReadDir(d.server.SpoolDir() + "/results"); err != nil || len(left) > 0 {
		t.Errorf("%d results were left behind, %v", len(left), err)
	}
}

func TestStatementsAreBounded(t *testing.T) {
	d := start(t, func(o *httpapi.Options) { o.Capacity.Statements, o.Capacity.MaxResult = 1, 50_000 })
	large := decoded[statement](t, d.postStatement(fmt.Sprintf(numbers, 100_000), "wait_ms=20000"), http.StatusOK)
	if large.State != "failed" || large.Error.Code != "RESULT_TOO_LARGE" {
		t.Errorf("a result of 800 kB where 50 may be kept: %+v", large)
	}
	if p := decoded[problem](t, d.postStatement("select 1", ""), http.StatusTooManyRequests); p.Code != "RATE_LIMITED" {
		t.Errorf("the second statement of one: %+v", p)
	}
	d.do(http.MethodDelete, large.Links.Self, "")
	decoded[statement](t, d.postStatement("select 1", "wait_ms=20000"), http.StatusOK)
}

func TestStatementResultGoes(t *testing.T) {
	d := start(t, func(o *httpapi.Options) { o.Capacity.Keep = time.Millisecond })
	s := decoded[statement](t, d.postStatement("select 1", ""), http.StatusAccepted)
	for range 400 {
		if d.do(http.MethodGet, s.Links.Self, "").status == http.StatusNotFound {
			left, err := os.ReadDir(d.server.SpoolDir() + "/results")
			if err != nil || len(left) > 0 {
				t.Errorf("%d results were left behind, %v", len(left), err)
			}
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("the result stays")
}

// TestPagesStayWhileALoadCommits reads one page before a load and the rest after it.
func TestPagesStayWhileALoadCommits(t *testing.T) {
	d := writable(t)
	sql := "select customer_id, invoice_id, net_amount from invoice_lines order by all"
	s := decoded[statement](t, d.postStatement(sql, "wait_ms=20000"), http.StatusOK)
	read := func() (pages []string) {
		for path := s.Links.Result + "?format=csv&page_rows=5"; path != ""; {
			page := d.do(http.MethodGet, path, "")
			pages = append(pages, page.body)
			path = linked(page, "next")
		}
		return pages
	}
	before := read()
	if a := d.postLoad("", extract); a.status != http.StatusCreated {
		t.Fatalf("%d %s", a.status, a.body)
	}
	after := read()
	if len(before) < 2 || strings.Join(before, "") != strings.Join(after, "") {
		t.Errorf("%d pages before the load, %d after it, or they differ", len(before), len(after))
	}
	now := decoded[statement](t, d.postStatement(sql, "wait_ms=20000"), http.StatusOK)
	if now.Rows != s.Rows+2 {
		t.Errorf("%d rows in a new run, want %d", now.Rows, s.Rows+2)
	}
}

// TestStatementsOfOthers looks for the statement of one key with another: nothing tells that it is there. Its owner and an administrator find
// it, and a stranger's attempts leave it running.
func TestStatementsOfOthers(t *testing.T) {
	d, give, _ := keyed(t, nil)
	owner, stranger := "X-API-Key: "+give(keyring.Key{Role: keyring.Reader}), "X-API-Key: "+give(keyring.Key{Role: keyring.Writer})
	admin := "X-API-Key: " + give(keyring.Key{Role: keyring.Admin})
	done := decoded[statement](t, d.postStatement("select 1 as one", "wait_ms=20000", owner), http.StatusOK)
	if _, err := enginetest.Session(t, d.engine).Exec(t.Context(), "create table counted as select range as n from range(4000000)", nil); err != nil {
		t.Fatal(err)
	}
	long := "select sum(list_sum(list_transform(range(200), lambda i: i + n))) from counted" // of which DuckDB knows how far it is
	begun := decoded[statement](t, d.postStatement(long, "query_id=mine", owner), http.StatusAccepted)
	nobody := decoded[problem](t, d.do(http.MethodGet, "/v1/statements/nobody", "", stranger), http.StatusNotFound)
	for _, c := range []struct{ method, path string }{
		{http.MethodGet, done.Links.Self}, {http.MethodGet, done.Links.Result}, {http.MethodGet, done.Links.Result + "?page=1&format=csv"}, {http.MethodDelete, done.Links.Self},
		{http.MethodGet, begun.Links.Self}, {http.MethodGet, begun.Links.Self + "/result"}, {http.MethodDelete, begun.Links.Self}, {http.MethodDelete, "/v1/queries/mine"},
	} {
		p := decoded[problem](t, d.do(c.method, c.path, "", stranger), http.StatusNotFound)
		if said := strings.ReplaceAll(p.Detail, "mine", "nobody"); p.Code != nobody.Code || strings.HasPrefix(c.path, "/v1/statements") && strings.ReplaceAll(said, done.ID, "nobody") != nobody.Detail {
			t.Errorf("%s %s: %+v, and of one that is nowhere: %+v", c.method, c.path, p, nobody)
		}
	}
	if list := d.do(http.MethodGet, "/v1/queries", "", stranger); strings.Contains(list.body, "mine") || strings.Contains(list.body, "list_sum") {
		t.Errorf("the queries of a stranger hold %s", list.body)
	}
	if page := d.do(http.MethodGet, done.Links.Result+"?format=csv", "", owner); page.body != "one\n1\n" {
		t.Errorf("the owner's page: %d %s", page.status, page.body)
	}
	soon(t, "the progress of what runs", func() bool {
		s := decoded[statement](t, d.do(http.MethodGet, begun.Links.Self, "", admin), http.StatusOK)
		return s.State == "running" && s.Progress != nil && *s.Progress > 0 && *s.Progress < 100 && s.Links.Result == ""
	})
	if a := d.do(http.MethodDelete, begun.Links.Self, "", admin); a.status != http.StatusNoContent {
		t.Errorf("an administrator's cancel: %d %s", a.status, a.body)
	}
	soon(t, "the end", func() bool {
		return decoded[statement](t, d.do(http.MethodGet, begun.Links.Self, "", owner), http.StatusOK).State == "cancelled"
	})
}
