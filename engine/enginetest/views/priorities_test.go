package views_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// prioritiesImage is the database file of testdata/priorities, loaded once: each of its tables is a load with a refresh.
var prioritiesImage []byte

// priorities opens a copy of the ledger of testdata/priorities, whose setting as_of is 2025-12-31.
func priorities(t *testing.T) *engine.Engine {
	t.Helper()
	if prioritiesImage == nil {
		e := Open(t)
		if err := e.SetSetting(context.Background(), "as_of", "2025-12-31"); err != nil {
			t.Fatal(err)
		}
		LoadFolder(t, e, "priorities")
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		image, err := os.ReadFile(e.Path())
		if err != nil {
			t.Fatal(err)
		}
		prioritiesImage = image
	}
	path := filepath.Join(t.TempDir(), "priorities.landscape")
	if err := os.WriteFile(path, prioritiesImage, 0o600); err != nil {
		t.Fatal(err)
	}
	e, err := engine.Open(context.Background(), engine.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}
