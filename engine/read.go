package engine

import (
	"context"
	"errors"
)

// Policy says what a session of Read may ask for.
type Policy struct {
	// Tables are the tables, views and table macros that may be named, without regard to case. What a view is made of need not be
	// named. Nil means every public object.
	Tables []string
	// MaxSQLBytes is the longest statement. Defaults to 1 MiB.
	MaxSQLBytes int
	// MaxDepth is how deep expressions and queries may nest. Defaults to 200.
	MaxDepth int
}

// ReadOptions says how a session of Read differs from the database's own settings.
type ReadOptions struct {
	// Settings hold for the session, as those of Session.Set.
	Settings []Setting
	// TimeZone is an IANA name. Defaults to UTC.
	TimeZone string
	Policy   Policy
}

// Read opens a session for one request: a connection of its own, a read-only transaction that sees one state of the ledger, settings
// and a zone of its own. A statement is held against the policy before anything of it runs. Close rolls back, and nothing of the
// session reaches another. A setting, a value or a zone that is none is an error of KindInvalid.
func (e *Engine) Read(ctx context.Context, opts ReadOptions) (*Session, error) {
	s, err := e.session(ctx, true)
	if err != nil {
		return nil, err
	}
	if err := s.confineTo(ctx, opts); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Session) confineTo(ctx context.Context, opts ReadOptions) error {
	if opts.TimeZone != "" {
		if _, err := s.engine.exec(ctx, s.conn, "SET TimeZone = "+quoteText(opts.TimeZone)); err != nil {
			return &Error{Kind: KindInvalid, Op: "open session", Object: "time zone " + opts.TimeZone, Err: errors.New("there is no such zone"),
				Hint: "Give the name of a zone such as Europe/Berlin."}
		}
	}
	for _, setting := range opts.Settings {
		if err := s.Set(ctx, setting.Name, setting.Value); err != nil {
			return err
		}
	}
	_, err := s.engine.exec(ctx, s.conn, "BEGIN TRANSACTION READ ONLY")
	return classify("open session", "", err)
}
