package repl

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func texts(h *history) string {
	var all []string
	for _, e := range h.entries {
		all = append(all, e.SQL)
	}
	return strings.Join(all, "|")
}

func TestHistoryKeepsStatements(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "landscape", "history.jsonl")
	h := newHistory(path)
	for _, sql := range []string{"select 1;", "select\n  2;", "select 1;", "select 'é\t\"';"} {
		h.add(entry{Time: time.Unix(0, 0).UTC(), SQL: sql, OK: true})
	}
	const want = "select\n  2;|select 1;|select 'é\t\"';"
	if got := texts(h); got != want {
		t.Errorf("in the session: %q", got)
	}
	if got := texts(newHistory(path)); got != want {
		t.Errorf("in the next one: %q", got)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	first, _, _ := strings.Cut(string(read0(t, path)), "\n")
	if first != `{"t":"1970-01-01T00:00:00Z","db":"","sql":"select 1;","ok":true,"ms":0}` {
		t.Errorf("a line is %s", first)
	}
}

func read0(t *testing.T, path string) []byte {
	t.Helper()
	all, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestHistoryOfParallelSessions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.jsonl")
	one, other := newHistory(path), newHistory(path)
	one.add(entry{SQL: "a;"})
	other.add(entry{SQL: "b;"})
	one.add(entry{SQL: "c;"})
	if got := texts(one); got != "a;|c;" {
		t.Errorf("a session sees %q of its own", got)
	}
	if got := texts(newHistory(path)); got != "a;|b;|c;" {
		t.Errorf("the next one sees %q", got)
	}
}

func TestHistoryLeavesSecretsOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.jsonl")
	h := newHistory(path)
	for _, sql := range []string{
		"create secret s (type s3, key_id 'k');", "CREATE OR REPLACE PERSISTENT SECRET x (type s3);", "select 'password=hunter2';", "select 1 as access_key;",
		"select 'Bearer abc';", "select 'my token';",
	} {
		h.add(entry{SQL: sql})
	}
	h.add(entry{SQL: "select 2;", hidden: true})
	h.add(entry{SQL: "select secretary from staff;"})
	if got := texts(newHistory(path)); got != "select secretary from staff;" {
		t.Errorf("stores %q", got)
	}
	if len(h.entries) != 8 {
		t.Errorf("%d entries are one Up away, want all 8", len(h.entries))
	}
}

// TestHistoryLimits reads a file of more than the limit, with a line longer than any buffer and one that is damaged.
func TestHistoryLimits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.jsonl")
	var b bytes.Buffer
	b.WriteString("{damaged\n")
	for i := range 11_500 {
		fmt.Fprintf(&b, `{"sql":"select %d;"}`+"\n", i)
	}
	fmt.Fprintf(&b, `{"sql":"select '%s';"}`+"\n", strings.Repeat("x", 200_000))
	b.WriteString(`{"sql":"cut o`)
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	h := newHistory(path)
	if len(h.entries) != maxHistory || h.entries[0].SQL != "select 1501;" || len(h.entries[maxHistory-1].SQL) < 200_000 {
		t.Errorf("%d entries, from %s", len(h.entries), h.entries[0].SQL)
	}
	if lines := bytes.Count(read0(t, path), []byte("\n")); lines != maxHistory {
		t.Errorf("the file has %d lines after it was read", lines)
	}
}

func TestHistoryWithoutAPlace(t *testing.T) {
	for _, path := range []string{"", "/proc/none/history.jsonl"} {
		h := newHistory(path)
		h.add(entry{SQL: "select 1;"})
		h.add(entry{SQL: "select 2;"})
		if got := texts(h); got != "select 1;|select 2;" {
			t.Errorf("%q: %q", path, got)
		}
	}
}
