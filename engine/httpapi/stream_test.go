package httpapi_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine"
)

// late is a statement that fails in its two hundred thousandth row, when a part of the answer is out.
const late = "select i, case when i = 200000 then error('boom') else repeat('x', 20) end as x from range(1000000) as r(i)"

// TestBrokenStream lets a query fail behind its first megabyte: no client may take the answer for a whole one.
func TestBrokenStream(t *testing.T) {
	d := start(t, nil)
	for _, f := range []string{"csv", "json", "objects", "ndjson", "arrow", "html"} {
		t.Run(f, func(t *testing.T) {
			a, err := d.try("GET", "/v1/query."+f+"?q="+url.QueryEscape(late), "")
			if a.status != http.StatusOK || err == nil {
				t.Fatalf("status %d, error %v, %d bytes", a.status, err, len(a.body))
			}
			if strings.HasSuffix(f, "json") && f != "ndjson" && json.Valid([]byte(a.body)) {
				t.Error("the JSON is whole")
			}
			last := a.body[strings.LastIndex(strings.TrimRight(a.body, "\n"), "\n")+1:]
			if f == "ndjson" && !strings.HasPrefix(last, `{"error":{"type":"urn:landscape:problem#`) {
				t.Errorf("the last line is %q", last)
			}
			if status := a.trailer.Get("X-Query-Status"); status == "ok" {
				t.Error("the trailer says that all went well")
			}
		})
	}
	t.Run("in the trailers of a client that reads them", func(t *testing.T) {
		a, err := d.try("GET", "/v1/query.csv?q="+url.QueryEscape(late), "", "TE: trailers")
		if err != nil || a.trailer.Get("X-Query-Status") != "error" || a.trailer.Get("X-Query-Error") == "" {
			t.Errorf("error %v, trailers %v", err, a.trailer)
		}
	})
	t.Run("not with wait=buffer", func(t *testing.T) {
		a := d.do("GET", "/v1/query.csv?wait=buffer&q="+url.QueryEscape(late), "")
		if a.status/100 == 2 || !strings.Contains(a.body, "boom") {
			t.Errorf("got %d %s", a.status, a.body)
		}
	})
	t.Run("with the cause on many threads", func(t *testing.T) {
		for range 5 {
			a := d.do("GET", "/v1/query.csv?q="+url.QueryEscape("select case when i = 2900000 then error('boom') else i end from range(3000000) as r(i) where i % 100000 = 0"), "")
			if a.status != http.StatusBadRequest || !strings.Contains(a.body, "boom") {
				t.Errorf("got %d %s", a.status, a.body)
			}
		}
	})
	t.Run("not in the first megabyte", func(t *testing.T) {
		a := d.do("GET", "/v1/query.csv?q="+url.QueryEscape("select case when i = 5000 then error('boom') else i end from range(10000) as r(i)"), "")
		if a.status/100 == 2 || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("got %d %s", a.status, a.body)
		}
	})
}

// TestFirstByte shows that the beginning of a long answer is sent while the rest is computed.
func TestFirstByte(t *testing.T) {
	d := start(t, nil)
	response, err := d.client.Get(d.url + "/v1/query.csv?q=" + url.QueryEscape("select i, hash(i) from range(100000000000) as r(i)"))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewReader(response.Body)
	if first, err := lines.ReadString('\n'); err != nil || first != "i,hash(i)\n" {
		t.Errorf("the first line is %q, %v", first, err)
	}
	if _, err := io.CopyN(io.Discard, lines, 4<<20); err != nil {
		t.Error(err)
	}
}

// TestSlowReader shows that a client that does not read is cut off, and that the query ends.
func TestSlowReader(t *testing.T) {
	d := startWithin(t, 200*time.Millisecond)
	response, err := d.client.Get(d.url + "/v1/query.csv?query_id=slow&q=" + url.QueryEscape("select i, repeat('x', 100) from range(100000000000) as r(i)"))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	d.eventually(func() bool { return d.state("slow") == "cancelled" })
}

// TestOutOfMemory shows that a query which needs more memory than it may have fails alone.
func TestOutOfMemory(t *testing.T) {
	d := startWith(t, engine.Options{MemoryLimit: "150MB", Threads: 1}, nil)
	a := d.do("GET", "/v1/query?q="+url.QueryEscape("select len(list(i)) from range(30000000) as r(i)"), "")
	if a.status != http.StatusInsufficientStorage || !strings.Contains(a.body, `"OUT_OF_MEMORY"`) || !strings.Contains(a.body, `"53200"`) {
		t.Errorf("got %d %s", a.status, a.body)
	}
	if a := d.do("GET", "/v1/query?q=select+1", ""); a.status != http.StatusOK {
		t.Errorf("after it: %d %s", a.status, a.body)
	}
}
