package door

import (
	"context"

	"github.com/customer-landscape/landscape/engine"
)

// File is a database whose file is open in this process, with all that the engine offers.
type File struct{ *engine.Engine }

// Session opens a session of the engine.
func (f File) Session(ctx context.Context, readOnly bool) (Session, error) {
	open := f.Engine.Session
	if readOnly {
		open = f.ReadOnlySession
	}
	session, err := open(ctx)
	if err != nil {
		return nil, err
	}
	return Local(session), nil
}

// Local is a session of the engine at this door.
func Local(session *engine.Session) Session { return fileSession{session} }

// fileSession is a session of the engine whose results are a Result.
type fileSession struct{ *engine.Session }

// Query runs a statement of the session.
func (s fileSession) Query(ctx context.Context, query string, params map[string]any) (Result, error) {
	result, err := s.Session.Query(ctx, query, params)
	if err != nil {
		return nil, err
	}
	return result, nil
}
