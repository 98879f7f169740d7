package repl

import (
	"time"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
)

// askEvery is how often the database is asked how far it is.
const askEvery = 100 * time.Millisecond

// watch shows how far the running statement is, from its first half second on, until the progress is stopped.
func (s *shell) watch() *progress {
	if !s.interactive || s.opts.NoProgress || !s.term.isTerminal {
		return nil
	}
	line := render.NewProgress(s.err, !s.term.ASCII || s.term.Color, s.term.Style)
	line.Report("running", 0, 0, "")
	done, ended := make(chan struct{}), make(chan struct{})
	asked, ok := s.session.(watched)
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(askEvery):
				if !ok {
					continue // the line tells the time alone
				}
				if rows, total, known := asked.Progress(); known {
					line.Report("running", rows, total, "rows")
				}
			}
		}
	}()
	return &progress{end: func() {
		close(done)
		<-ended
		line.Stop()
	}}
}
