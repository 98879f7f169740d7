package httpapi_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine/httpapi"
	"github.com/customer-landscape/landscape/engine/httpapi/keyring"
	"github.com/customer-landscape/landscape/engine/httpapi/querylog"
)

func TestQueryLog(t *testing.T) {
	log, err := querylog.Open(filepath.Join(t.TempDir(), "log"), querylog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	began := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for i := range 5 {
		id := fmt.Sprintf("q%d", i)
		if err := log.Start(began.Add(time.Duration(i)*time.Minute), querylog.Start{ID: id, Key: "k", SQL: "from landscape", Tag: "t" + id}); err != nil {
			t.Fatal(err)
		}
		if i == 4 {
			break // it runs
		}
		end := querylog.End{ID: id, Status: 200, Rows: int64(i), Total: time.Duration(i) * time.Second}
		if i == 3 {
			end.Status, end.Code = 504, "TIMEOUT"
		}
		if err := log.End(began.Add(time.Duration(i)*time.Minute+time.Second), end); err != nil {
			t.Fatal(err)
		}
	}
	d, give, _ := keyed(t, func(o *httpapi.Options) { o.QueryLog = log })
	admin := "X-API-Key: " + give(keyring.Key{Role: keyring.Admin})
	cases := []struct{ query, want string }{
		{"", "q4 q3 q2 q1 q0"},
		{"limit=2", "q4 q3"},
		{"limit=2&offset=1", "q3 q2"},
		{"state=running", "q4"},
		{"state=failed", "q3"},
		{"code=TIMEOUT&who=k", "q3"},
		{"since=2026-03-01T12:01:00Z&until=2026-03-01T12:03:00Z", "q2 q1"},
		{"min_ms=2000&state=done", "q2"},
		{"log_id=q1", "q1"},
		{"log_tag=tq0&contains=LANDSCAPE", "q0"},
		{"who=nobody", ""},
	}
	for _, c := range cases {
		a := d.do("GET", "/v1/querylog?format=csv&header=0&"+c.query, "", admin)
		var ids []string
		for _, line := range strings.Split(strings.TrimSpace(a.body), "\n") {
			id, _, _ := strings.Cut(line, ",")
			ids = append(ids, id)
		}
		if got := strings.Join(ids, " "); a.status != http.StatusOK || got != c.want {
			t.Errorf("%s: %d %q, not %q", c.query, a.status, got, c.want)
		}
	}
	if a := d.do("GET", "/v1/querylog?format=csv&log_id=q3", "", admin); a.body != "query_id,state,key,address,route,sql,tag,trace_id,started_at,ended_at,"+
		"status,code,rows,queued_ms,total_ms\nq3,failed,k,,,from landscape,tq3,,2026-03-01T12:03:00Z,2026-03-01T12:03:01Z,504,TIMEOUT,3,0,3000\n" {
		t.Errorf("one line is %s", a.body)
	}
	for _, format := range []string{"json", "objects", "ndjson", "arrow", "arrowfile", "parquet", "xlsx", "html", "md", "tsv"} {
		if a := d.do("GET", "/v1/querylog?format="+format, "", admin); a.status != http.StatusOK || a.body == "" {
			t.Errorf("%s: %d %s", format, a.status, a.body)
		}
	}
	for _, bad := range []string{"state=asleep", "since=yesterday", "min_ms=-1", "stat=running", "state=done&state=done"} {
		if a := d.do("GET", "/v1/querylog?"+bad, "", admin); a.codeIn(t) != "BAD_REQUEST" {
			t.Errorf("%s: %d %s", bad, a.status, a.body)
		}
	}
	if a := d.do("GET", "/v1/querylog", "", "X-API-Key: "+give(keyring.Key{Role: keyring.Writer})); a.codeIn(t) != "FORBIDDEN" {
		t.Errorf("a writer gets %d %s", a.status, a.body)
	}
}
