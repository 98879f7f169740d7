package httpapi_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine/httpapi"
)

// problemBody is an error as a client reads it.
type problemBody struct {
	Type       string
	Title      string
	Status     int
	Code       string
	SQLState   string
	Detail     string
	Hint       string
	Candidates []string
	QueryID    string `json:"query_id"`
	Retryable  bool
	Position   *struct{ Offset, Line, Column int }
}

// TestProblems provokes the errors of a query that need no special server, and holds their form against RFC 9457.
func TestProblems(t *testing.T) {
	d := start(t, func(o *httpapi.Options) { o.Capacity.MaxSQL, o.Capacity.MaxBody = 5000, 10_000 })
	get := func(options, sql string) []string {
		return []string{"GET", "/v1/query?" + options + "&q=" + url.QueryEscape(sql), ""}
	}
	post := func(media, body string) []string {
		return []string{"POST", "/v1/query", body, "Content-Type: " + media}
	}
	cases := []struct {
		name     string
		request  []string
		status   int
		code     string
		sqlstate string
		hint     string // a part of hint or detail
	}{
		{"syntax", get("", "select from where"), 400, "SQL_SYNTAX", "42601", ""},
		{"no such table", get("", "select * from invoice_line"), 400, "SQL_BIND", "42P01", "invoice_lines"},
		{"no such column", get("", "select customer from invoice_lines"), 400, "SQL_BIND", "42703", "customer_id"},
		{"a value of another type", get("", "select 'x'::int"), 400, "SQL_TYPE", "22P02", ""},
		{"a file", get("", "select * from read_csv('/etc/passwd')"), 403, "FORBIDDEN_FUNCTION", "42501", ""},
		{"long SQL", get("", "select 1 --"+strings.Repeat("x", 5000)), 413, "SQL_TOO_LARGE", "54000", ""},
		{"a parameter of another type", get("p.n=x", "select count(*) from range(3) as r(i) where i = $n"), 400, "SQL_TYPE", "22P02", "parameter n"},
		{"two statements", get("", "select 1; select 2"), 400, "MULTI_STATEMENT", "42601", ""},
		{"no value", get("", "select $x"), 400, "PARAM_MISMATCH", "07001", "x"},
		{"no such parameter", get("p.y=1&p.x=1", "select $x"), 400, "PARAM_MISMATCH", "07001", "y"},
		{"a write", get("", "delete from settings"), 403, "FORBIDDEN_STATEMENT", "25006", ""},
		{"a long body", post("application/sql", "select 1 --"+strings.Repeat("x", 10_000)), 413, "BODY_TOO_LARGE", "54000", ""},
		{"no statement", get("", " "), 400, "BAD_REQUEST", "08P01", ""},
		{"no q", []string{"GET", "/v1/query", ""}, 400, "BAD_REQUEST", "08P01", "q="},
		{"an unknown option", get("limt=3", "select 1"), 400, "BAD_REQUEST", "08P01", "Did you mean limit"},
		{"an unknown setting", get("mesure=profit", "select 1"), 400, "BAD_REQUEST", "08P01", "Did you mean measure"},
		{"an unknown prefixed setting", get("set.mesure=profit", "select 1"), 400, "BAD_REQUEST", "08P01", "measure"},
		{"an impossible setting", get("measure=joy", "select 1"), 400, "BAD_REQUEST", "08P01", "revenue, profit"},
		{"a semicolon", []string{"GET", "/v1/query?delim=;&q=select+1", ""}, 400, "BAD_REQUEST", "08P01", "%3B"},
		{"an option twice", get("limit=1&limit=2", "select 1"), 400, "BAD_REQUEST", "08P01", "limit"},
		{"a setting twice", get("measure=profit&set.measure=profit", "select 1"), 400, "BAD_REQUEST", "08P01", "measure"},
		{"an option in two places", []string{"POST", "/v1/query?limit=1", `{"sql":"select 1","limit":2}`, "Content-Type: application/json"}, 400, "BAD_REQUEST", "08P01", "limit"},
		{"a key of a body twice", post("application/json", `{"sql":"select 1","sql":"select 2"}`), 400, "BAD_REQUEST", "08P01", "twice"},
		{"an unknown key of a body", post("application/json", `{"sql":"select 1","fromat":"csv"}`), 400, "BAD_REQUEST", "08P01", "Did you mean format"},
		{"no JSON", post("application/json", `{"sql":`), 400, "BAD_REQUEST", "08P01", ""},
		{"more than JSON", post("application/json", `{"sql":"select 1"} {}`), 400, "BAD_REQUEST", "08P01", "after it"},
		{"an array", post("application/json", `["select 1"]`), 400, "BAD_REQUEST", "08P01", ""},
		{"an object as a value", post("application/json", `{"sql":"select $x","params":{"x":{"y":1}}}`), 400, "SQL_TYPE", "22P02", "object"},
		{"no UTF-8", post("application/sql", "select '\xff'"), 400, "BAD_REQUEST", "08P01", "UTF-8"},
		{"a form", post("application/x-www-form-urlencoded", "q=select+1"), 415, "UNSUPPORTED_MEDIA", "", "application/sql"},
		{"a form with files", post("multipart/form-data; boundary=x", "--x--"), 415, "UNSUPPORTED_MEDIA", "", ""},
		{"another charset", post("text/plain; charset=utf-16", "select 1"), 415, "UNSUPPORTED_MEDIA", "", "UTF-8"},
		{"an unknown format", get("format=xml", "select 1"), 406, "NOT_ACCEPTABLE", "", "csv"},
		{"nothing acceptable", append(get("", "select 1"), "Accept: image/png"), 406, "NOT_ACCEPTABLE", "", "csv"},
		{"a form that cannot hold it", get("format=xlsx", "select repeat('x', 40000)"), 413, "RESULT_TOO_LARGE", "54000", "32767"},
		{"no such path", []string{"GET", "/v1/nothing", ""}, 404, "NOT_FOUND", "", ""},
		{"another method", []string{"PUT", "/v1/query", ""}, 405, "METHOD_NOT_ALLOWED", "", ""},
		{"another host", []string{"GET", "/v1/query?q=select+1", "", "Host: evil.example.com"}, 403, "BAD_HOST", "", ""},
		{"another origin", []string{"GET", "/v1/query?q=select+1", "", "Origin: https://evil.example.com"}, 403, "BAD_ORIGIN", "", ""},
	}
	for name, values := range map[string][]string{
		"limit": {"-1", "x", "1.5"}, "offset": {"-1"}, "max_rows": {"0"}, "max_bytes": {"0"}, "on_overflow": {"explode"}, "timeout_ms": {"0", "99999999999999999999"},
		"queue_ms": {"-1"}, "wait": {"long"}, "tz": {"Mars/Olympus", "", "Local"}, "int64": {"big"}, "decimal": {"big"}, "header": {"yes"}, "delim": {"ab", "\"", "\n", ""},
		"null": {"a\nb", strings.Repeat("x", 65)}, "bom": {"2"}, "crlf": {"2"}, "escape_formulas": {"2"}, "query_id": {"", "a b", strings.Repeat("x", 65)},
		"tag": {strings.Repeat("x", 65)}, "cache": {"-1", "forever", "01"}, "download": {"", "a/b", "a\nb"},
	} {
		for _, value := range values {
			cases = append(cases, struct {
				name     string
				request  []string
				status   int
				code     string
				sqlstate string
				hint     string
			}{name + "=" + value, get(name+"="+url.QueryEscape(value), "select 1"), 400, "BAD_REQUEST", "08P01", name})
		}
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := d.do(c.request[0], c.request[1], c.request[2], c.request[3:]...)
			var p problemBody
			if err := json.Unmarshal([]byte(a.body), &p); err != nil {
				t.Fatalf("%d %s: %v", a.status, a.body, err)
			}
			if a.status != c.status || p.Status != c.status || p.Code != c.code || p.SQLState != c.sqlstate || !strings.Contains(p.Hint+p.Detail, c.hint) {
				t.Errorf("got %d %s, want %d %s %s %q", a.status, a.body, c.status, c.code, c.sqlstate, c.hint)
			}
			if a.header.Get("Content-Type") != "application/problem+json" || a.header.Get("Cache-Control") != "no-store" ||
				p.Type != "urn:landscape:problem#"+c.code || p.Title == "" || p.Detail == "" || p.Retryable || strings.HasSuffix(p.Detail, ".") {
				t.Errorf("the form is %v %s", a.header, a.body)
			}
		})
	}
	a := d.do("GET", "/v1/query?query_id=q7&q="+url.QueryEscape("select\n  customer from invoice_lines"), "")
	var p problemBody
	if err := json.Unmarshal([]byte(a.body), &p); err != nil || p.QueryID != "q7" || a.header.Get("X-Query-Id") != "q7" || p.Position == nil || p.Position.Line != 2 || p.Position.Offset != 9 ||
		p.Position.Column != 3 || len(p.Candidates) == 0 {
		t.Errorf("the place and what was meant: %s", a.body)
	}
	if a := d.do("GET", "/v1/query?q=select+1", ""); a.status != http.StatusOK {
		t.Errorf("after all that: %d %s", a.status, a.body)
	}
}
