package keyring_test

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine/httpapi/keyring"
)

var (
	today = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	here  = netip.MustParseAddr("10.1.2.3")
)

// made stores a key and returns the file, the key's id and its secret.
func made(t *testing.T, path string, want keyring.Key) (id, secret string) {
	t.Helper()
	if want.Role == "" {
		want.Role = keyring.Reader
	}
	key, whole, err := keyring.Create(path, want, today)
	if err != nil {
		t.Fatal(err)
	}
	id, secret, ok := keyring.Split(whole)
	if !ok || id != key.ID {
		t.Fatalf("the key %q does not hold its id %q", whole, key.ID)
	}
	return id, secret
}

func file(t *testing.T) string { return filepath.Join(t.TempDir(), "keys.json") }

func open(t *testing.T, path string) *keyring.Ring {
	t.Helper()
	ring, err := keyring.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func TestCheck(t *testing.T) {
	path := file(t)
	id, secret := made(t, path, keyring.Key{})
	otherID, otherSecret := made(t, path, keyring.Key{})
	soon, soonSecret := made(t, path, keyring.Key{ExpiresAt: today.Add(time.Hour)})
	near, nearSecret := made(t, path, keyring.Key{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}})
	ring := open(t, path)
	cases := []struct {
		name, id, secret string
		from             string
		at               time.Time
		want             error
	}{
		{"right", id, secret, "10.1.2.3", today, nil},
		{"right again", id, secret, "10.1.2.3", today, nil},
		{"wrong secret", id, secret + "a", "10.1.2.3", today, keyring.ErrWrong},
		{"no secret", id, "", "10.1.2.3", today, keyring.ErrWrong},
		{"another's secret", id, otherSecret, "10.1.2.3", today, keyring.ErrWrong},
		{"another's id", otherID, secret, "10.1.2.3", today, keyring.ErrWrong},
		{"unknown id", "nobody", secret, "10.1.2.3", today, keyring.ErrWrong},
		{"before it expires", soon, soonSecret, "10.1.2.3", today.Add(time.Hour - 1), nil},
		{"as it expires", soon, soonSecret, "10.1.2.3", today.Add(time.Hour), keyring.ErrExpired},
		{"expired and wrong", soon, "x", "10.1.2.3", today.Add(time.Hour), keyring.ErrWrong},
		{"within the network", near, nearSecret, "10.255.0.1", today, nil},
		{"within, as IPv6 writes it", near, nearSecret, "::ffff:10.255.0.1", today, nil},
		{"within the second network", near, nearSecret, "fd00::1", today, nil},
		{"outside", near, nearSecret, "11.0.0.1", today, keyring.ErrNetwork},
		{"outside and wrong", near, "x", "11.0.0.1", today, keyring.ErrWrong},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			key, err := ring.Check(c.id, c.secret, netip.MustParseAddr(c.from), c.at)
			if !errors.Is(err, c.want) {
				t.Errorf("the error is %v, not %v", err, c.want)
			}
			if err == nil && key.ID != c.id {
				t.Errorf("the key is %s, not %s", key.ID, c.id)
			}
		})
	}
}

func TestCheckFollowsTheFile(t *testing.T) {
	path := file(t)
	id, secret := made(t, path, keyring.Key{})
	ring := open(t, path)
	check := func(id, secret string, want error) {
		t.Helper()
		if _, err := ring.Check(id, secret, here, today); !errors.Is(err, want) {
			t.Errorf("the error is %v, not %v", err, want)
		}
	}
	check(id, secret, nil)
	later, laterSecret := made(t, path, keyring.Key{})
	check(later, laterSecret, nil)
	check(id, secret, nil)
	if err := keyring.Revoke(path, id, today); err != nil {
		t.Fatal(err)
	}
	check(id, secret, keyring.ErrRevoked)
	check(id, "wrong", keyring.ErrWrong)
	check(later, laterSecret, nil)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	check(later, laterSecret, keyring.ErrExposed)
	check(later, laterSecret, keyring.ErrFile)
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	check(later, laterSecret, nil)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	check(later, laterSecret, keyring.ErrFile)
}

