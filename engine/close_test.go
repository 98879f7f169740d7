package engine

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// TestCloseWhileRunning closes an engine with a query, a half-read result and a write under way; all of them end, nothing of the write
// stays, and the file can be opened at once.
func TestCloseWhileRunning(t *testing.T) {
	ctx := context.Background()
	e, err := Open(ctx, Options{Path: filepath.Join(t.TempDir(), "busy.landscape"), Create: true})
	if err != nil {
		t.Fatal(err)
	}
	query, reader := openSession(t, e), openSession(t, e)
	r, err := reader.Query(ctx, "select range as n from range(1000000000)", nil)
	if err != nil || !r.Next() {
		t.Fatal(err)
	}
	batch := r.Batch()
	started, ended := make(chan struct{}, 2), make(chan error, 2)
	go func() {
		started <- struct{}{}
		_, err := query.Exec(ctx, endless, nil)
		ended <- err
	}()
	go func() {
		ended <- e.write(ctx, func(ctx context.Context, conn *sql.Conn) error {
			if _, err := e.exec(ctx, conn, "insert into customers(customer_id) values ('half')"); err != nil {
				return err
			}
			started <- struct{}{}
			_, err := e.exec(ctx, conn, endless)
			return err
		})
	}()
	<-started
	<-started
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	for range 2 {
		select {
		case err := <-ended:
			if err == nil {
				t.Error("an endless statement ended well")
			}
		case <-time.After(time.Minute):
			t.Fatal("a statement goes on after Close")
		}
	}
	if batch.NumRows() == 0 || batch.Column(0).ValueStr(1) != "1" {
		t.Error("the batch in the reader's hands was lost")
	}
	if r.Next() || !errors.Is(r.Err(), ErrClosed) {
		t.Errorf("the result goes on with %v", r.Err())
	}
	r.Release()
	again, err := Open(ctx, Options{Path: e.Path()})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if got := texts(t, again, "select count(*) from customers"); got[0] != "0" {
		t.Errorf("%s rows of an interrupted write", got[0])
	}
}

// TestNextStatementEndsResult reads on in a result after the session has run another statement.
func TestNextStatementEndsResult(t *testing.T) {
	ctx := context.Background()
	s := openSession(t, openEmpty(t))
	first, err := s.Query(ctx, "select range from range(1000000000)", nil)
	if err != nil || !first.Next() {
		t.Fatal(err)
	}
	second, err := s.Query(ctx, "select 42", nil)
	if got := rows(t, second, err); got[0] != "42" {
		t.Errorf("got %v", got)
	}
	if first.Next() || !errors.Is(first.Err(), ErrClosed) {
		t.Errorf("the first result goes on with %v", first.Err())
	}
	first.Release()
}

// TestWrite checks that a write is whole or not there, and that writes wait for each other.
func TestWrite(t *testing.T) {
	ctx := context.Background()
	e := openEmpty(t)
	insert := func(id string, then error) error {
		return e.write(ctx, func(ctx context.Context, conn *sql.Conn) error {
			_, err := e.exec(ctx, conn, "insert into customers(customer_id) values (?)", id)
			return errors.Join(err, then)
		})
	}
	fault := errors.New("no")
	if err := insert("a", fault); !errors.Is(err, fault) {
		t.Errorf("got %v", err)
	}
	done := make(chan error)
	for _, id := range []string{"b", "c", "d", "e"} {
		go func() { done <- insert(id, nil) }()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if got := texts(t, e, "select string_agg(customer_id, '' order by customer_id) from customers"); got[0] != "bcde" {
		t.Errorf("customers are %s", got[0])
	}
	canceled, cancel := context.WithCancel(ctx)
	err := e.write(canceled, func(ctx context.Context, conn *sql.Conn) error {
		_, err := e.exec(ctx, conn, "delete from customers")
		cancel()
		return err
	})
	if !errors.Is(err, context.Canceled) || texts(t, e, "select count(*) from customers")[0] != "4" {
		t.Errorf("a write that was canceled before its commit: %v", err)
	}
}
