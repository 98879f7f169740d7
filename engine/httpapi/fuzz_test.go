package httpapi

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"
)

// These tests look inside: over the public API every input would run a query, and too few would be tried.

// refused fails unless an error is a problem that the client can put right.
func refused(t *testing.T, err error) {
	t.Helper()
	var p *problem
	if err != nil && (!errors.As(err, &p) || p.Status < 400 || p.Status >= 500 || p.Detail == "") {
		t.Errorf("the error is %v", err)
	}
}

func FuzzParseURL(f *testing.F) {
	for _, seed := range []string{"q=select+1&limit=3", "p.x=1&p.1=2&set.as_of=2025-12-31", "format=csv&delim=%3B&null=NA&tz=Europe/Paris", "key=secret&limt=1", "p.=&set.=&=", "limit=1&limit=2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		q, rest, err := parseURL(values)
		refused(t, err)
		if err != nil {
			return
		}
		for name := range rest {
			if optionCalled(name) != nil || strings.HasPrefix(name, paramPrefix) || name == keyParameter {
				t.Errorf("%q is left over", name)
			}
		}
		if o := q.options; o.limit < -1 || o.offset < 0 || o.maxRows < 0 || o.maxBytes < 0 || o.timeout < 0 || len(o.queryID) > 64 || strings.ContainsAny(o.download+o.tag, "\r\n") {
			t.Errorf("the options are %+v", o)
		}
		refused(t, q.takeSettings(rest, []string{"as_of", "measure"}))
	})
}

func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{`{"sql":"select 1"}`, `{"sql":"select $x","params":{"x":[1,2.5,null,"a"]},"settings":{"tier_cuts":[0.8]},"limit":3}`, `{"params":[1,true,{"a":1}]}`,
		`{"limit":null,"header":false,"bom":true}`, `{"sql":1}`, `[]`, `{"a":{}}`, `{"sql":"x"}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		q := newRequest("")
		rest, err := q.parseJSON(body)
		refused(t, err)
		if err == nil && !json.Valid(body) {
			t.Errorf("it takes %q, which is no JSON", body)
		}
		if err == nil {
			refused(t, q.takeSettings(rest, []string{"as_of"}))
		}
	})
}

// FuzzValue binds texts as every type that a statement may expect.
func FuzzValue(f *testing.F) {
	types := []string{"", "VARCHAR", "INTEGER", "HUGEINT", "DECIMAL(18,4)", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "BLOB", "INTEGER[]", "UUID", "STRUCT(a INTEGER)"}
	for _, seed := range []string{"", "42", "-1.5e300", "2025-12-31", "2025-12-31T23:59:59+02:00", "true", "AAEC", "99999999999999999999999999999999999999999", ".", "-", "1e"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, typ := range types {
			value, err := valueOf(typ, text, time.UTC)
			if err == nil && value == nil {
				t.Errorf("%q as %s is NULL", text, typ)
			}
			if _, err := valueOf(typ, json.Number(text), time.UTC); err == nil && typ == "BOOLEAN" && strings.ContainsAny(text, "23456789") {
				t.Errorf("the number %s is a truth value", text)
			}
			_, _ = valueOf(typ+"[]", []any{text, nil, json.Number("1"), []any{text}}, time.UTC)
		}
	})
}

func FuzzPreferences(f *testing.F) {
	for _, seed := range []string{"text/csv;q=0.5, */*", "gzip, zstd;q=0", ";;q=,", "text/*;q=2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if got, ok := accepted([]string{header}); ok != (got != "") {
			t.Errorf("%q accepts %q", header, got)
		}
		if e := acceptedEncoding([]string{header}); e != "" && !strings.Contains(strings.ToLower(header), e) && !strings.Contains(header, "*") {
			t.Errorf("%q accepts %s", header, e)
		}
		matches([]string{header}, `W/"x"`)
		if d := disposition(header); strings.ContainsAny(d, "\r\n") {
			t.Errorf("a header in two lines: %q", d)
		}
	})
}