// TestCheckAnotherSecretForTheSameID replaces a key by one of the same id: what was proved for the old one must not hold.
func TestCheckAnotherSecretForTheSameID(t *testing.T) {
	path := file(t)
	id, secret := made(t, path, keyring.Key{})
	ring := open(t, path)
	if ring.Remembers(id, secret) {
		t.Error("the ring remembers a secret that nobody has sent")
	}
	if _, err := ring.Check(id, secret, here, today); err != nil {
		t.Fatal(err)
	}
	if !ring.Remembers(id, secret) {
		t.Error("the ring forgets a secret that was right")
	}
	other := file(t)
	otherID, otherSecret := made(t, other, keyring.Key{})
	text, err := os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(text), otherID, id)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, today, today); err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Check(id, secret, here, today); !errors.Is(err, keyring.ErrWrong) {
		t.Errorf("the old secret gives %v", err)
	}
	if _, err := ring.Check(id, otherSecret, here, today); err != nil {
		t.Error(err)
	}
	if ring.Remembers(id, secret) || !ring.Remembers(id, otherSecret) || ring.Remembers("nobody", otherSecret) {
		t.Errorf("the ring remembers the old secret: %t, the new one: %t", ring.Remembers(id, secret), ring.Remembers(id, otherSecret))
	}
}

func TestFile(t *testing.T) {
	path := file(t)
	id, secret := made(t, path, keyring.Key{Name: "grafana", Role: keyring.SavedOnly, Tables: []string{"landscape"}, InURL: true,
		Limits: keyring.Limits{Rows: 10, Bytes: 20, Timeout: time.Second, Concurrent: 3, PerMinute: 60}})
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(text), secret) {
		t.Errorf("the file holds the secret, %v", err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("beside the file lies %v, %v", left, err)
	}
	keys, err := open(t, path).Keys()
	if err != nil || len(keys) != 1 {
		t.Fatal(keys, err)
	}
	k := keys[0]
	if k.ID != id || k.Name != "grafana" || k.Role != keyring.SavedOnly || len(k.Tables) != 1 || !k.InURL || k.Limits.Timeout != time.Second ||
		k.Limits.Rows != 10 || k.Limits.Bytes != 20 || k.Limits.Concurrent != 3 || k.Limits.PerMinute != 60 || !k.CreatedAt.Equal(today) {
		t.Errorf("read back as %+v", k)
	}
	if err := keyring.Revoke(path, "nobody", today); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("revoking an unknown key gives %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	whole := file(t)
	made(t, whole, keyring.Key{})
	text, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	twice := strings.Replace(string(text), `"keys": [`, `"keys": [`+strings.TrimSuffix(strings.SplitN(string(text), `"keys": [`, 2)[1], "\n  ]\n}\n")+",", 1)
	cases := []struct {
		name, text string
		mode       os.FileMode
	}{
		{"others may read it", string(text), 0o640},
		{"others may write it", string(text), 0o602},
		{"empty", "", 0o600},
		{"cut short", string(text[:len(text)/2]), 0o600},
		{"an unknown field", strings.Replace(string(text), `"role"`, `"rolle"`, 1), 0o600},
		{"an unknown role", strings.Replace(string(text), `"reader"`, `"root"`, 1), 0o600},
		{"another format", strings.Replace(string(text), `"format": 1`, `"format": 2`, 1), 0o600},
		{"few iterations", strings.Replace(string(text), "4096", "1", 1), 0o600},
		{"one id twice", twice, 0o600},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := file(t)
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}
			if _, err := keyring.Open(path); err == nil {
				t.Error("it opens")
			}
		})
	}
	if _, err := keyring.Open(file(t)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file gives %v", err)
	}
}

func TestCreateRefuses(t *testing.T) {
	cases := []struct {
		name string
		want keyring.Key
	}{
		{"no role", keyring.Key{}},
		{"unknown role", keyring.Key{Role: "root"}},
		{"negative rows", keyring.Key{Role: keyring.Reader, Limits: keyring.Limits{Rows: -1}}},
		{"expired", keyring.Key{Role: keyring.Reader, ExpiresAt: today}},
		{"no network", keyring.Key{Role: keyring.Reader, Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/8")}}},
		{"no table", keyring.Key{Role: keyring.Reader, Tables: []string{" "}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := file(t)
			if _, _, err := keyring.Create(path, c.want, today); err == nil {
				t.Error("it is made")
			}
			if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("a file was left, %v", err)
			}
		})
	}
}

func TestSplit(t *testing.T) {
	for _, text := range []string{"", ".", "a.", ".b", "ab"} {
		if _, _, ok := keyring.Split(text); ok {
			t.Errorf("%q is a key", text)
		}
	}
	if id, secret, ok := keyring.Split("a.b.c"); !ok || id != "a" || secret != "b.c" {
		t.Error(id, secret, ok)
	}
}
