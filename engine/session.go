package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// Session is one connection with its own variables, temporary tables and prepared statements. It runs one statement at a time and
// is not safe for use by several goroutines at once; Close alone may come from another one.
type Session struct {
	engine   *Engine
	conn     *sql.Conn
	readOnly bool
	policy   *Policy     // nil for a session that is not of Read
	spoilt   atomic.Bool // the transaction of Read has to begin anew
	closed   atomic.Bool
	closing  sync.Once
	open     atomic.Pointer[Result] // the result that may still be read
	watch    progressWatch
	leave    atomic.Pointer[func()] // tells commits that a session of Read has ended; nil for others
	tail     *tail                  // of a session of Read; nil for others
	gone     chan struct{}          // closed when the connection is given back
}

// Session pins a connection for one user. The caller closes it. Each of its statements sees one state of the ledger. What it writes in bulk
// itself, other reads may see in part for the moment of its commit; what Load, Refresh and the other calls of the engine write they do not.
func (e *Engine) Session(ctx context.Context) (*Session, error) {
	return e.session(ctx, e.readOnly, nil)
}

// ReadOnlySession is a Session that refuses every statement but those that read, by the type DuckDB gives the statement before
// anything runs.
func (e *Engine) ReadOnlySession(ctx context.Context) (*Session, error) {
	return e.session(ctx, true, nil)
}

func (e *Engine) session(ctx context.Context, readOnly bool, last *tail) (*Session, error) {
	ctx, end, err := e.begin(ctx)
	if err != nil {
		return nil, classify("open session", "", err)
	}
	defer end()
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return nil, classify("open session", "", err)
	}
	s := &Session{engine: e, conn: conn, readOnly: readOnly, tail: last, gone: make(chan struct{})}
	if err := e.register(s); err != nil {
		return nil, classify("open session", "", errors.Join(err, letGo(conn)))
	}
	return s, nil
}

// Close ends the result that is still open and gives the connection back; what it held is gone. A second call waits until the first has
// done so. Of a session of Read whose last call into DuckDB has not heard that it should end, the connection is given back when that call
// returns, and Close does not wait for it: Gone tells.
func (s *Session) Close() (err error) {
	s.closing.Do(func() {
		s.closed.Store(true)
		s.endResult()
		s.watch.end()
		err = s.tail.then(func() error {
			defer close(s.gone)
			defer s.engine.forget(s) // at last: Close of the engine waits for the sessions that it knows
			if leave := s.leave.Load(); leave != nil {
				defer (*leave)()
			}
			return letGo(s.conn)
		})
	})
	return err
}

// Gone is closed when the session has given its connection back, after Close.
func (s *Session) Gone() <-chan struct{} { return s.gone }

// endResult ends a result that was not released: a connection has one at a time.
func (s *Session) endResult() {
	if r := s.open.Swap(nil); r != nil {
		if r.end() != nil {
			s.spoilt.Store(true)
		}
	}
}

// isClosed reports whether the session or its engine is closed.
func (s *Session) isClosed() bool {
	select {
	case <-s.engine.stop:
		return true
	default:
		return s.closed.Load()
	}
}

// Query runs one statement and returns its result as Arrow record batches. Parameters are bound by name: $customer takes
// params["customer"], and $1 or the first ? takes params["1"]. The caller releases the result; the next statement of
// the session ends it in any case. The context bounds the reading of the result too.
func (s *Session) Query(ctx context.Context, query string, params map[string]any) (*Result, error) {
	var result *Result
	err := s.runBound(ctx, query, params, func(stmt *statement, args []driver.NamedValue) error {
		var err error
		if result, err = startResult(ctx, stmt, args); err != nil {
			return err
		}
		if s.policy != nil {
			result.boundValues()
		}
		s.open.Store(result)
		return nil
	})
	if err != nil {
		return nil, s.failed(classify("query", "", err), query)
	}
	AddUnits(result.columns)
	return result, nil
}

// Exec runs one statement to its end and returns how many rows it changed.
func (s *Session) Exec(ctx context.Context, query string, params map[string]any) (int64, error) {
	var changed int64
	err := s.runBound(ctx, query, params, func(stmt *statement, args []driver.NamedValue) error {
		result, err := stmt.execute(ctx, args, false)
		if err == nil {
			changed = int64(mapping.RowsChanged(result))
			mapping.DestroyResult(result)
		}
		return errors.Join(err, stmt.close())
	})
	return changed, s.failed(classify("query", "", err), query)
}

// runBound is run with the parameters in the order of the statement.
func (s *Session) runBound(ctx context.Context, query string, params map[string]any, fn func(*statement, []driver.NamedValue) error) error {
	return s.run(ctx, query, func(stmt *statement) error {
		args, err := bindByName(stmt.driver, params)
		if err != nil {
			return errors.Join(err, stmt.close())
		}
		return fn(stmt, args)
	})
}

