package benchmarks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/customer-landscape/landscape/engine"
)

// doClients serves the database, and lets a process of its own ask it. Its steps are those of that process.
func doClients(ctx context.Context, t task) (out outcome, err error) {
	err = withSession(ctx, t, func(e *engine.Engine, _ *engine.Session) (err error) {
		address, stop, err := serve(e)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stop()) }()
		asked, err := run(ctx, Scale{Threads: t.Threads, MemoryLimit: t.Memory, Child: os.Args[1:]},
			task{Do: "ask", Address: address + t.Address, Clients: t.Clients, Repeat: t.Repeat})
		out.Steps = asked.Steps
		return err
	})
	return out, err
}

// doAsk asks an address as often as the task says, by each number of clients, each of which keeps its connection. Every answer must be the
// first one. A step holds the time of each request and, as Took, of all together.
func doAsk(ctx context.Context, t task) (out outcome, err error) {
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 256}}
	first, err := read(ctx, client, t.Address)
	if err != nil {
		return out, err
	}
	rows := int64(bytes.Count(first, []byte("\n"))) - 1 // under a header
	if rows < 1 {
		return out, fmt.Errorf("%s: an answer without rows: %s", t.Address, first)
	}
	for _, clients := range t.Clients {
		if _, err := together(ctx, client, t.Address, first, clients, clients); err != nil { // connections are opened, the rest warms up
			return out, err
		}
		started := time.Now()
		times, err := together(ctx, client, t.Address, first, clients, t.Repeat)
		if err != nil {
			return out, err
		}
		out.Steps = append(out.Steps, step{Rows: rows, Seconds: times, Took: time.Since(started).Seconds()})
	}
	return out, nil
}

// together sends so many requests by so many clients at once and returns how long each took.
func together(ctx context.Context, client *http.Client, address string, want []byte, clients, requests int) ([]float64, error) {
	times, faults := make([]float64, requests), make([]error, clients)
	var next atomic.Int64
	var group sync.WaitGroup
	for c := range clients {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(requests); i = next.Add(1) - 1 {
				started := time.Now()
				got, err := read(ctx, client, address)
				times[i] = time.Since(started).Seconds()
				if err == nil && !bytes.Equal(got, want) {
					err = fmt.Errorf("%s: an answer differs from the first: %s", address, got)
				}
				if err != nil {
					faults[c] = err
					return
				}
			}
		})
	}
	group.Wait()
	return times, errors.Join(faults...)
}

// read asks an address and reads the whole answer.
func read(ctx context.Context, client *http.Client, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", answer.Status, body)
	}
	return body, err
}
