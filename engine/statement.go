package engine

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"time"

	bindings "github.com/duckdb/duckdb-go-bindings"
	"github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// interruptEvery is how often a running call is interrupted again after its context has ended: DuckDB forgets an interrupt that
// arrives between two phases of a query.
const interruptEvery = 5 * time.Millisecond

// statement is one prepared statement that runs through DuckDB's pending results. The driver's own calls materialise a result
// outside memory_limit before they return and notice the end of a context only every 500 ms; this is the only place that goes
// below them.
type statement struct {
	driver *duckdb.Stmt
	conn   mapping.Connection
	handle mapping.PreparedStatement
	kind   duckdb.StmtType
	stop   <-chan struct{} // closed when the engine closes; nil never is
	shifts bool            // its value may change by itself
	leave  func()          // tells commits that it has ended; may be nil
}

// prepareStatement prepares exactly one statement; anything else is an error of KindInvalid.
func prepareStatement(ctx context.Context, conn *duckdb.Conn, query string) (*statement, error) {
	prepared, err := conn.Prepare(query)
	var fromDuckDB *duckdb.Error
	if err != nil && !errors.As(err, &fromDuckDB) {
		prepared, err = preparePivot(ctx, conn, query)
	}
	if err != nil {
		return nil, unfold(err)
	}
	stmt, ok := prepared.(*duckdb.Stmt)
	if !ok {
		return nil, fmt.Errorf("the driver prepared a %T", prepared)
	}
	s := &statement{driver: stmt}
	s.kind, err = stmt.StatementType()
	if err == nil {
		s.conn, err = hidden[mapping.Connection](conn, "conn")
	}
	if err == nil {
		var handle *mapping.PreparedStatement
		handle, err = hidden[*mapping.PreparedStatement](stmt, "preparedStmt")
		if err == nil {
			s.handle = *handle
		}
	}
	if err != nil {
		return nil, errors.Join(err, stmt.Close())
	}
	return s, nil
}

// preparePivot prepares the one statement that DuckDB takes apart: for PIVOT without a list of values it makes a temporary type first.
// The driver runs all parts but the last, so a text that could hold a second statement is refused, and so is what does not read.
func preparePivot(ctx context.Context, conn *duckdb.Conn, query string) (driver.Stmt, error) {
	text := strings.TrimRight(query, "; \t\r\n")
	if text == "" || strings.Contains(text, ";") || !pivot.MatchString(text) {
		return nil, &Error{Kind: KindInvalid, Op: "query", Err: errors.New("it is not exactly one statement"), Code: CodeMultiStatement}
	}
	return conn.PrepareContext(ctx, text)
}

var pivot = regexp.MustCompile(`(?i)\bpivot`)

// hidden reads an unexported field of a driver's struct. The driver keeps its C handles to itself, and its version is pinned; a
// version that renames the field is an error here and in every test.
func hidden[T any](owner any, field string) (T, error) {
	var zero T
	v := reflect.ValueOf(owner).Elem().FieldByName(field)
	if !v.IsValid() || v.Type() != reflect.TypeFor[T]() {
		return zero, fmt.Errorf("the driver's %T has no field %s of type %T", owner, field, zero)
	}
	return *(*T)(v.Addr().UnsafePointer()), nil
}

func (s *statement) close() error {
	if s.leave != nil {
		defer s.leave()
	}
	return s.driver.Close()
}

// execute binds the arguments and runs the statement. A streaming result computes its rows as they are fetched. Where DuckDB cannot
// stream, as for INSERT ... RETURNING, the result is whole.
func (s *statement) execute(ctx context.Context, args []driver.NamedValue, stream bool) (*mapping.Result, error) {
	through := func(plain []driver.NamedValue) error { return s.driver.BindWithCtx(ctx, plain) }
	if err := s.bind(args, through); err != nil {
		return nil, err
	}
	start := mapping.PendingPrepared
	if stream {
		start = bindings.PendingPreparedStreaming
	}
	var result mapping.Result
	err := s.interruptible(ctx, func() error {
		var pending mapping.PendingResult
		defer mapping.DestroyPending(&pending)
		if start(s.handle, &pending) == mapping.StateError {
			return driverError(mapping.PendingError(pending))
		}
		if mapping.ExecutePending(pending, &result) == mapping.StateError {
			err := driverError(mapping.ResultError(&result))
			mapping.DestroyResult(&result)
			return err
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &result, nil
}

// fetch returns the next chunk of a result; its Ptr is nil at the end.
func (s *statement) fetch(ctx context.Context, result *mapping.Result) (chunk mapping.DataChunk, err error) {
	err = s.interruptible(ctx, func() error {
		chunk = mapping.FetchChunk(*result)
		if chunk.Ptr == nil {
			if text := mapping.ResultError(result); text != "" {
				return s.unasked(ctx, driverError(text))
			}
		}
		return nil
	})
	return chunk, err
}

// unasked renames an interrupt that nobody asked for: when one thread of a streaming result fails, DuckDB interrupts the others and
// sometimes reports that in place of the cause. It must not look like a cancel.
func (s *statement) unasked(ctx context.Context, err error) error {
	select {
	case <-s.stop:
		return err
	default:
	}
	if ctx.Err() != nil || driverKind(err) != KindCanceled {
		return err
	}
	return &Error{Kind: KindQuery, Op: "query", Err: errors.New("a thread of the query failed, and DuckDB does not say why"),
		Hint: "Run it with one thread to see the cause: `set threads = 1`, or --threads 1."}
}

// interruptible runs call, and interrupts the connection from the moment the context ends or the engine closes until call returns. No interrupt is sent
// after that, so the next statement of the connection is safe. When the context has ended its error is joined to that of the call.
func (s *statement) interruptible(ctx context.Context, call func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	done, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		select {
		case <-done:
			return
		case <-ctx.Done():
		case <-s.stop:
		}
		for {
			mapping.Interrupt(s.conn)
			select {
			case <-done:
				return
			case <-time.After(interruptEvery):
			}
		}
	}()
	err := call()
	close(done)
	<-watched
	if err != nil {
		return errors.Join(ctx.Err(), err)
	}
	return nil
}

// driverError types the text of an error as the driver does, so that one function classifies both.
func driverError(text string) error {
	prefix, _, _ := strings.Cut(text, ": ")
	return unfold(&duckdb.Error{Type: errorTypes[prefix], Msg: text})
}

var errorTypes = map[string]duckdb.ErrorType{
	"INTERRUPT Error":     duckdb.ErrorTypeInterrupt,
	"INTERNAL Error":      duckdb.ErrorTypeInternal,
	"FATAL Error":         duckdb.ErrorTypeFatal,
	"Out of Memory Error": duckdb.ErrorTypeOutOfMemory,
}

func arrowError(fault mapping.ErrorData) error {
	defer mapping.DestroyErrorData(&fault)
	if !mapping.ErrorDataHasError(fault) {
		return nil
	}
	return driverError(mapping.ErrorDataMessage(fault))
}
