package engine

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	bindings "github.com/duckdb/duckdb-go-bindings"
	"github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// statement is one prepared statement that runs through DuckDB's pending results. The driver's own calls materialise a result
// outside memory_limit before they return and notice the end of a context only every 500 ms; this is the only place that goes
// below them.
type statement struct {
	calls
	driver *duckdb.Stmt
	handle mapping.PreparedStatement
	kind   duckdb.StmtType
	shifts bool   // its value may change by itself
	leave  func() // tells commits that it has ended; may be nil
}

// prepareStatement prepares exactly one statement; anything else is an error of KindInvalid. It is waited for in any case.
func prepareStatement(ctx context.Context, conn *duckdb.Conn, query string) (*statement, error) {
	return prepareWithin(ctx, conn, query, nil, nil)
}

// prepareWithin is prepareStatement for a statement that ends when stop is closed, and whose calls may be left to a tail. Functions of
// constants are computed here already.
func prepareWithin(ctx context.Context, conn *duckdb.Conn, query string, stop <-chan struct{}, last *tail) (*statement, error) {
	handle, err := hidden[mapping.Connection](conn, "conn")
	if err != nil {
		return nil, err
	}
	s := &statement{calls: calls{conn: handle, stop: stop, tail: last}}
	s.driver, err = interruptible(ctx, s.calls, func() (*duckdb.Stmt, error) { return prepared(ctx, conn, query) }, func(stmt *duckdb.Stmt) { _ = stmt.Close() })
	if err != nil {
		return nil, unfold(err)
	}
	s.kind, err = s.driver.StatementType()
	if err == nil {
		var prepared *mapping.PreparedStatement
		prepared, err = hidden[*mapping.PreparedStatement](s.driver, "preparedStmt")
		if err == nil {
			s.handle = *prepared
		}
	}
	if err != nil {
		return nil, errors.Join(err, s.driver.Close())
	}
	return s, nil
}

// prepared lets the driver prepare a statement.
func prepared(ctx context.Context, conn *duckdb.Conn, query string) (*duckdb.Stmt, error) {
	prepared, err := conn.Prepare(query)
	var fromDuckDB *duckdb.Error
	if err != nil && !errors.As(err, &fromDuckDB) {
		prepared, err = preparePivot(ctx, conn, query)
	}
	if err != nil {
		return nil, err
	}
	stmt, ok := prepared.(*duckdb.Stmt)
	if !ok {
		return nil, fmt.Errorf("the driver prepared a %T", prepared)
	}
	return stmt, nil
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

// close gives the statement back, behind a call of its connection that goes on.
func (s *statement) close() error { return s.tail.then(s.closeNow) }

func (s *statement) closeNow() error {
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
	return interruptible(ctx, s.calls, func() (*mapping.Result, error) {
		var pending mapping.PendingResult
		defer mapping.DestroyPending(&pending)
		if start(s.handle, &pending) == mapping.StateError {
			return nil, driverError(mapping.PendingError(pending))
		}
		var result mapping.Result
		if mapping.ExecutePending(pending, &result) == mapping.StateError {
			err := driverError(mapping.ResultError(&result))
			mapping.DestroyResult(&result)
			return nil, err
		}
		return &result, nil
	}, mapping.DestroyResult)
}

// fetch returns the next chunk of a result; its Ptr is nil at the end.
func (s *statement) fetch(ctx context.Context, result *mapping.Result) (chunk mapping.DataChunk, err error) {
	return interruptible(ctx, s.calls, func() (mapping.DataChunk, error) {
		chunk := mapping.FetchChunk(*result)
		if chunk.Ptr == nil {
			if text := mapping.ResultError(result); text != "" {
				return chunk, s.unasked(ctx, driverError(text))
			}
		}
		return chunk, nil
	}, func(chunk mapping.DataChunk) { mapping.DestroyDataChunk(&chunk) })
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

// withContext joins the error of a context that has ended to that of a call.
func withContext(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	return errors.Join(ctx.Err(), err)
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
