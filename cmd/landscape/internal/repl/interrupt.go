package repl

import (
	"context"
	"sync"
	"time"
)

// stillBusy is the time after a first Ctrl-C from which a second one is answered.
const stillBusy = 2 * time.Second

// guarded runs fn with a context that Ctrl-C ends. Ctrl-C never ends the shell.
func (s *shell) guarded(ctx context.Context, fn func(ctx context.Context) error) error {
	if s.signals == nil {
		return fn(ctx)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	select {
	case <-s.signals: // pressed while nothing ran
	default:
	}
	done := make(chan struct{})
	var watcher sync.WaitGroup
	watcher.Go(func() { s.watchSignals(done, cancel) })
	err := fn(ctx)
	close(done)
	watcher.Wait()
	return err
}

func (s *shell) watchSignals(done <-chan struct{}, cancel context.CancelFunc) {
	var first time.Time
	for {
		select {
		case <-done:
			return
		case <-s.signals:
		}
		switch {
		case first.IsZero():
			first = time.Now()
			s.progress.stop()
			s.note("cancelling%s", s.term.Ellipsis())
			cancel()
		case time.Since(first) > stillBusy:
			s.note("the engine is still busy; it is interrupted again and again")
		}
	}
}

// progress is the line that shows how far the running statement is; nil shows none.
type progress struct {
	once sync.Once
	end  func()
}

// stop clears the line. It may be called several times, by several goroutines, and on nil.
func (p *progress) stop() {
	if p != nil {
		p.once.Do(p.end)
	}
}
