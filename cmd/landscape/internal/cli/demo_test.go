package cli_test

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestDemo(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	db := filepath.Join(t.TempDir(), "demo.duckdb")
	first := run(t, "demo", db, "--lines", "5000", "--seed", "3")
	if first.code != 0 || strings.Contains(first.stdout, "\x1b") {
		t.Fatalf("exit %d\n%s%s", first.code, first.stdout, first.stderr)
	}
	for _, part := range []string{"█", "lost", "new", "customer_id", "10 rows", "landscape query " + db} {
		if !strings.Contains(first.stdout, part) {
			t.Errorf("the demo lacks %q:\n%s", part, first.stdout)
		}
	}
	second := run(t, "demo", db, "--lines", "5000", "--seed", "3")
	if second.code != 0 || second.stdout != first.stdout || !strings.Contains(second.stderr, "already") {
		t.Errorf("a second run: exit %d, %s", second.code, second.stderr)
	}
	if o := run(t, "demo", db); o.code != 2 || !strings.Contains(o.stderr, "another ledger") {
		t.Errorf("a demo over another ledger: exit %d, %s", o.code, o.stderr)
	}
}
