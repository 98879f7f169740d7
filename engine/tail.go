package engine

import (
	"context"
	"sync"
	"time"

	"github.com/duckdb/duckdb-go/v2/mapping"
)

const (
	// interruptEvery is how often a running call is interrupted again after its context has ended: DuckDB forgets an interrupt that
	// arrives between two phases of a query.
	interruptEvery = 5 * time.Millisecond
	// patience is how long the caller of a session of Read waits for a call that should end. DuckDB hears an interrupt between two batches
	// of 2048 rows, and a function may work on one of them for any time.
	patience = 25 * time.Millisecond
)

// tail is what is left to do on a connection after its user has gone: a call into DuckDB that hears no interrupt goes on, and what the connection
// holds is given back behind it. The zero value has nothing left to do; a nil one never lets go of a call.
type tail struct {
	mu    sync.Mutex
	ended chan struct{} // closed when the call has returned and all is done; nil while there is none
	after []func() error
}

// begin notes that a call goes on without its caller. The caller of end is the goroutine of that call.
func (t *tail) begin() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = make(chan struct{})
}

// end does what was put off until the call has returned, in its order.
func (t *tail) end() {
	for {
		t.mu.Lock()
		after := t.after
		t.after = nil
		if len(after) == 0 {
			close(t.ended)
			t.ended = nil
			t.mu.Unlock()
			return
		}
		t.mu.Unlock()
		for _, do := range after {
			_ = do() // nobody is left to be told
		}
	}
}

// then does something with the connection now and returns its error, or puts it off until the call that goes on has returned.
func (t *tail) then(do func() error) error {
	if t == nil {
		return do()
	}
	t.mu.Lock()
	if t.ended != nil {
		t.after = append(t.after, do)
		t.mu.Unlock()
		return nil
	}
	t.mu.Unlock()
	return do()
}

// wait returns when no call goes on, or with the error of the context.
func (t *tail) wait(ctx context.Context) error {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	ended := t.ended
	t.mu.Unlock()
	if ended == nil {
		return nil
	}
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// calls is how calls into DuckDB on one connection are ended.
type calls struct {
	conn mapping.Connection
	stop <-chan struct{} // closed when the engine closes; nil never is
	tail *tail           // nil where a call is waited for in any case
}

// interruptible runs call, and interrupts the connection from the moment the context ends or the engine closes until call returns. No interrupt is sent
// after that, so the next statement of the connection is safe. When the context has ended its error is joined to that of the call. With a tail it
// does not wait for a call that hears nothing: it returns the error of the context, the connection is not to be used until the tail has ended, and
// what call gives then is undone.
func interruptible[T any](ctx context.Context, c calls, call func() (T, error), undo func(T)) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := call()
		done <- outcome{value, err}
	}()
	select {
	case o := <-done:
		return o.value, withContext(ctx, o.err)
	case <-ctx.Done():
	case <-c.stop:
	}
	lost := time.After(patience)
	if c.tail == nil {
		lost = nil
	}
	for {
		mapping.Interrupt(c.conn)
		select {
		case o := <-done:
			return o.value, withContext(ctx, o.err)
		case <-time.After(interruptEvery):
			continue
		case <-lost:
		}
		if ctx.Err() == nil { // the engine closes, which waits
			lost = nil
			continue
		}
		c.tail.begin()
		go func() {
			for {
				mapping.Interrupt(c.conn)
				select {
				case o := <-done:
					if o.err == nil {
						undo(o.value)
					}
					c.tail.end()
					return
				case <-time.After(interruptEvery):
				}
			}
		}()
		return none, ctx.Err()
	}
}
