package httpapi_test

import (
	"bytes"
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine/httpapi"
	"github.com/customer-landscape/landscape/engine/httpapi/keyring"
)

// keyed opens a door with keys, and returns what makes one.
func keyed(t *testing.T, change func(*httpapi.Options)) (d *door, give func(keyring.Key) string, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "keys.json")
	give = func(want keyring.Key) string {
		t.Helper()
		_, whole, err := keyring.Create(path, want, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		return whole
	}
	give(keyring.Key{Role: keyring.Reader})
	ring, err := keyring.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return start(t, func(o *httpapi.Options) {
		o.Keys = ring
		if change != nil {
			change(o)
		}
	}), give, path
}

// metricsPath needs a key, any key, and no database.
const metricsPath = "/metrics"

func basic(user, password string) string {
	return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

func TestCredentials(t *testing.T) {
	var log bytes.Buffer
	d, give, _ := keyed(t, func(o *httpapi.Options) {
		o.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	plain, inURL := give(keyring.Key{Role: keyring.Reader}), give(keyring.Key{Role: keyring.Reader, InURL: true})
	elsewhere := give(keyring.Key{Role: keyring.Reader, Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}})
	id, secret, _ := keyring.Split(plain)
	cases := []struct {
		name, query, header string
		want                string
	}{
		{"nothing", "", "", "UNAUTHENTICATED"},
		{"Bearer", "", "Authorization: Bearer " + plain, "OK"},
		{"Bearer, written small", "", "Authorization: bearer " + plain, "OK"},
		{"Basic with id and secret", "", basic(id, secret), "OK"},
		{"Basic with the key as password", "", basic("", plain), "OK"},
		{"Basic with any user and the key", "", basic("ann", plain), "OK"},
		{"X-API-Key", "", "X-API-Key: " + plain, "OK"},
		{"in the address, where it may", "?key=" + inURL, "", "OK"},
		{"in the address, where it may not", "?key=" + plain, "", "UNAUTHENTICATED"},
		{"in the address, escaped", "?%6bey=" + inURL, "", "OK"},
		{"twice in the address", "?key=" + inURL + "&key=" + inURL, "", "UNAUTHENTICATED"},
		{"the header wins over the address", "?key=" + inURL, "Authorization: Bearer x.y", "UNAUTHENTICATED"},
		{"a wrong secret", "", "Authorization: Bearer " + id + ".wrong", "UNAUTHENTICATED"},
		{"no key at all", "", "Authorization: Bearer what", "UNAUTHENTICATED"},
		{"another scheme", "", "Authorization: Digest " + plain, "UNAUTHENTICATED"},
		{"from another network", "", "Authorization: Bearer " + elsewhere, "UNAUTHENTICATED"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var headers []string
			if c.header != "" {
				headers = []string{c.header}
			}
			a := d.do("GET", metricsPath+c.query, "", headers...)
			if got := a.codeIn(t); got != c.want {
				t.Errorf("the answer is %s, not %s: %s", got, c.want, a.body)
			}
			if schemes := strings.Join(a.header.Values("WWW-Authenticate"), " "); (a.status == http.StatusUnauthorized) !=
				(strings.Contains(schemes, "Basic") && strings.Contains(schemes, "Bearer")) {
				t.Errorf("WWW-Authenticate is %q with %d", schemes, a.status)
			}
			if strings.Contains(a.body, secret) {
				t.Error("the answer repeats the secret")
			}
		})
	}
	for _, key := range []string{plain, inURL, elsewhere} {
		if _, secret, _ := keyring.Split(key); strings.Contains(log.String(), secret) {
			t.Error("the log holds a secret")
		}
	}
	for _, open := range []string{"/healthz", "/readyz", "/version", "/openapi.json"} {
		if a := d.do("GET", open, ""); a.status != http.StatusOK {
			t.Errorf("%s needs a key: %s", open, a.body)
		}
	}
}

func TestRolesAndRevocation(t *testing.T) {
	d, give, path := keyed(t, nil)
	keys := map[keyring.Role]string{}
	for _, role := range keyring.Roles {
		keys[role] = give(keyring.Key{Role: role})
	}
	cases := []struct {
		method, path string
		may          []keyring.Role
	}{
		{"GET", metricsPath, keyring.Roles},
		{"POST", "/v1/query", keyring.Roles[1:]},
		{"POST", "/v1/loads", keyring.Roles[2:]},
	}
	for _, c := range cases {
		for _, role := range keyring.Roles {
			may := false
			for _, r := range c.may {
				may = may || r == role
			}
			a := d.do(c.method, c.path, "select 1", "Authorization: Bearer "+keys[role], "Content-Type: application/sql")
			if got := a.codeIn(t); may == (got == "FORBIDDEN") || got == "UNAUTHENTICATED" {
				t.Errorf("%s %s as %s gives %s", c.method, c.path, role, got)
			}
		}
	}
	id, _, _ := keyring.Split(keys[keyring.Reader])
	if err := keyring.Revoke(path, id, time.Now()); err != nil {
		t.Fatal(err)
	}
	if a := d.do("GET", metricsPath, "", "X-API-Key: "+keys[keyring.Reader]); a.codeIn(t) != "UNAUTHENTICATED" {
		t.Errorf("a revoked key gets %d %s", a.status, a.body)
	}
}

// TestWrongKeysShutNobodyOut sends more wrong keys than may come, for nobody and for one key. Their sender is told to wait, whoever has a
// right key is not: one that was used before, one that was not, and the very one that the wrong ones were for, from the same address.
func TestWrongKeysShutNobodyOut(t *testing.T) {
	d, give, _ := keyed(t, nil)
	used, fresh, target := give(keyring.Key{Role: keyring.Reader}), give(keyring.Key{Role: keyring.Reader}), give(keyring.Key{Role: keyring.Reader})
	id, _, _ := keyring.Split(target)
	d.do("GET", metricsPath, "", "X-API-Key: "+used)
	for i := range 40 {
		for _, wrong := range []string{"nobody.knows", id + ".wrong", "what"} {
			a := d.do("GET", metricsPath, "", "X-API-Key: "+wrong)
			want := "RATE_LIMITED"
			if i < 3 {
				want = "UNAUTHENTICATED"
			}
			if i < 3 || i > 4 { // the tenth wrong key is among those between
				if got := a.codeIn(t); got != want || (want == "RATE_LIMITED") != (a.header.Get("Retry-After") != "") {
					t.Fatalf("wrong key %q number %d gets %s, Retry-After %q", wrong, i, got, a.header.Get("Retry-After"))
				}
			}
		}
	}
	for name, right := range map[string]string{"used before": used, "never used": fresh, "aimed at": target} {
		for range 3 {
			if a := d.do("GET", metricsPath, "", "X-API-Key: "+right); a.status != http.StatusOK {
				t.Errorf("the key %s gets %d %s", name, a.status, a.body)
			}
		}
	}
	if a := d.do("GET", metricsPath, "", "X-API-Key: "+fresh+"x"); a.codeIn(t) != "RATE_LIMITED" {
		t.Errorf("a right key with one letter more gets %d %s", a.status, a.body)
	}
}

func TestRateOfAKey(t *testing.T) {
	d, give, _ := keyed(t, nil)
	slow, free := give(keyring.Key{Role: keyring.Reader, Limits: keyring.Limits{PerMinute: 3}}), give(keyring.Key{Role: keyring.Reader})
	for i := range 5 {
		want := "OK"
		if i >= 3 {
			want = "RATE_LIMITED"
		}
		a := d.do("GET", metricsPath, "", "X-API-Key: "+slow)
		if got := a.codeIn(t); got != want {
			t.Errorf("request %d gets %s", i, got)
		}
		if want == "RATE_LIMITED" && a.header.Get("Retry-After") == "" {
			t.Error("there is no Retry-After")
		}
	}
	if a := d.do("GET", metricsPath, "", "X-API-Key: "+free); a.status != http.StatusOK {
		t.Errorf("another key gets %d", a.status)
	}
}
