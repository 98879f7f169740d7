package engine

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
)

// openMemory opens a database in memory that ends with the test.
func openMemory(t testing.TB) *Engine {
	t.Helper()
	e, err := Open(context.Background(), Options{})
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

func TestOpenTwice(t *testing.T) {
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
