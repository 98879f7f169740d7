package benchmarks

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/apache/arrow-go/v18/arrow/ipc"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/httpapi"
)

// requests is how often a short query is asked, and streams how often the long one is read.
const (
	requests = 200
	streams  = 3
)

// doServe serves the database on the loopback and asks it from the same process: first the short query again and again, then the long one in
// turns as an Arrow stream that is decoded and within the process. Those are the three steps. The first reading of the long one, which fetches
// the file, is not timed.
func doServe(ctx context.Context, t task) (out outcome, err error) {
	err = withSession(ctx, t, func(e *engine.Engine, s *engine.Session) (err error) {
		address, stop, err := serve(e)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stop()) }()
		var short step
		for i := range requests + 10 {
			started := time.Now()
			if short.Rows, err = askFor(ctx, address, t.Queries[0], "json", discard); err != nil {
				return err
			}
			if i >= 10 { // the first ones warm up
				short.Seconds = append(short.Seconds, time.Since(started).Seconds())
			}
		}
		var streamed, within step
		if within.Rows, err = drain(ctx, s, t.Queries[1]); err != nil { // both sides find the blocks in memory
			return err
		}
		for range streams {
			started := time.Now()
			if streamed.Rows, err = askFor(ctx, address, t.Queries[1], "arrow", decode); err != nil {
				return err
			}
			streamed.Seconds = append(streamed.Seconds, time.Since(started).Seconds())
			started = time.Now()
			if within.Rows, err = drain(ctx, s, t.Queries[1]); err != nil {
				return err
			}
			within.Seconds = append(within.Seconds, time.Since(started).Seconds())
		}
		out.Steps = []step{short, streamed, within}
		return nil
	})
	return out, err
}

// serve starts a server of the engine and gives its address.
func serve(e *engine.Engine) (address string, stop func() error, err error) {
	api, err := httpapi.New(httpapi.Options{Engine: e})
	if err != nil {
		return "", nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, errors.Join(err, api.Close())
	}
	server := &http.Server{Handler: api, ReadHeaderTimeout: time.Minute}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	return "http://" + listener.Addr().String(), func() error {
		err := errors.Join(server.Close(), api.Close())
		if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}, nil
}

// uncompressed asks for the bytes as they are, since Go's default is to ask for gzip, which takes longer than the answer. It reads as much at a
// time as clients of large answers do.
var uncompressed = http.Client{Transport: &http.Transport{DisableCompression: true, ReadBufferSize: 128 << 10}}

// askFor sends a query and reads its answer to the end.
func askFor(ctx context.Context, address, query, format string, read func(io.Reader) (int64, error)) (int64, error) {
	values := url.Values{"q": {query}, "format": {format}, "timeout_ms": {"600000"}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/v1/query?"+values.Encode(), nil)
	if err != nil {
		return 0, err
	}
	answer, err := uncompressed.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(answer.Body, 1<<10)) // for the message alone
		return 0, fmt.Errorf("%s: %s", answer.Status, text)
	}
	rows, err := read(answer.Body)
	if err == nil {
		_, err = io.Copy(io.Discard, answer.Body)
	}
	return rows, err
}

// discard reads to the end without looking.
func discard(r io.Reader) (int64, error) {
	_, err := io.Copy(io.Discard, r)
	return 0, err
}

// decode reads an Arrow stream and counts its rows.
func decode(r io.Reader) (rows int64, err error) {
	stream, err := ipc.NewReader(r)
	if err != nil {
		return 0, err
	}
	defer stream.Release()
	for stream.Next() {
		rows += stream.RecordBatch().NumRows()
	}
	return rows, stream.Err()
}
