package httpapi_test

import (
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/httpapi"
	"github.com/customer-landscape/landscape/engine/httpapi/keyring"
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

// TestMemoryIsRelieved asks for what grows the process and counts against no limit of the database, in many batches and in one call. Each query ends
// with a code of its own, the process goes little beyond its limit, and the server goes on answering.
func TestMemoryIsRelieved(t *testing.T) {
	if engine.ResidentMemory() == 0 {
		t.Skip("the system does not tell what the process holds")
	}
	var limit int64
	d, _, reader := hardened(t, func(o *httpapi.Options) {
		limit = engine.ResidentMemory() + 120<<20
		o.Capacity.Memory = limit
	})
	d.do("GET", "/v1/query.csv?q=select+1", "", reader)
	forgetPeak(t)
	statements := []string{
		"select max(length(x)) from (select repeat('a', 100000 + i::int % 3) as x from range(400000) as t(i))", // 200 MB at a time
		"select length(list_reduce(list_transform(range(34 + i), lambda x: 'abcdefgh'), lambda a, x: a || a)) from range(1) as t(i)",
		"select max(length(replace(repeat('a', 100000 + i::int % 2), 'a', repeat('b', 10000)))) from range(3) as t(i)",
		"select max(length(regexp_replace(repeat('a', 1000 + i::int % 2), 'a', repeat('b', 200000), 'g'))) from range(3) as t(i)",
		"select max(length(x || x || x || x)) from (select repeat('a', 250000 + i::int % 2) as x from range(2048) as t(i))",
		"select max(length(list_transform(range(30000 + i), lambda x: repeat('x', 100000 + x::int % 2))::varchar)) from range(1) as t(i)",
	}
	if testing.Short() {
		statements = statements[:2]
	}
	for _, sql := range statements {
		a := d.do("GET", "/v1/query.csv?timeout_ms=120000&q="+url.QueryEscape(sql), "", reader)
		if a.codeIn(t) != "OUT_OF_MEMORY" || a.status != http.StatusInsufficientStorage {
			t.Errorf("%s: %d %s", sql, a.status, a.body)
		}
		soon(t, "the end of the query", func() bool { return d.working(reader) == "0" })
		soon(t, "an answer", func() bool { return d.do("GET", "/v1/query.csv?q=select+42+as+n", "", reader).body == "n\n42\n" })
	}
	if peak, most := peakMemory(t), limit+limit/8+64<<20; peak > most {
		t.Errorf("the process has held %d MB, and may hold %d", peak>>20, most>>20)
	}
	d.intact()
}

// forgetPeak has the system forget how much the process has held at most.
func forgetPeak(t *testing.T) {
	t.Helper()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		t.Fatal(err)
	}
}

// peakMemory is how many bytes the process has held at most since forgetPeak.
func peakMemory(t *testing.T) int64 {
	t.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	kilobytes, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes << 10
}

// TestWritesBesideRefusals loads while a reader asks again and again for more memory than there is. The load is there, as it was sent, and the
// database opens again.
func TestWritesBesideRefusals(t *testing.T) {
	if engine.ResidentMemory() == 0 {
		t.Skip("the system does not tell what the process holds")
	}
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	d, give, reader := hardened(t, func(o *httpapi.Options) { o.Capacity.Memory = engine.ResidentMemory() + 300<<20 })
	const sql = "select max(length(replace(repeat('a', 100000 + i::int % 2), 'a', repeat('b', 20000)))) from range(3) as t(i)" // 2 GB in one call
	var attacks sync.WaitGroup
	over := make(chan struct{})
	attacks.Go(func() {
		for {
			a, err := d.try("GET", "/v1/query.csv?q="+url.QueryEscape(sql), "", reader)
			if err != nil || a.status != http.StatusInsufficientStorage {
				t.Errorf("%v, %d %s", err, a.status, a.body)
			}
			select {
			case <-over:
				return
			default:
			}
		}
	})
	writer := "Authorization: Bearer " + give(keyring.Key{Role: keyring.Admin})
	a := d.postLoad("into=invoice_lines", manyLines(5000), writer)
	close(over)
	attacks.Wait()
	if a.status != http.StatusCreated {
		t.Errorf("the load: %d %s", a.status, a.body)
	}
	if n, net := d.lines(); n != 5012 || net != "7190.0000" {
		t.Errorf("%d lines worth %s", n, net)
	}
}
