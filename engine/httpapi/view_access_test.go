package httpapi_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine/httpapi"
	"github.com/customer-landscape/landscape/engine/httpapi/keyring"
)

// TestWithoutSQLAccess asks with keys of several roles and tables what needs no SQL.
func TestWithoutSQLAccess(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys.json")
	made := map[string]string{}
	for name, key := range map[string]keyring.Key{
		"reader": {Role: keyring.Reader},
		"saved":  {Role: keyring.SavedOnly},
		"narrow": {Role: keyring.Reader, Tables: []string{"customer_status", "settings_in_force"}},
	} {
		_, whole, err := keyring.Create(file, key, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		made[name] = whole
	}
	ring, err := keyring.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	writeSaved(t, folder, "since.sql", sinceQuery)
	writeSaved(t, folder, "sums.sql", "-- name: sums\n-- summary: The revenue of all time.\nselect sum(i.net_amount) as revenue from invoice_lines as i")
	d := start(t, func(o *httpapi.Options) { o.Keys, o.SavedDir = ring, folder })
	for _, c := range []struct {
		name, key, path string
		status          int
		has, hasNot     string
	}{
		{"no key", "", "/v1/views", 401, "UNAUTHENTICATED", ""},
		{"no key for a view", "", "/v1/views/customer_status.csv", 401, "UNAUTHENTICATED", ""},
		{"no key for a saved query", "", "/v1/saved/sums.csv", 401, "UNAUTHENTICATED", ""},
		{"no key for the catalogue", "", "/v1/catalog", 401, "UNAUTHENTICATED", ""},
		{"no key for the page", "", "/", 200, "/v1/views", ""},
		{"no key for the description", "", "/openapi.json", 200, "openapi", ""},
		{"reader", "reader", "/v1/views/customer_status.csv?limit=1", 200, "customer_id", ""},
		{"saved only: views", "saved", "/v1/views", 403, "FORBIDDEN", ""},
		{"saved only: a view", "saved", "/v1/views/customer_status.csv", 403, "FORBIDDEN", ""},
		{"saved only: the catalogue", "saved", "/v1/catalog/main", 403, "FORBIDDEN", ""},
		{"saved only: list", "saved", "/v1/saved", 200, "since", ""},
		{"saved only: run", "saved", "/v1/saved/sums.csv?header=0", 200, "2190.0000", ""},
		{"narrow: list", "narrow", "/v1/views", 200, `"customer_status"`, `"name":"landscape"`},
		{"narrow: its view", "narrow", "/v1/views/customer_status.csv?limit=1", 200, "customer_id", ""},
		{"narrow: its view with arguments", "narrow", "/v1/views/customer_status.csv?limit=1&as_of=2024-12-31", 200, "customer_id", ""},
		{"narrow: another view", "narrow", "/v1/views/pareto_rank.csv?limit=1", 403, "FORBIDDEN_TABLE", ""},
		{"narrow: another view with arguments", "narrow", "/v1/views/pareto_rank.csv?as_of=2024-12-31", 403, "FORBIDDEN_TABLE", ""},
		{"narrow: a saved query of another table", "narrow", "/v1/saved/sums.csv", 403, "FORBIDDEN_TABLE", ""},
		{"narrow: a saved query of its table", "narrow", "/v1/saved/since.csv?p.day=2025-06-01", 200, "Bolt", ""},
		{"narrow: its catalogue", "narrow", "/v1/catalog/main", 200, `"customer_status"`, `"landscape"`},
		{"narrow: a table it may not read", "narrow", "/v1/catalog/main/invoice_lines", 404, "NOT_FOUND", ""},
		{"narrow: no proposals it may not read", "narrow", "/v1/views/landscap.csv", 404, "NOT_FOUND", "landscape_"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var headers []string
			if c.key != "" {
				headers = append(headers, "Authorization: Bearer "+made[c.key])
			}
			got := d.do(http.MethodGet, c.path, "", headers...)
			if got.status != c.status || !strings.Contains(got.body, c.has) || c.hasNot != "" && strings.Contains(got.body, c.hasNot) {
				t.Errorf("%d %.500s; want %d with %q and without %q", got.status, got.body, c.status, c.has, c.hasNot)
			}
		})
	}
}
