package httpapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// awkward has values that an option writes in another way.
const awkward = "select '=1+1' as name, 9007199254740993 as n, 2.50::decimal(18,4) as amount, 'nan'::double as share, null::varchar as nothing " +
	"union all select 'a;b', 1, 0, 0.5, 'x' order by n desc"

// TestOptions gives every option that changes the answer; the others have tests of their own.
func TestOptions(t *testing.T) {
	d := start(t, nil)
	cases := []struct{ name, options, want string }{
		{"csv", "format=csv", "name,n,amount,share,nothing\n=1+1,9007199254740993,2.5000,nan,\na;b,1,0.0000,0.5,x\n"},
		{"tsv", "format=tsv", "name\tn\tamount\tshare\tnothing\n=1+1\t9007199254740993\t2.5000\tnan\t\na;b\t1\t0.0000\t0.5\tx\n"},
		{"objects", "format=objects", "[\n" + `{"name":"=1+1","n":"9007199254740993","amount":"2.5000","share":"NaN","nothing":null},` + "\n" +
			`{"name":"a;b","n":1,"amount":"0.0000","share":0.5,"nothing":"x"}` + "\n]\n"},
		{"ndjson", "format=ndjson&limit=1", `{"name":"=1+1","n":"9007199254740993","amount":"2.5000","share":"NaN","nothing":null}` + "\n"},
		{"md", "format=md&limit=1", "| name | n | amount | share | nothing |\n| --- | ---: | ---: | ---: | --- |\n| =1+1 | 9007199254740993 | 2.5000 | nan | NULL |\n"},
		{"int64 and decimal as numbers", "format=ndjson&limit=1&int64=number&decimal=number", `{"name":"=1+1","n":9007199254740993,"amount":2.5000,"share":"NaN","nothing":null}` + "\n"},
		{"int64 as strings", "format=ndjson&offset=1&int64=string", `{"name":"a;b","n":"1","amount":"0.0000","share":0.5,"nothing":"x"}` + "\n"},
		{"limit", "format=csv&header=0&limit=1", "=1+1,9007199254740993,2.5000,nan,\n"},
		{"limit 0", "format=csv&limit=0", "name,n,amount,share,nothing\n"},
		{"offset", "format=csv&header=0&offset=1", "a;b,1,0.0000,0.5,x\n"},
		{"offset behind the end", "format=csv&header=0&offset=7", ""},
		{"max_rows", "format=csv&header=0&max_rows=1", "=1+1,9007199254740993,2.5000,nan,\n"},
		{"max_bytes", "format=csv&header=0&max_bytes=10", "=1+1,9007199254740993,2.5000,nan,\n"},
		{"delim and null", "format=csv&delim=;&null=NULL&header=0", "=1+1;9007199254740993;2.5000;nan;NULL\n\"a;b\";1;0.0000;0.5;x\n"},
		{"delim tab", "format=csv&delim=tab&header=0&limit=1", "=1+1\t9007199254740993\t2.5000\tnan\t\n"},
		{"for Excel", "format=csv&bom=1&crlf=1&escape_formulas=1&limit=1", "\uFEFFname,n,amount,share,nothing\r\n'=1+1,9007199254740993,2.5000,nan,\r\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			options := strings.ReplaceAll(c.options, ";", "%3B")
			a := d.do("GET", "/v1/query?q="+url.QueryEscape(awkward)+"&"+options, "")
			if a.status != http.StatusOK || a.body != c.want {
				t.Errorf("got %d\n%q, want\n%q", a.status, a.body, c.want)
			}
			body := map[string]any{"sql": awkward}
			for _, pair := range strings.Split(c.options, "&") {
				name, value, _ := strings.Cut(pair, "=")
				body[name] = value
			}
			text, _ := json.Marshal(body)
			if b := d.do("POST", "/v1/query", string(text), "Content-Type: application/json"); b.body != a.body {
				t.Errorf("as a body it gives %d\n%q, in the address\n%q", b.status, b.body, a.body)
			}
		})
	}
}

