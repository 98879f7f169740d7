package httpapi_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/httpapi"
)

// deafQuery takes a second or so in one function of one row, which hears no interrupt.
const deafQuery = "select length(concat(repeat('9', 100000), i::varchar)::bignum::varchar) as n from range(1) as t(i)"

// TestAnswersBeforeTheCallEnds lets a query run out of time within one function: its client has the answer while the slot stays taken, and the
// slot is free when the function has returned.
func TestAnswersBeforeTheCallEnds(t *testing.T) {
	d, _, reader := hardened(t, func(o *httpapi.Options) { o.Capacity.Slots = 1 })
	d.do("GET", "/v1/query.csv?q=select+1", "", reader) // so that all is in memory that a query needs
	a := d.do("GET", "/v1/query.csv?timeout_ms=50&q="+url.QueryEscape(deafQuery), "", reader)
	if a.codeIn(t) != "TIMEOUT" || a.status != http.StatusGatewayTimeout {
		t.Errorf("%d %s", a.status, a.body)
	}
	if n := d.working(reader); n != "1" {
		t.Errorf("%s slots are taken while the function works", n)
	}
	if a := d.do("GET", "/v1/query.csv?queue_ms=0&q=select+1", "", reader); a.codeIn(t) != "OVERLOADED" {
		t.Errorf("the slot was given away: %d %s", a.status, a.body)
	}
	if a := d.do("GET", "/v1/query.csv?queue_ms=30000&q=select+1+as+n", "", reader); a.body != "n\n1\n" {
		t.Errorf("after the function has returned: %d %s", a.status, a.body)
	}
	d.intact()
}

// TestMemoryIsRelieved asks for what grows the process and counts against no limit of the database. The query ends with a code of its own, and
// the server goes on answering.
func TestMemoryIsRelieved(t *testing.T) {
	if engine.ResidentMemory() == 0 {
		t.Skip("the system does not tell what the process holds")
	}
	d, _, reader := hardened(t, func(o *httpapi.Options) { o.Capacity.Memory = engine.ResidentMemory() + 120<<20 })
	d.do("GET", "/v1/query.csv?q=select+1", "", reader)
	const sql = "select max(length(x)) from (select repeat('a', 100000 + i::int % 3) as x from range(400000) as t(i))" // 200 MB at a time
	a := d.do("GET", "/v1/query.csv?timeout_ms=120000&q="+url.QueryEscape(sql), "", reader)
	if a.codeIn(t) != "OUT_OF_MEMORY" || a.status != http.StatusInsufficientStorage {
		t.Errorf("%d %s", a.status, a.body)
	}
	soon(t, "the end of the query", func() bool { return d.working(reader) == "0" })
	soon(t, "an answer", func() bool { return d.do("GET", "/v1/query.csv?q=select+42+as+n", "", reader).body == "n\n42\n" })
	d.intact()
}
