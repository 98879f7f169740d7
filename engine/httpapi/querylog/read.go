package querylog

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"
)

// The states of a query.
const (
	Running = "running" // started by this process and not ended
	Done    = "done"
	Failed  = "failed"
	Lost    = "lost" // started by a process that ended before it
)

// Query is a start and its end.
type Query struct {
	Start
	// StartedAt is zero when the start lies in a file that is gone; EndedAt is zero while the query runs and when it was lost.
	StartedAt, EndedAt time.Time
	// State is one of the states above.
	State string
	// End is that of the line; zero without one.
	End End
}

// Filter selects queries. A zero field selects all.
type Filter struct {
	// Since and Until bound the start: Since <= start < Until.
	Since, Until time.Time
	// ID, Key, Code, State and Tag must be equal.
	ID, Key, Code, State, Tag string
	// Contains must be in the SQL, whatever the case.
	Contains string
	// MinTotal is the least duration.
	MinTotal time.Duration
	// Limit is the most queries, the newest. Defaults to 1000.
	Limit int
}

// Read returns the queries that a filter selects, in the order in which they ended; those without an end come last. A line that a
// crash cut in half is left out.
func (l *Log) Read(f Filter) ([]Query, error) {
	f.Limit = cmp.Or(f.Limit, 1000)
	numbers, err := l.numbers()
	if err != nil {
		return nil, err
	}
	var found []Query
	keep := func(q Query) {
		if !f.selects(q) {
			return
		}
		if len(found) >= 2*f.Limit {
			found = append(found[:0], found[len(found)-f.Limit:]...)
		}
		found = append(found, q)
	}
	open, order := map[[2]string]Query{}, [][2]string{}
	for _, n := range numbers {
		err := lines(l.name(n), func(x line) {
			id := [2]string{x.Run, x.ID}
			if x.Event == started {
				q := Query{Start: x.Start, StartedAt: x.At, State: Lost}
				if x.Run == l.run {
					q.State = Running
				}
				open[id], order = q, append(order, id)
				return
			}
			q := open[id]
			delete(open, id)
			keep(q.ended(x))
		})
		if err != nil {
			return nil, err
		}
	}
	for _, id := range order {
		if q, ok := open[id]; ok {
			delete(open, id)
			keep(q)
		}
	}
	return found[max(0, len(found)-f.Limit):], nil
}

func (q Query) ended(x line) Query {
	q.ID, q.EndedAt, q.State = x.ID, x.At, Done
	if x.Code != "" {
		q.State = Failed
	}
	q.End = End{ID: x.ID, Status: x.Status, Code: x.Code, Rows: x.Rows, Queued: duration(x.QueuedMs),
		Total: duration(x.TotalMs)}
	return q
}

func duration(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }

func (f Filter) selects(q Query) bool {
	equal := func(want, got string) bool { return want == "" || want == got }
	return equal(f.ID, q.ID) && equal(f.Key, q.Key) && equal(f.Code, q.End.Code) && equal(f.State, q.State) && equal(f.Tag, q.Tag) &&
		(f.Since.IsZero() || !q.StartedAt.Before(f.Since)) && (f.Until.IsZero() || q.StartedAt.Before(f.Until)) &&
		q.End.Total >= f.MinTotal && strings.Contains(strings.ToLower(q.SQL), strings.ToLower(f.Contains))
}

// lines calls fn with each whole line of a file. A file that was removed meanwhile has none.
func lines(name string, fn func(line)) error {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	reader := bufio.NewReaderSize(file, 1<<16)
	for {
		text, err := reader.ReadBytes('\n')
		if err != nil {
			return nil // the end, with or without half a line before it
		}
		var x line
		if json.Unmarshal(text, &x) == nil && (x.Event == started || x.Event == ended) {
			fn(x)
		}
	}
}
