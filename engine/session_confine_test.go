package engine

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// TestConfine shuts files off for a session that reads alone and for all others.
func TestConfine(t *testing.T) {
	e := openEmpty(t)
	file := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(file, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	reader, err := e.ReadOnlySession(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = reader.Close() })
	other := openSession(t, e)
	for _, s := range []*Session{reader, other} {
		r, err := s.Query(context.Background(), "from '"+file+"'", nil)
		if err != nil {
			t.Fatalf("before: %v", err)
		}
		r.Release()
	}
	if err := reader.Confine(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Session{reader, other} {
		if _, err := s.Query(context.Background(), "from '"+file+"'", nil); err == nil {
			t.Error("a file is read after all")
		}
		if _, err := s.Exec(context.Background(), "set enable_external_access = true", nil); err == nil {
			t.Error("there is a way back")
		}
	}
}
