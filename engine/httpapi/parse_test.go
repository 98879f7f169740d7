package httpapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestParameters sends values of every type by name and by position, in addresses and in bodies; the answer says what arrived.
func TestParameters(t *testing.T) {
	d := start(t, nil)
	cases := []struct{ name, query, sql, body, want string }{
		{"text that looks like a number", "p.x=00042", "select $x as v, typeof($x) as t", "", "00042,VARCHAR"},
		{"a whole number", "p.x=42", "select $x as v, typeof($x) as t", "", "42,BIGINT"},
		{"a decimal", "p.x=2.50", "select $x as v, typeof($x) as t", "", "2.50,\"DECIMAL(3,2)\""},
		{"a day", "p.x=2025-12-31", "select $x as v, typeof($x) as t", "", "2025-12-31,DATE"},
		{"text where text is expected", "p.x=42", "select count(*) from invoice_lines where invoice_id = $x", "", "0"},
		{"a day where a day is expected", "p.x=2024-02-01", "select count(*) from invoice_lines where invoice_date = $x", "", "2"},
		{"a fraction against a whole number", "p.x=1.5", "select count(*) from range(3) as r(n) where n > $x", "", "1"},
		{"positions", "p.1=7&p.2=5", "select ? - ?", "", "2"},
		{"numbered positions", "p.1=7&p.2=5", "select $2 - $1", "", "-2"},
		{"a quote is data", "p.x=" + url.QueryEscape("' or 1=1 --"), "select count(*) from invoice_lines where invoice_id = $x", "", "0"},
		{"an instant with a zone", "p.x=" + url.QueryEscape("2025-06-30T12:00:00+02:00"), "select $x::timestamptz::timestamp", "", "2025-06-30T10:00:00"},
		{"json by name", "", "", `{"sql": "select $a + $b as s", "params": {"a": 1, "b": 2}}`, "3"},
		{"json by position", "", "", `{"sql": "select ? || ?", "params": ["x", "y"]}`, "xy"},
		{"json null", "", "", `{"sql": "select $a::int is null", "params": {"a": null}}`, "true"},
		{"json true", "", "", `{"sql": "select $a::boolean", "params": {"a": true}}`, "true"},
		{"json keeps every digit", "", "", `{"sql": "select $a", "params": {"a": 12345678901234567.89}}`, "12345678901234567.89"},
		{"json list", "", "", `{"sql": "select count(*) from invoice_lines where list_contains($a::varchar[], invoice_id)", "params": {"a": ["I01", "I02"]}}`, "3"},
		{"json list of numbers", "", "", `{"sql": "select list_sum($a::bigint[])", "params": {"a": [1, 2, 39]}}`, "42"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			body, media := c.sql, "application/sql"
			if c.body != "" {
				body, media = c.body, "application/json"
			}
			a := d.do("POST", "/v1/query?format=csv&"+c.query, body, "Content-Type: "+media)
			_, got, _ := strings.Cut(a.body, "\n")
			if a.status != http.StatusOK || strings.TrimSpace(got) != c.want {
				t.Errorf("got %d %s, want %s", a.status, a.body, c.want)
			}
		})
	}
}