// TestOtherOptions covers the options that change something beside the rows.
func TestOtherOptions(t *testing.T) {
	d := start(t, nil)
	ask := func(options string, headers ...string) answer {
		t.Helper()
		return d.do("GET", "/v1/query?format=csv&header=0&"+options, "", headers...)
	}
	if a := ask("tz=Europe/Paris&q=" + url.QueryEscape("select timestamptz '2025-06-30 12:00:00+00'::varchar")); a.body != "2025-06-30 14:00:00+02\n" {
		t.Errorf("tz: %s", a.body)
	}
	if a := ask("q=" + url.QueryEscape("select timestamptz '2025-06-30 12:00:00+00'::varchar")); a.body != "2025-06-30 12:00:00+00\n" {
		t.Errorf("the zone of another request: %s", a.body)
	}
	if a := ask("timeout_ms=100&q=" + url.QueryEscape(endless)); a.status != http.StatusGatewayTimeout || !strings.Contains(a.body, `"TIMEOUT"`) {
		t.Errorf("timeout_ms: %d %s", a.status, a.body)
	}
	if a := ask("max_rows=1&on_overflow=error&q=" + url.QueryEscape("from range(3)")); a.status != http.StatusRequestEntityTooLarge || !strings.Contains(a.body, `"RESULT_TOO_LARGE"`) {
		t.Errorf("on_overflow=error by rows: %d %s", a.status, a.body)
	}
	if a := ask("max_bytes=100&on_overflow=error&q=" + url.QueryEscape("from range(3000)")); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("on_overflow=error by bytes: %d %s", a.status, a.body)
	}
	if a := ask("max_rows=3&on_overflow=error&q=" + url.QueryEscape("from range(3)")); a.status != http.StatusOK {
		t.Errorf("exactly as many rows as may be: %d %s", a.status, a.body)
	}
	if a := d.do("GET", "/v1/query.parquet?max_rows=1&q="+url.QueryEscape("from range(3)"), ""); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a file is cut without a word: %d", a.status)
	}
	if a := ask("query_id=my-1&tag=x&q=select+1"); a.header.Get("X-Query-Id") != "my-1" {
		t.Errorf("query_id: %v", a.header)
	}
	if a := ask("download=" + url.QueryEscape("Größe.csv") + "&q=select+1"); a.header.Get("Content-Disposition") != `attachment; filename="Gr__e.csv"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.csv` {
		t.Errorf("download: %s", a.header.Get("Content-Disposition"))
	}
	for option, want := range map[string]string{"": "private, no-cache", "cache=revalidate": "private, no-cache", "cache=no-store": "private, no-store", "cache=60": "private, max-age=60"} {
		if got := ask(option + "&q=select+1").header.Get("Cache-Control"); got != want {
			t.Errorf("%q: Cache-Control is %s, want %s", option, got, want)
		}
	}
	big := ask("wait=buffer&q=" + url.QueryEscape("select repeat('x', 1000) from range(100000)"))
	if big.status != http.StatusRequestEntityTooLarge || !strings.Contains(big.body, `"RESULT_TOO_LARGE"`) {
		t.Errorf("100 MB with wait=buffer: %d", big.status)
	}
}

