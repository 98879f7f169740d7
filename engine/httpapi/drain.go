package httpapi

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// farewell is how long a request that was interrupted may take to say so to its client.
const farewell = 5 * time.Second

// Drain refuses new work with SHUTTING_DOWN, waits until what runs is done, and interrupts what is still running when ctx ends. Then its
// error says how many requests that were. Health, readiness, metrics and version go on being answered. A second call waits too.
func (s *Server) Drain(ctx context.Context) error {
	s.inflight.close()
	waited := errors.Join(s.gate.Close(ctx), s.inflight.wait(ctx))
	if waited == nil {
		return nil
	}
	left := s.inflight.count()
	s.end(errDrained)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	if err := errors.Join(s.gate.Close(last), s.inflight.wait(last)); err != nil {
		return fmt.Errorf("requests that do not end: %d: %w", s.inflight.count(), err)
	}
	return fmt.Errorf("requests that were interrupted: %d", left)
}

// Close interrupts what runs, without waiting for it to end by itself, and gives back what the server holds; the spool is emptied. The
// engine stays open. It is safe to call twice.
func (s *Server) Close() error {
	s.end(errDrained)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := s.Drain(ctx)
	if s.inflight.count() == 0 {
		err = nil
	}
	s.statements.close()
	s.background.Wait()
	s.lift()
	return errors.Join(err, s.spool.Close())
}

// bound ends a context with the server, and says so as its cause.
func (s *Server) bound(ctx context.Context) (bound context.Context, release func()) {
	bound, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(s.life, func() { cancel(context.Cause(s.life)) })
	return bound, func() {
		stop()
		cancel(nil)
	}
}
