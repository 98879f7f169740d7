package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync"

	"github.com/duckdb/duckdb-go/v2"
)

// Session is one connection with its own variables, temporary tables and prepared statements. It runs one statement at a time and
// is not safe for use by several goroutines at once.
type Session struct {
	engine   *Engine
	conn     *sql.Conn
	readOnly bool
	close    sync.Once
	closed   bool
}

// Session pins a connection for one user. The caller closes it.
func (e *Engine) Session(ctx context.Context) (*Session, error) { return e.session(ctx, e.readOnly) }

// ReadOnlySession is a Session that refuses every statement but those that read, by the type DuckDB gives the statement before
// anything runs.
func (e *Engine) ReadOnlySession(ctx context.Context) (*Session, error) { return e.session(ctx, true) }

func (e *Engine) session(ctx context.Context, readOnly bool) (*Session, error) {
	conn, err := e.conn(ctx)
	if err != nil {
		return nil, classify("open session", "", err)
	}
	return &Session{engine: e, conn: conn, readOnly: readOnly}, nil
}

// Close gives the connection back; what it held is gone. A second call does nothing.
func (s *Session) Close() error {
	var err error
	s.close.Do(func() {
		s.closed = true
		err = s.conn.Close()
	})
	return err
}

// Query runs one statement and returns its result as Arrow record batches. Parameters are bound by name: $customer takes
// params["customer"], and $1 or the first ? takes params["1"]. The caller releases the result before the next statement.
func (s *Session) Query(ctx context.Context, query string, params map[string]any) (*Result, error) {
	var result *Result
	err := s.run(ctx, query, params, func(conn *duckdb.Conn, args []sql.NamedArg) error {
		var err error
		result, err = openResult(ctx, conn, query, args)
		return err
	})
	if err != nil {
		return nil, classify("query", "", err)
	}
	return result, nil
}

// Exec runs one statement and returns how many rows it changed.
func (s *Session) Exec(ctx context.Context, query string, params map[string]any) (int64, error) {
	var changed int64
	err := s.run(ctx, query, params, func(conn *duckdb.Conn, args []sql.NamedArg) error {
		result, err := conn.ExecContext(ctx, query, namedValues(args))
		if err != nil {
			return err
		}
		changed, err = result.RowsAffected()
		return err
	})
	return changed, classify("query", "", err)
}

// run prepares the statement, checks its type and its parameters, and calls fn while no other write runs if the statement writes.
func (s *Session) run(ctx context.Context, query string, params map[string]any, fn func(conn *duckdb.Conn, args []sql.NamedArg) error) error {
	if s.closed {
		return &Error{Kind: KindInvalid, Op: "query", Err: ErrClosed}
	}
	return s.conn.Raw(func(driverConn any) error {
		conn, ok := driverConn.(*duckdb.Conn)
		if !ok {
			return fmt.Errorf("the driver connection is a %T", driverConn)
		}
		args, writes, err := s.examine(ctx, conn, query, params)
		if err != nil {
			return err
		}
		if writes {
			release, err := s.engine.lockWriter(ctx)
			if err != nil {
				return err
			}
			defer release()
		}
		return fn(conn, args)
	})
}

// examine prepares the statement without running it.
func (s *Session) examine(ctx context.Context, conn *duckdb.Conn, query string, params map[string]any) (args []sql.NamedArg, writes bool, err error) {
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	prepared, err := conn.Prepare(query)
	if err != nil {
		var d *duckdb.Error
		if errors.As(err, &d) {
			return nil, false, err
		}
		return nil, false, &Error{Kind: KindInvalid, Op: "query", Err: errors.New("it is not exactly one statement")}
	}
	stmt := prepared.(*duckdb.Stmt)
	defer func() { err = errors.Join(err, stmt.Close()) }()
	kind, err := stmt.StatementType()
	if err != nil {
		return nil, false, err
	}
	if s.readOnly && !reads(conn, kind, query) {
		return nil, false, &Error{Kind: KindReadOnly, Op: "query", Err: errors.New("the statement writes or changes a setting, and the session is read-only")}
	}
	args, err = bindByName(stmt, params)
	return args, slices.Contains(writingTypes, kind), err
}

// writingTypes are the statements that take the right to write for the time they run.
var writingTypes = []duckdb.StmtType{
	duckdb.STATEMENT_TYPE_INSERT, duckdb.STATEMENT_TYPE_UPDATE, duckdb.STATEMENT_TYPE_DELETE, duckdb.STATEMENT_TYPE_CREATE,
	duckdb.STATEMENT_TYPE_ALTER, duckdb.STATEMENT_TYPE_DROP, duckdb.STATEMENT_TYPE_CREATE_FUNC,
}

// reads reports whether a statement can change nothing. EXPLAIN ANALYZE runs what it explains, so that is judged instead.
func reads(conn *duckdb.Conn, kind duckdb.StmtType, query string) bool {
	switch kind {
	case duckdb.STATEMENT_TYPE_SELECT:
		return true
	case duckdb.STATEMENT_TYPE_EXPLAIN:
		m := explainPrefix.FindStringIndex(query)
		return m != nil && isSelect(conn, query[m[1]:])
	default:
		return false
	}
}

// explainPrefix is EXPLAIN with its options, in front of the statement that it explains.
var explainPrefix = regexp.MustCompile(`(?is)^\s*explain\s+(analyze\s+|\([^)]*\)\s*)?`)

func isSelect(conn *duckdb.Conn, query string) bool {
	prepared, err := conn.Prepare(query)
	if err != nil {
		return false
	}
	stmt := prepared.(*duckdb.Stmt)
	kind, err := stmt.StatementType()
	return errors.Join(err, stmt.Close()) == nil && kind == duckdb.STATEMENT_TYPE_SELECT
}

// bindByName orders the parameters as the statement numbers them. A parameter without a value, or a value without a parameter, is an
// error: the driver would bind by position instead.
func bindByName(stmt *duckdb.Stmt, params map[string]any) ([]sql.NamedArg, error) {
	args := make([]sql.NamedArg, stmt.NumInput())
	used := map[string]bool{}
	for i := range args {
		name, err := stmt.ParamName(i + 1)
		if err != nil {
			return nil, err
		}
		value, ok := params[name]
		if !ok {
			return nil, &Error{Kind: KindInvalid, Op: "query", Object: "parameter $" + name, Err: errors.New("it has no value")}
		}
		used[name] = true
		args[i] = sql.Named(name, value)
	}
	for name := range params {
		if !used[name] {
			return nil, &Error{Kind: KindInvalid, Op: "query", Object: "parameter $" + name, Err: errors.New("the statement has no such parameter")}
		}
	}
	return args, nil
}

func namedValues(args []sql.NamedArg) []driver.NamedValue {
	out := make([]driver.NamedValue, len(args))
	for i, a := range args {
		out[i] = driver.NamedValue{Name: a.Name, Ordinal: i + 1, Value: a.Value}
	}
	return out
}