// run prepares the statement, checks whether the session may run it, and calls fn, which closes the statement. A statement that writes
// waits for its turn.
func (s *Session) run(ctx context.Context, query string, fn func(*statement) error) error {
	switch {
	case s.isClosed():
		return &Error{Kind: KindInvalid, Op: "query", Err: ErrClosed}
	case ctx.Err() != nil:
		return ctx.Err()
	}
	s.endResult()
	if err := s.tail.wait(ctx); err != nil {
		return err
	}
	if err := s.restart(ctx); err != nil {
		return err
	}
	v, err := s.hold(ctx, query)
	if err != nil {
		return err
	}
	leave, err := s.enter(ctx)
	if err != nil {
		return err
	}
	return s.conn.Raw(func(driverConn any) error {
		conn, ok := driverConn.(*duckdb.Conn)
		if !ok {
			leave()
			return fmt.Errorf("the driver connection is a %T", driverConn)
		}
		stmt, err := prepareWithin(ctx, conn, query, s.engine.stop, s.tail)
		if err != nil {
			leave()
			return err
		}
		stmt.leave = leave
		stmt.shifts = v.shifts || s.policy == nil
		if err := s.permit(ctx, conn, stmt, query, v); err != nil {
			return errors.Join(err, stmt.close())
		}
		if stmt.kind == duckdb.STATEMENT_TYPE_SELECT || stmt.kind == duckdb.STATEMENT_TYPE_EXPLAIN {
			return fn(stmt)
		}
		leave() // a statement that writes is no read
		if slices.Contains(rowTypes, stmt.kind) {
			defer s.engine.changed()
		} else {
			defer s.engine.reshaped()
		}
		if !slices.Contains(writingTypes, stmt.kind) {
			return fn(stmt)
		}
		release, err := s.engine.lockWriter(ctx)
		if err != nil {
			return errors.Join(err, stmt.close())
		}
		defer release()
		return fn(stmt)
	})
}

// enter keeps a statement apart from commits until leave is called. A session of Read is kept apart as a whole.
func (s *Session) enter(ctx context.Context) (leave func(), err error) {
	if s.policy != nil {
		return func() {}, nil
	}
	return s.engine.commits.read(ctx)
}

// hold asks the policy of the session, if it has one, before DuckDB binds the statement.
func (s *Session) hold(ctx context.Context, query string) (verdict, error) {
	if s.policy == nil {
		return verdict{}, nil
	}
	return s.admit(ctx, query)
}

// permit refuses a prepared statement that the session may not run.
func (s *Session) permit(ctx context.Context, conn *duckdb.Conn, stmt *statement, query string, v verdict) error {
	switch {
	case v.unknown != nil:
		return v.unknown
	case s.policy != nil && (stmt.kind == duckdb.STATEMENT_TYPE_SELECT || stmt.kind == duckdb.STATEMENT_TYPE_EXPLAIN):
		return nil
	case s.readOnly && !reads(ctx, conn, stmt.kind, query):
		return &Error{Kind: KindReadOnly, Op: "query", Code: CodeForbiddenStatement,
			Err: errors.New("the statement writes or changes a setting, and the session is read-only")}
	}
	return nil
}

// writingTypes are the statements that take the right to write for the time they run.
var writingTypes = []duckdb.StmtType{
	duckdb.STATEMENT_TYPE_INSERT, duckdb.STATEMENT_TYPE_UPDATE, duckdb.STATEMENT_TYPE_DELETE, duckdb.STATEMENT_TYPE_CREATE,
	duckdb.STATEMENT_TYPE_ALTER, duckdb.STATEMENT_TYPE_DROP, duckdb.STATEMENT_TYPE_CREATE_FUNC,
}

// rowTypes are the statements that change rows and no name. A COMMIT is none of them: it may be of a CREATE.
var rowTypes = []duckdb.StmtType{duckdb.STATEMENT_TYPE_INSERT, duckdb.STATEMENT_TYPE_UPDATE, duckdb.STATEMENT_TYPE_DELETE}

// reads reports whether a statement can change nothing. EXPLAIN ANALYZE runs what it explains, so that is judged instead.
func reads(ctx context.Context, conn *duckdb.Conn, kind duckdb.StmtType, query string) bool {
	switch kind {
	case duckdb.STATEMENT_TYPE_SELECT:
		return true
	case duckdb.STATEMENT_TYPE_EXPLAIN:
		m := explainPrefix.FindStringIndex(query)
		return m != nil && isSelect(ctx, conn, query[m[1]:])
	default:
		return false
	}
}

func isSelect(ctx context.Context, conn *duckdb.Conn, query string) bool {
	stmt, err := prepareStatement(ctx, conn, query)
	return err == nil && stmt.close() == nil && stmt.kind == duckdb.STATEMENT_TYPE_SELECT
}

// bindByName orders the parameters as the statement numbers them. A parameter without a value, or a value without a parameter, is an
// error: the driver would bind by position instead.
func bindByName(stmt *duckdb.Stmt, params map[string]any) ([]driver.NamedValue, error) {
	args := make([]driver.NamedValue, stmt.NumInput())
	used := map[string]bool{}
	for i := range args {
		name, err := stmt.ParamName(i + 1)
		if err != nil {
			return nil, err
		}
		value, ok := params[name]
		if !ok {
			return nil, &Error{Kind: KindInvalid, Op: "query", Object: "parameter $" + name, Err: errors.New("it has no value"),
				Code: CodeParamMismatch}
		}
		used[name] = true
		args[i] = driver.NamedValue{Name: name, Ordinal: i + 1, Value: unwrapped(value)}
	}
	for name := range params {
		if !used[name] {
			return nil, &Error{Kind: KindInvalid, Op: "query", Object: "parameter $" + name, Err: errors.New("the statement has no such parameter"),
				Code: CodeParamMismatch}
		}
	}
	return args, nil
}
