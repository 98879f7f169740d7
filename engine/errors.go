package engine

import (
	"context"
	"errors"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// Kind classifies an error by what the caller can do about it. Every door (command line, HTTP) maps kinds onto its own codes in
// one table.
type Kind string

// The kinds of error the engine returns.
const (
	KindInvalid  Kind = "invalid"   // a bad request, option, setting, header or parameter; nothing was started
	KindQuery    Kind = "query"     // SQL that does not parse or bind, or that fails on the data
	KindReadOnly Kind = "read_only" // a write, or something else that is not let through, at a door for reading
	KindNotFound Kind = "not_found" // no such view, macro, report, load or file
	KindTooLarge Kind = "too_large" // a request or a result over its limit
	KindRejected Kind = "rejected"  // rows that cannot be read, more than the limit, or a check that failed
	KindDatabase Kind = "database"  // a database that is missing, locked, of another program, or cannot be opened
	KindBusy     Kind = "busy"      // no slot was free
	KindCanceled Kind = "canceled"  // the caller went away or pressed Ctrl-C
	KindTimeout  Kind = "timeout"   // the deadline passed
	KindInternal Kind = "internal"  // a fault of ours, or a fatal state of the database
)

// Error is the one error type of the engine.
type Error struct {
	Kind   Kind
	Op     string // what was being done, in one or two words: "load", "refresh", "query"
	Object string // what it was done to: a file, a view, a setting, a load
	Hint   string // the way out, a full sentence without "Try:"; empty when there is none
	Err    error  // the cause

	Code       Code      // finer than Kind; empty where Kind says all
	Position   *Position // the place in the statement; nil when it is not known
	Candidates []string  // names that could have been meant; nil when there are none
	state      string    // SQLSTATE, where it says more than Code
}

// Error returns "op object: cause" without the hint.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if e.Object != "" {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(e.Object)
	}
	if e.Err != nil {
		if b.Len() > 0 {
			b.WriteString(": ")
		}
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// ErrClosed is the cause of every call on a closed Engine or Session.
var ErrClosed = errors.New("the engine is closed")

// KindOf returns the kind of the outermost Error in the chain, KindCanceled or KindTimeout for a bare context error, and
// KindInternal for anything else. The kind of nil is empty.
func KindOf(err error) Kind {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Kind
	case errors.Is(err, context.Canceled):
		return KindCanceled
	case errors.Is(err, context.DeadlineExceeded):
		return KindTimeout
	default:
		return KindInternal
	}
}

// HintOf returns the hint of the outermost Error in the chain that has one.
func HintOf(err error) string {
	for err != nil {
		var e *Error
		if !errors.As(err, &e) {
			return ""
		}
		if e.Hint != "" {
			return e.Hint
		}
		err = e.Err
	}
	return ""
}

// classify wraps an error of the driver once, at the boundary, and leaves an Error as it is.
func classify(op, object string, err error) error {
	if err == nil {
		return nil
	}
	var own *Error
	if errors.As(err, &own) {
		return err
	}
	wrapped := &Error{Kind: driverKind(err), Op: op, Object: object, Err: err}
	wrapped.detail()
	if wrapped.Kind == KindTooLarge {
		wrapped.Err, wrapped.Hint = limited{err}, limitHint(err)
	}
	return wrapped
}

func driverKind(err error) Kind {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return KindTimeout
	case errors.Is(err, context.Canceled):
		return KindCanceled
	case errors.Is(err, ErrClosed):
		return KindInvalid
	}
	var d *duckdb.Error
	if !errors.As(err, &d) {
		return KindInternal
	}
	if strings.Contains(d.Msg, diskFull) || strings.Contains(d.Msg, valueTooLarge) {
		return KindTooLarge
	}
	switch d.Type {
	case duckdb.ErrorTypeInterrupt:
		return KindCanceled
	case duckdb.ErrorTypeOutOfMemory:
		return KindTooLarge
	case duckdb.ErrorTypeInternal, duckdb.ErrorTypeFatal:
		return KindInternal
	default:
		return KindQuery
	}
}
