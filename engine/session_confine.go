package engine

import "context"

// Confine keeps every session of the engine from files, other databases, extensions and the network in SQL, for as long as the engine
// is open. Loads and Compact, which reach files through SQL, fail from then on.
func (s *Session) Confine(ctx context.Context) error {
	if s.isClosed() {
		return &Error{Kind: KindInvalid, Op: "confine", Err: ErrClosed}
	}
	s.endResult()
	_, err := s.engine.exec(ctx, s.conn, "SET enable_external_access = false")
	return classify("confine", "", err)
}