// TestSettings shows that a setting of a request changes its figures and no other's.
func TestSettings(t *testing.T) {
	d := start(t, nil)
	rank := func(options, body string) string {
		t.Helper()
		if body != "" {
			return d.do("POST", "/v1/query.csv?header=0", body, "Content-Type: application/json").body
		}
		return d.do("GET", "/v1/query.csv?header=0&q="+url.QueryEscape("select customer_id from pareto_rank where position = 1")+options, "").body
	}
	for name, got := range map[string]string{"plain": rank("&measure=profit", ""), "prefixed": rank("&set.measure=profit", ""),
		"in a body":     rank("", `{"sql": "select customer_id from pareto_rank where position = 1", "settings": {"measure": "profit", "tier_cuts": [0.5, 0.9]}}`),
		"beside others": rank("", `{"sql": "select customer_id from pareto_rank where position = 1", "measure": "profit"}`)} {
		if got != "Bolt\n" {
			t.Errorf("%s: by profit the first is %q, want Bolt", name, got)
		}
		if got := rank("", ""); got != "Acme\n" {
			t.Errorf("the setting stayed: the first is %q, want Acme", got)
		}
	}
	if got := d.do("GET", "/v1/query.csv?as_of=2024-12-31&header=0&q="+url.QueryEscape("select sum(value) from pareto_rank"), "").body; !strings.HasPrefix(got, "1150.") {
		t.Errorf("revenue at the end of 2024 is %q", got)
	}
}

