package engine

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// foreign makes a DuckDB file with the given statements, without the engine.
func foreign(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range append(statements, "CHECKPOINT") {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	ctx := context.Background()
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	other, none, newer := filepath.Join(dir, "other.db"), filepath.Join(dir, "nothing.db"), filepath.Join(dir, "newer.db")
	foreign(t, other, "CREATE TABLE orders (a INTEGER)", "CREATE VIEW v AS FROM orders")
	foreign(t, none)
	foreign(t, newer, "CREATE SCHEMA landscape_base", "CREATE TABLE landscape_base.schema_version (version INTEGER, objects_hash VARCHAR, applied_at TIMESTAMP)",
		"INSERT INTO landscape_base.schema_version VALUES (99, 'x', now()::TIMESTAMP)")
	cases := []struct {
		name string
		opts Options
		kind Kind
		want string // in the error
		hint string
	}{
		{"missing", Options{Path: filepath.Join(dir, "no.db")}, KindDatabase, "there is no such database", "landscape load"},
		{"missing, read-only", Options{Path: filepath.Join(dir, "no.db"), Create: true, ReadOnly: true}, KindDatabase, "there is no such database", ""},
		{"missing folder", Options{Path: filepath.Join(dir, "no", "x.db"), Create: true}, KindDatabase, "the folder", "Make the folder"},
		{"a directory", Options{Path: dir, Create: true}, KindDatabase, "it is a directory", ""},
		{"empty file", Options{Path: file("empty.db", "")}, KindDatabase, "the file is empty", "landscape load"},
		{"text", Options{Path: file("sales.csv", "a,b\n1,2\n3,4\n5,6\n"), Create: true}, KindDatabase, "a file of another program", "Name a database first"},
		{"short", Options{Path: file("short.db", "x"), Create: true}, KindDatabase, "a file of another program", ""},
		{"damaged", Options{Path: file("damaged.db", "12345678DUCK"+strings.Repeat("x", 20000)), Create: true}, KindDatabase, "", ""},
		{"foreign", Options{Path: other, Create: true}, KindDatabase, "it holds orders, v and no landscape", "landscape load NEW-DB"},
		{"empty DuckDB file", Options{Path: none}, KindDatabase, "an empty database without a landscape", "--create"},
		{"newer tables", Options{Path: newer, Create: true}, KindDatabase, "its tables have version 99", "newer release"},
		{"stem of a schema", Options{Path: filepath.Join(dir, "Landscape_Base.db"), Create: true}, KindDatabase, "the name of a schema", "another name"},
		{"question mark", Options{Path: filepath.Join(dir, "a?b.db"), Create: true}, KindDatabase, "cannot open a path", ""},
		{"percent", Options{Path: filepath.Join(dir, "50%.db"), Create: true}, KindDatabase, "cannot open a path", ""},
		{"read-only memory", Options{ReadOnly: true}, KindInvalid, "cannot be read-only", ""},
		{"memory limit", Options{MemoryLimit: "lots"}, KindInvalid, "memory limit lots", "4GB"},
		{"memory limit too small", Options{MemoryLimit: "1MB"}, KindInvalid, "at least 64MB", ""},
		{"negative threads", Options{Threads: -1}, KindInvalid, "threads -1", ""},
	}
	before := names(t, dir)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e, err := Open(ctx, c.opts)
			if err == nil {
				t.Fatal("it opened", e.Close())
			}
			if KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) || !strings.Contains(HintOf(err), c.hint) {
				t.Errorf("kind %q, hint %q of %v", KindOf(err), HintOf(err), err)
			}
		})
	}
	if after := names(t, dir); after != before {
		t.Errorf("refused openings have changed the folder from %s to %s", before, after)
	}
	e, err := Open(ctx, Options{Path: none, Create: true})
	if err != nil {
		t.Fatalf("an empty DuckDB file with Create: %v", err)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return strings.Join(out, " ")
}

// TestOpenLocked opens a database that another process holds; that process is this test binary, run again.
func TestOpenLocked(t *testing.T) {
	const variable = "LANDSCAPE_TEST_HOLD"
	ctx := context.Background()
	if path := os.Getenv(variable); path != "" {
		e, err := Open(ctx, Options{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("holding")
		bufio.NewReader(os.Stdin).ReadString('\n') // until the parent closes the pipe
		e.Close()
		return
	}
	path := filepath.Join(t.TempDir(), "held.landscape")
	image, err := emptyLedger()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, image, 0o600); err != nil {
		t.Fatal(err)
	}
	holder := exec.Command(os.Args[0], "-test.run=^TestOpenLocked$")
	holder.Env = append(os.Environ(), variable+"="+path)
	in, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan() && !strings.Contains(lines.Text(), "holding"); {
	}
	for _, opts := range []Options{{Path: path}, {Path: path, ReadOnly: true}} {
		_, err = Open(ctx, opts)
		want := fmt.Sprintf("in use by %s (process %d)", filepath.Base(os.Args[0]), holder.Process.Pid)
		if KindOf(err) != KindDatabase || !strings.Contains(err.Error(), want) || !strings.Contains(HintOf(err), "Close that program") {
			t.Errorf("kind %q, hint %q of %v, want %s", KindOf(err), HintOf(err), err, want)
		}
	}
	in.Close()
	if err := holder.Wait(); err != nil {
		t.Fatal(err)
	}
	e, err := Open(ctx, Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}
