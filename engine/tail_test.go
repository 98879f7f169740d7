package engine

import (
	"context"
	"errors"
	"syscall"
	"testing"
	"time"
)

// deaf is a query whose one row takes a second or so in a function that hears no interrupt: a whole number of many digits, with the row in it
// where it is not to be computed while the query is planned.
func deaf(row string) string {
	return "select length(concat(repeat('9', 60000), " + row + ")::bignum::varchar) as n from range(1) as t(i)"
}

// worked returns a function that waits until the process has worked for so long from now on.
func worked(long time.Duration) (wait func()) {
	spent := func() time.Duration {
		var used syscall.Rusage
		_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used) // with these arguments it does not fail
		return time.Duration(used.Utime.Nano() + used.Stime.Nano())
	}
	until := spent() + long
	return func() {
		for spent() < until {
			time.Sleep(time.Millisecond)
		}
	}
}

// TestCallsThatHearNothing cancels a query of a session of Read within one call of DuckDB: while it is planned, while it runs, and while its rows
// are read. The caller has its answer before the call has ended, and the connection is given back when it has.
func TestCallsThatHearNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	e := openEmpty(t)
	for name, query := range map[string]string{"planned": deaf("''"), "run": "select sum(n) from (" + deaf("i::varchar") + ")",
		"read": "from (select 0 from range(5000)) union all (" + deaf("i::varchar") + ")"} {
		t.Run(name, func(t *testing.T) {
			s := openRead(t, e, ReadOptions{})
			if _, err := firstValue(s, "select 42"); err != nil { // so that all is in memory that a query needs
				t.Fatal(err)
			}
			busy := worked(100 * time.Millisecond)
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() {
				result, err := s.Query(ctx, query, nil)
				if err != nil {
					ended <- err
					return
				}
				for result.Next() {
				}
				result.Release()
				ended <- result.Err()
			}()
			busy()
			cancel()
			if err := <-ended; CodeOf(err) != CodeCancelled || !errors.Is(err, context.Canceled) {
				t.Fatalf("%v %v", CodeOf(err), err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			select {
			case <-s.Gone():
				t.Error("the call has ended with its query: it shows nothing")
			default:
			}
			<-s.Gone()
		})
	}
	again := openRead(t, e, ReadOptions{})
	if got, err := firstValue(again, "select 42"); err != nil || got != "42" {
		t.Errorf("another session: %s, %v", got, err)
	}
}
