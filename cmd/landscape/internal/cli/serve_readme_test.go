package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// TestReadmeAddresses asks a server for every address in the README's section on HTTP, and runs its commands of curl.
func TestReadmeAddresses(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	root := filepath.Join("..", "..", "..", "..")
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(readme), "## Serve it over HTTP")
	section, _, ends := strings.Cut(section, "\n## ")
	if !found || !ends {
		t.Fatal("the README has no section on HTTP")
	}
	keys := filepath.Join(t.TempDir(), "keys.json")
	key := strings.TrimSpace(must(t, "keys", "create", "--keys", keys, "--role", "writer", "--in-url", "--quiet"))
	db := empty(t)
	must(t, "load", db, filepath.Join(root, "testdata", "golden12", "invoice_lines.csv"), "--quiet")
	s := serve(t, db, "--keys", keys)
	defer s.end(syscall.SIGTERM)
	here := func(text string) string {
		return strings.NewReplacer("http://127.0.0.1:8321", s.url, "https://bi.example.com", s.url, "ID.SECRET", key, "'", "%27").Replace(text)
	}
	addresses := regexp.MustCompile("(?:http://127\\.0\\.0\\.1:8321|https://bi\\.example\\.com)/[^\\s\"`)]*").FindAllString(section, -1)
	asked := 0
	for _, address := range addresses {
		if !strings.Contains(address, "/v1/") || strings.HasSuffix(address, "'") { // the latter is a command of curl's
			continue
		}
		asked++
		s.want(200, "GET", strings.TrimPrefix(here(address), s.url), "", "Authorization: Bearer "+key)
	}
	if asked < 10 {
		t.Errorf("%d addresses were found", asked)
	}
	if _, err := exec.LookPath("curl"); err != nil {
		t.Log("curl is not installed; install it to run its commands")
		return
	}
	dir := t.TempDir()
	lines, err := os.ReadFile(filepath.Join(root, "testdata", "golden12", "invoice_lines.csv"))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "march.csv"), lines, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range regexp.MustCompile(`(?m)^curl .*$`).FindAllString(section, -1) {
		line = strings.ReplaceAll(strings.Replace(line, "curl", "curl -sSf -H 'X-API-Key: "+key+"'", 1), "http://127.0.0.1:8321", s.url)
		shell := exec.CommandContext(t.Context(), "bash", "-c", line)
		shell.Dir = dir
		if out, err := shell.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
	}
}
