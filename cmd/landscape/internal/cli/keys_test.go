package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	keys := filepath.Join(t.TempDir(), "keys.json")
	var made []struct{ ID, Key, Role string }
	text := must(t, "keys", "create", "--keys", keys, "--json", "--name", "ann", "--role", "writer", "--expires", "90d", "--networks", "127.0.0.1,10.0.0.0/8",
		"--tables", "landscape,kpi", "--rows", "100", "--bytes", "1000", "--query-timeout", "5s", "--concurrent", "2", "--per-minute", "60", "--in-url")
	if err := json.Unmarshal([]byte(text), &made); err != nil || len(made) != 1 || !strings.HasPrefix(made[0].Key, made[0].ID+".") || made[0].Role != "writer" {
		t.Fatalf("%v: %s", err, text)
	}
	secret := strings.TrimPrefix(made[0].Key, made[0].ID+".")
	stored, err := os.ReadFile(keys)
	if err != nil || strings.Contains(string(stored), secret) {
		t.Errorf("the file holds the secret, %v", err)
	}
	plain := run(t, "keys", "create", "--keys", keys)
	if plain.code != 0 || len(strings.Split(strings.TrimSpace(plain.stdout), "\n")) != 1 || !strings.Contains(plain.stderr, "shown this once") {
		t.Errorf("a key for people: %+v", plain)
	}
	table := must(t, "keys", "list", "--keys", keys)
	for _, word := range []string{made[0].ID, "ann", "writer", "active", "landscape, kpi", "10.0.0.0/8", "127.0.0.1/32", "100 rows", "5s", "2 at once", "60 a minute", "addresses", "never"} {
		if !strings.Contains(table, word) {
			t.Errorf("the list lacks %q:\n%s", word, table)
		}
	}
	if strings.Contains(table, secret) {
		t.Error("the list shows the secret")
	}
	s := serve(t, empty(t), "--keys", keys)
	defer s.end(syscall.SIGTERM)
	s.want(200, "GET", "/metrics", "", "Authorization: Bearer "+made[0].Key)
	must(t, "keys", "revoke", made[0].ID, "--keys", keys)
	s.want(401, "GET", "/metrics", "", "Authorization: Bearer "+made[0].Key)
	s.want(200, "GET", "/metrics", "", "Authorization: Bearer "+strings.TrimSpace(plain.stdout))
	var listed []struct{ ID, State string }
	if err := json.Unmarshal([]byte(must(t, "keys", "list", "--keys", keys, "--json")), &listed); err != nil || len(listed) != 2 || listed[0].State != "revoked" {
		t.Errorf("%v: %+v", err, listed)
	}
}

func TestKeysRefuses(t *testing.T) {
	t.Parallel()
	keys := filepath.Join(t.TempDir(), "keys.json")
	must(t, "keys", "create", "--keys", keys)
	cases := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"no command", []string{"keys"}, 2, "create, list or revoke"},
		{"an unknown role", []string{"keys", "create", "--role", "reeder"}, 2, "try: reader"},
		{"no network", []string{"keys", "create", "--networks", "here"}, 2, "neither a network nor an address"},
		{"a network with a host in it", []string{"keys", "create", "--networks", "10.0.0.1/8"}, 2, "10.0.0.0/8"},
		{"no time", []string{"keys", "create", "--expires", "soon"}, 2, "90d"},
		{"a past day", []string{"keys", "create", "--expires", "2001-01-01"}, 2, "before it is made"},
		{"a negative limit", []string{"keys", "create", "--rows", "-1"}, 2, "negative"},
		{"no file", []string{"keys", "list", "--keys", keys + "x"}, 1, "landscape keys create"},
		{"nobody's key", []string{"keys", "revoke", "nobody"}, 1, "landscape keys list"},
		{"no id", []string{"keys", "revoke"}, 2, "the id of one key"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			args := c.args
			if !strings.Contains(strings.Join(args, " "), "--keys") {
				args = append(args, "--keys", keys)
			}
			o := run(t, args...)
			if o.code != c.code || !strings.Contains(o.stderr, c.says) {
				t.Errorf("exit %d, not %d, or %q is missing:\n%s", o.code, c.code, c.says, o.stderr)
			}
		})
	}
}
