package benchmarks

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/customer-landscape/landscape/engine"
)

// doDownload asks a server in the same process for a query in one form, and lets COPY write it: each first into a file of the task and then, timed,
// in turns into nothing.
func doDownload(ctx context.Context, t task) (out outcome, err error) {
	err = withSession(ctx, t, func(e *engine.Engine, s *engine.Session) (err error) {
		address, stop, err := serve(e)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stop()) }()
		counted, err := texts(ctx, s, "select count(*) from ("+t.Queries[0]+")")
		if err != nil {
			return err
		}
		rows, err := strconv.ParseInt(counted[0][0], 10, 64)
		if err != nil {
			return err
		}
		if _, err := askFor(ctx, address, t.Queries[0], t.Format, intoFile(t.Files[0])); err != nil {
			return err
		}
		copyTo := func(file string) error {
			_, err := s.Exec(ctx, fmt.Sprintf("copy (%s) to %s (format %s)", t.Queries[0], literal(file), copyFormats[t.Format]), nil)
			return err
		}
		if err := copyTo(t.Files[1]); err != nil {
			return err
		}
		sent, copied := step{Rows: rows}, step{Rows: rows}
		for range streams {
			started := time.Now()
			if _, err := askFor(ctx, address, t.Queries[0], t.Format, discard); err != nil {
				return err
			}
			sent.Seconds = append(sent.Seconds, time.Since(started).Seconds())
			started = time.Now()
			if err := copyTo(os.DevNull); err != nil {
				return err
			}
			copied.Seconds = append(copied.Seconds, time.Since(started).Seconds())
		}
		out.Steps = []step{sent, copied}
		return nil
	})
	return out, err
}

// intoFile keeps what it reads in a file.
func intoFile(path string) func(io.Reader) (int64, error) {
	return func(r io.Reader) (_ int64, err error) {
		f, err := os.Create(path)
		if err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		_, err = io.Copy(f, r)
		return 0, err
	}
}
