package enginetest_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/customer-landscape/landscape/engine/enginetest"
)

func TestSharedData(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("LANDSCAPE_SHARED_DATA", dir)
	if err := os.WriteFile(filepath.Join(dir, "ledger.csv"), []byte("x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, want := enginetest.SharedData(t, "ledger.csv"), filepath.Join(dir, "ledger.csv"); got != want {
		t.Errorf("a ledger that is there: got %q, want %q", got, want)
	}
	var skipped bool
	t.Run("absent", func(t *testing.T) {
		defer func() { skipped = t.Skipped() }()
		enginetest.SharedData(t, "no-such-ledger.csv")
	})
	if !skipped {
		t.Error("a ledger that is absent does not skip the test")
	}
}