// TestCompression reads answers as a client does that asked for them compressed.
func TestCompression(t *testing.T) {
	d := start(t, nil)
	const rows = "select i, repeat('x', 50) as x from range(50000) as r(i)"
	plain := d.do("GET", "/v1/query.csv?q="+url.QueryEscape(rows), "", "Accept-Encoding: identity")
	for accept, want := range map[string]string{"gzip": "gzip", "zstd": "zstd", "gzip, zstd": "zstd", "gzip;q=1, zstd;q=0.5": "gzip", "gzip;q=0": "", "br": "", "*": "zstd"} {
		a := d.do("GET", "/v1/query.csv?q="+url.QueryEscape(rows), "", "Accept-Encoding: "+accept)
		var reader io.Reader = strings.NewReader(a.body)
		var err error
		switch a.header.Get("Content-Encoding") {
		case "gzip":
			reader, err = gzip.NewReader(reader)
		case "zstd":
			reader, err = zstd.NewReader(reader)
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(reader)
		if err != nil || a.header.Get("Content-Encoding") != want || !bytes.Equal(body, []byte(plain.body)) {
			t.Errorf("%s: encoding %q, %d bytes of %d, %v", accept, a.header.Get("Content-Encoding"), len(body), len(plain.body), err)
		}
	}
	if a := d.do("GET", "/v1/query.csv?q=select+1", "", "Accept-Encoding: gzip"); a.header.Get("Content-Encoding") != "" {
		t.Error("a handful of bytes was compressed")
	}
	if a := d.do("GET", "/v1/query.parquet?q="+url.QueryEscape(rows), "", "Accept-Encoding: gzip"); a.header.Get("Content-Encoding") != "" {
		t.Error("Parquet was compressed again")
	}
}

// TestHeaders looks at the headers and trailers of a whole answer, of a cut one and of HEAD.
func TestHeaders(t *testing.T) {
	d := start(t, nil)
	a := d.do("GET", "/v1/query.csv?q="+url.QueryEscape(`select 1 as "é", 'x' as b`), "")
	for name, want := range map[string]string{"X-Query-Columns": `[{"name":"\u00e9","type":"INTEGER"},{"name":"b","type":"VARCHAR"}]`, "X-Query-Truncated": "false",
		"X-Query-Queued-Ms": "0", "X-Content-Type-Options": "nosniff"} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if timing := a.header.Get("Server-Timing"); !strings.HasPrefix(timing, "queue;dur=") || !strings.Contains(timing, "plan;dur=") || !strings.Contains(timing, "exec;dur=") {
		t.Errorf("Server-Timing is %q", timing)
	}
	if len(a.header.Get("X-Query-Id")) != 36 || a.header.Get("X-Query-Id")[14] != '7' {
		t.Errorf("X-Query-Id is %q, no UUID of version 7", a.header.Get("X-Query-Id"))
	}
	if vary := strings.Join(a.header.Values("Vary"), ", "); !strings.Contains(vary, "Accept, Accept-Encoding, Authorization") {
		t.Errorf("Vary is %q", vary)
	}
	for name, want := range map[string]string{"X-Query-Status": "ok", "X-Query-Rows": "1", "X-Query-Bytes": "9"} {
		if got := a.trailer.Get(name); got != want {
			t.Errorf("the trailer %s is %q, want %q", name, got, want)
		}
	}
	if a.trailer.Get("X-Query-Elapsed-Ms") == "" {
		t.Error("there is no trailer X-Query-Elapsed-Ms")
	}
	if cut := d.do("GET", "/v1/query.csv?limit=1&q="+url.QueryEscape("from range(2)"), ""); cut.header.Get("X-Query-Truncated") != "true" {
		t.Errorf("a cut answer: %v", cut.header)
	}
	long := d.do("GET", "/v1/query.csv?limit=100000&q="+url.QueryEscape("select i, repeat('x', 50) from range(200000) as r(i)"), "")
	if long.header.Get("X-Query-Truncated") != "" || long.trailer.Get("X-Query-Truncated") != "true" || long.trailer.Get("X-Query-Rows") != "100000" {
		t.Errorf("a long answer: header %q, trailers %v", long.header.Get("X-Query-Truncated"), long.trailer)
	}
	head := d.do("HEAD", "/v1/query.csv?q="+url.QueryEscape(`select 1 as "é", 'x' as b`), "")
	if head.status != http.StatusOK || head.body != "" || head.header.Get("X-Query-Columns") != a.header.Get("X-Query-Columns") || head.header.Get("Content-Type") != a.header.Get("Content-Type") {
		t.Errorf("HEAD: %d %q %v", head.status, head.body, head.header)
	}
	d.do("HEAD", "/v1/query.csv?query_id=endless&q="+url.QueryEscape("select i from range(100000000000) as r(i)"), "")
	d.eventually(func() bool { return d.state("endless") == "done" })
}

// TestETag asks again for what the client has, and after a load.
func TestETag(t *testing.T) {
	d := start(t, nil)
	const path = "/v1/query.csv?q=select+count(*)+from+invoice_lines"
	first := d.do("GET", path, "")
	tag := first.header.Get("ETag")
	if !strings.HasPrefix(tag, `W/"`) {
		t.Fatalf("the ETag is %q", tag)
	}
	again := d.do("GET", path, "", "If-None-Match: "+tag)
	if again.status != http.StatusNotModified || again.body != "" || again.header.Get("ETag") != tag {
		t.Errorf("the same again: %d %q", again.status, again.body)
	}
	for name, other := range map[string]string{"format": "/v1/query.tsv?q=select+count(*)+from+invoice_lines", "option": path + "&header=0", "setting": path + "&as_of=2024-12-31"} {
		if a := d.do("GET", other, "", "If-None-Match: "+tag); a.status != http.StatusOK {
			t.Errorf("with another %s it is the same: %d", name, a.status)
		}
	}
	if a := d.do("GET", path+"&query_id=other&tag=x", "", "If-None-Match: \"x\", "+tag); a.status != http.StatusNotModified {
		t.Errorf("with another name it is another: %d", a.status)
	}
	for sql, want := range map[string]bool{"select now()": false, "select current_date": false, "select Random ()": false, "select gen_random_uuid()": false,
		"from range(9) using sample 3": false, "select 1 as age, 2 as now": true} {
		if a := d.do("GET", "/v1/query.csv?q="+url.QueryEscape(sql), ""); (a.header.Get("ETag") != "") != want {
			t.Errorf("%s: the ETag is %q", sql, a.header.Get("ETag"))
		}
	}
	if _, err := d.engine.Unload(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if a := d.do("GET", path, "", "If-None-Match: "+tag); a.status != http.StatusOK || a.header.Get("ETag") == tag {
		t.Errorf("after a change of the data: %d", a.status)
	}
}
