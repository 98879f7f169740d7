package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// openEmpty opens an empty ledger that ends with the test: a copy of one that is made once, since DuckDB binds every view when it
// is created.
func openEmpty(t testing.TB) *Engine {
	t.Helper()
	image, err := emptyLedger()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "test.landscape")
	if err := os.WriteFile(path, image, 0o600); err != nil {
		t.Fatal(err)
	}
	e, err := Open(context.Background(), Options{Path: path})
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

var emptyLedger = sync.OnceValues(func() (image []byte, err error) {
	dir, err := os.MkdirTemp("", "landscape-test-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "empty.landscape")
	e, err := Open(context.Background(), Options{Path: path, Create: true})
	if err != nil {
		return nil, err
	}
	if err := e.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func TestOpenTwice(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "shop.landscape")
	for range 2 {
		e, err := Open(ctx, Options{Path: path, Create: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := texts(t, e, "insert into customers(customer_id) values ('a'); select count(*) from customers"); len(got) != 1 {
			t.Errorf("got %v", got)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	e, err := Open(ctx, Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if got := texts(t, e, "select count(*) from customers"); got[0] != "2" {
		t.Errorf("%s rows outlived two closings, want 2", got[0])
	}
}

// texts runs SQL on a connection of its own and returns the first column of the last statement's rows as text.
func texts(t testing.TB, e *Engine, query string) []string {
	t.Helper()
	var out []string
	err := e.read(context.Background(), func(ctx context.Context, conn *sql.Conn) error {
		return e.query(ctx, conn, query, nil, func(scan func(...any) error) error {
			var v any
			err := scan(&v)
			out = append(out, fmt.Sprint(v))
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
