package engine

import (
	"context"
	"time"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// watchEvery is how often a long statement is asked how far it has come.
const watchEvery = 200 * time.Millisecond

// watched runs one long statement over the files and reports how far it has come. Events come one at a time, from a goroutine of its
// own that ends before watched returns.
func (l *loader) watched(ctx context.Context, phase string, run func() error) error {
	report, total := l.x.opts.Progress, l.x.bytes()
	if report == nil || total == 0 {
		return run()
	}
	var handle mapping.Connection
	err := l.conn.Raw(func(raw any) (err error) {
		handle, err = hidden[mapping.Connection](raw.(*duckdb.Conn), "conn")
		return err
	})
	if err != nil {
		return err
	}
	for _, setting := range []string{"set enable_progress_bar_print = false", "set enable_progress_bar = true"} {
		if _, err := l.e.exec(ctx, l.conn, setting); err != nil {
			return err
		}
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				progress := mapping.QueryProgress(handle)
				if percent, _, _ := mapping.QueryProgressTypeMembers(&progress); percent > 0 {
					report(ProgressEvent{Phase: phase, Done: int64(percent / 100 * float64(total)), Total: total, Unit: "bytes"})
				}
			}
		}
	}()
	err = run()
	close(stop)
	<-stopped
	return err
}
