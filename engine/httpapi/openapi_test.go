package httpapi_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// apiDescription is /openapi.json, as far as the tests look into it.
type apiDescription struct {
	OpenAPI string
	Info    struct{ Version string }
	Paths   map[string]map[string]struct {
		Summary     string
		OperationID string
		Parameters  []struct{ Name, In, Description string }
		Responses   map[string]struct {
			Description string
			Content     map[string]struct{ Schema map[string]any }
		}
	}
	Components struct {
		Schemas map[string]struct {
			Properties map[string]struct{ Enum []string }
		}
	}
}

// TestOpenAPI reads the description under its own contract. It describes itself and every other operation: with a sentence and an id of
// its own, with a word on every parameter, and with what comes back.
func TestOpenAPI(t *testing.T) {
	d := start(t, nil)
	doc := read[apiDescription](t, d.do(http.MethodGet, "/openapi.json", ""))
	if !strings.HasPrefix(doc.OpenAPI, "3.1.") || doc.Info.Version != "v0.0.0-test" {
		t.Errorf("%s %s", doc.OpenAPI, doc.Info.Version)
	}
	if n := len(doc.Components.Schemas["Problem"].Properties["code"].Enum); n < 20 {
		t.Errorf("%d codes", n)
	}
	ids := map[string]string{}
	for path, operations := range doc.Paths {
		for method, o := range operations {
			where := method + " " + path
			if !strings.HasSuffix(o.Summary, ".") {
				t.Errorf("%s: %q is no sentence", where, o.Summary)
			}
			if ids[o.OperationID] != "" || o.OperationID == "" {
				t.Errorf("%s: the id %q is also that of %s", where, o.OperationID, ids[o.OperationID])
			}
			ids[o.OperationID] = path
			for _, p := range o.Parameters {
				if p.Description == "" {
					t.Errorf("%s: nothing is said of %s", where, p.Name)
				}
			}
			if len(o.Responses) < 2 {
				t.Errorf("%s: nothing is said of what comes back", where)
			}
			for status, r := range o.Responses {
				if body, isJSON := r.Content["application/json"]; isJSON && len(r.Content) == 1 && len(body.Schema) == 0 {
					t.Errorf("%s: the JSON of %s has no schema", where, status)
				}
			}
		}
	}
}

// TestContract shows that the transport under the tests sees what differs from the description.
func TestContract(t *testing.T) {
	d := start(t, nil)
	said := d.do(http.MethodGet, "/openapi.json", "").body
	for _, c := range []struct {
		name, path, media, body string
		status, faults          int
	}{
		{"as described", "/v1/catalog", "application/json", `{"schemas":[]}`, 200, 0},
		{"problem as described", "/v1/catalog", "application/problem+json", `{"type":"urn:x","title":"x","status":503,"code":"OVERLOADED","retryable":true}`, 503, 0},
		{"unknown address", "/v1/catalogue", "application/json", `{}`, 200, 1},
		{"unknown address refused", "/v1/catalogue", "application/problem+json", `{}`, 404, 0},
		{"unknown status", "/v1/catalog", "application/json", `{"schemas":[]}`, 206, 1},
		{"unknown type", "/v1/catalog", "text/html", `<p>`, 200, 1},
		{"field missing", "/v1/catalog", "application/json", `{}`, 200, 1},
		{"field of another type", "/v1/catalog", "application/json", `{"schemas":null}`, 200, 1},
		{"field too many", "/v1/catalog", "application/json", `{"schemas":[],"more":1}`, 200, 1},
		{"broken JSON", "/v1/catalog", "application/json", `{"schemas":[`, 200, 1},
		{"unknown code", "/v1/catalog", "application/problem+json", `{"type":"urn:x","title":"x","status":400,"code":"OOPS","retryable":true}`, 400, 1},
		{"error as plain text", "/v1/catalog", "text/plain", "sorry", 500, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/openapi.json" {
					_, _ = io.WriteString(w, said)
					return
				}
				w.Header().Set("Content-Type", c.media)
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			defer other.Close()
			counted := &counter{TB: t}
			response, err := underContract(counted, other.URL).Get(other.URL + c.path)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = response.Body.Close() }()
			if _, err := io.ReadAll(response.Body); err != nil {
				t.Fatal(err)
			}
			if len(counted.faults) != c.faults {
				t.Errorf("%d faults, want %d: %q", len(counted.faults), c.faults, counted.faults)
			}
		})
	}
}

// counter keeps the faults that a test would have.
type counter struct {
	testing.TB
	faults []string
}

func (c *counter) Errorf(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}
