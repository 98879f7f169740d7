package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine/httpapi"
)

// codeIn is the code of a problem, and the status of any other answer.
func (a answer) codeIn(t *testing.T) string {
	t.Helper()
	if !strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") {
		return http.StatusText(a.status)
	}
	_, rest, _ := strings.Cut(a.body, `"code":"`)
	code, _, ok := strings.Cut(rest, `"`)
	if !ok {
		t.Errorf("a problem without a code: %s", a.body)
	}
	return code
}

func TestSenders(t *testing.T) {
	d := start(t, func(o *httpapi.Options) {
		o.Hosts, o.Origins = []string{"bi.example.com"}, []string{"https://app.example.com"}
	})
	port := d.url[strings.LastIndex(d.url, ":"):]
	cases := []struct {
		name, method string
		headers      []string
		want         string
	}{
		{"the address", "GET", nil, "OK"},
		{"localhost", "GET", []string{"Host: localhost" + port}, "OK"},
		{"localhost, as a resolver writes it", "GET", []string{"Host: LOCALHOST.:1"}, "OK"},
		{"the loopback of IPv6", "GET", []string{"Host: [::1]" + port}, "OK"},
		{"an allowed host", "GET", []string{"Host: BI.example.com:443"}, "OK"},
		{"a rebound name", "GET", []string{"Host: evil.example.com" + port}, "BAD_HOST"},
		{"a name that begins as ours", "GET", []string{"Host: bi.example.com.evil.net"}, "BAD_HOST"},
		{"a name that ends as ours", "GET", []string{"Host: evil.localhost"}, "BAD_HOST"},
		{"another address", "GET", []string{"Host: 192.0.2.1"}, "BAD_HOST"},
		{"an address with a name in it", "GET", []string{"Host: 127.0.0.1.evil.net"}, "BAD_HOST"},
		{"an allowed page", "GET", []string{"Origin: https://app.example.com"}, "OK"},
		{"a page of ours", "GET", []string{"Origin: " + d.url}, "OK"},
		{"a page of another port", "GET", []string{"Origin: http://127.0.0.1:1"}, "BAD_ORIGIN"},
		{"another page", "GET", []string{"Origin: https://evil.example.com"}, "BAD_ORIGIN"},
		{"another scheme", "GET", []string{"Origin: http://app.example.com"}, "BAD_ORIGIN"},
		{"a page below the allowed one", "GET", []string{"Origin: https://x.app.example.com"}, "BAD_ORIGIN"},
		{"a page in a sandbox or a file", "GET", []string{"Origin: null"}, "BAD_ORIGIN"},
		{"a form of another page", "POST", []string{"Origin: https://evil.example.com", "Content-Type: text/plain"}, "BAD_ORIGIN"},
		{"a form in a sandbox", "POST", []string{"Origin: null", "Content-Type: text/plain"}, "BAD_ORIGIN"},
		{"an image of another page", "GET", []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"}, "BAD_ORIGIN"},
		{"a script of another port", "GET", []string{"Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"}, "BAD_ORIGIN"},
		{"a frame of another page", "GET", []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"}, "BAD_ORIGIN"},
		{"a link of another page", "GET", []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"}, "OK"},
		{"a typed address", "GET", []string{"Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"}, "OK"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path, body := "/version", ""
			if c.method == "POST" {
				path, body = "/v1/query", "select 1"
			}
			a := d.do(c.method, path, body, c.headers...)
			if got := a.codeIn(t); got != c.want {
				t.Errorf("the answer is %s, not %s: %s", got, c.want, a.body)
			}
			if a.header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(a.header.Get("Content-Security-Policy"), "default-src 'none'") {
				t.Errorf("headers are missing: %v", a.header)
			}
			if a.header.Get("Access-Control-Allow-Credentials") != "" || a.header.Get("Access-Control-Allow-Origin") == "*" {
				t.Errorf("a browser is told too much: %v", a.header)
			}
		})
	}
}

func TestPreflight(t *testing.T) {
	d := start(t, func(o *httpapi.Options) { o.Origins = []string{"https://app.example.com"} })
	ask := []string{"Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization, content-type"}
	a := d.do("OPTIONS", "/v1/query", "", append(ask, "Origin: https://app.example.com", "Access-Control-Request-Private-Network: true")...)
	for name, want := range map[string]string{"Access-Control-Allow-Origin": "https://app.example.com", "Access-Control-Allow-Methods": "GET, HEAD, POST, DELETE",
		"Access-Control-Allow-Private-Network": "true", "Access-Control-Allow-Credentials": ""} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}
	if a.status != http.StatusNoContent || !strings.Contains(a.header.Get("Access-Control-Allow-Headers"), "Authorization") {
		t.Errorf("the answer is %d %v", a.status, a.header)
	}
	if vary := strings.Join(a.header.Values("Vary"), ","); !strings.Contains(vary, "Origin") {
		t.Errorf("Vary is %q", vary)
	}
	a = d.do("OPTIONS", "/v1/query", "", append(ask, "Origin: https://evil.example.com")...)
	if a.codeIn(t) != "BAD_ORIGIN" || a.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("another page gets %d %v", a.status, a.header)
	}
	a = d.do("OPTIONS", "/v1/query", "")
	if a.status != http.StatusNoContent || a.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("no page gets %d %v", a.status, a.header)
	}
	a = d.do("GET", "/version", "", "Origin: https://app.example.com")
	if a.header.Get("Access-Control-Allow-Origin") != "https://app.example.com" || !strings.Contains(a.header.Get("Access-Control-Expose-Headers"), "X-Query-Id") {
		t.Errorf("the page may not read the answer: %v", a.header)
	}
}
