package engine

import (
	"context"
	"errors"
	"strings"
)

// ReadOptions says how a session of Read differs from the database's own settings.
type ReadOptions struct {
	// Settings hold for the session, as those of Session.Set, in this order.
	Settings []Setting
	// TimeZone is an IANA name. Defaults to UTC.
	TimeZone string
	// Policy is what the session may ask for.
	Policy Policy
}

// Read opens a session for one request: a connection of its own, a read-only transaction that sees one state of the ledger, settings
// and a zone of its own. A statement is held against the policy before anything of it runs. Close rolls back, and nothing of the
// session reaches another. A setting, a value or a zone that is none is an error of KindInvalid.
func (e *Engine) Read(ctx context.Context, opts ReadOptions) (*Session, error) {
	leave, err := e.commits.read(ctx)
	if err != nil {
		return nil, classify("open session", "", err)
	}
	s, err := e.session(ctx, true, &tail{})
	if err != nil {
		leave()
		return nil, err
	}
	if s.leave.Store(&leave); s.isClosed() { // the engine has closed it already
		leave()
	}
	s.policy = &opts.Policy
	if err := s.begin(ctx, opts); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// begin gives the session its zone and settings, and begins its transaction. Errors come in JSON from then on.
func (s *Session) begin(ctx context.Context, opts ReadOptions) error {
	if opts.TimeZone != "" {
		if _, err := s.engine.exec(ctx, s.conn, "SET TimeZone = "+quoteText(opts.TimeZone)); err != nil {
			if KindOf(classify("", "", err)) != KindQuery {
				return classify("open session", "", err)
			}
			return &Error{Kind: KindInvalid, Op: "open session", Object: "time zone " + opts.TimeZone, Err: errors.New("there is no such zone"),
				Hint: "Give the name of a zone such as Europe/Berlin."}
		}
	}
	assignments, err := s.settle(ctx, opts.Settings)
	if err != nil {
		return err
	}
	_, err = s.engine.exec(ctx, s.conn, strings.Join(append(assignments, "SET errors_as_json = true", beginReading), ";\n"))
	return classify("open session", "", err)
}

const beginReading = "BEGIN TRANSACTION READ ONLY"

// settle sets the settings one by one, as their values are checked against each other, and remembers the assignments that come of it:
// the next session with the same settings over the same data returns them without setting anything.
func (s *Session) settle(ctx context.Context, settings []Setting) (assignments []string, err error) {
	if len(settings) == 0 {
		return nil, nil
	}
	changes := s.engine.changes.Load()
	key := settingsKey(settings)
	if known, ok := s.engine.settled.get(changes, key); ok {
		return known, nil
	}
	for _, setting := range settings {
		assignment, err := s.set(ctx, setting.Name, setting.Value)
		if err != nil {
			return nil, err
		}
		assignments = append(assignments, assignment)
	}
	s.engine.settled.put(changes, key, assignments)
	return nil, nil
}

// failed gives an error its line and column. A statement that failed while it ran has spoilt its transaction, so a session of Read begins
// the next one.
func (s *Session) failed(err error, query string) error {
	if err == nil || s.policy == nil {
		return err
	}
	s.spoilt.Store(true)
	return placed(err, query)
}

// restart begins a new transaction after a failed statement. Only sessions of Read have one of their own.
func (s *Session) restart(ctx context.Context) error {
	if s.policy == nil || !s.spoilt.Load() {
		return nil
	}
	if _, err := s.engine.exec(ctx, s.conn, "ROLLBACK;\n"+beginReading); err != nil {
		return err
	}
	s.spoilt.Store(false)
	return nil
}
