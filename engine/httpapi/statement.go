package httpapi

import (
	"context"
	"sync"
	"time"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/httpapi/spool"
)

// The states of a statement.
const (
	stateQueued    = "queued"
	stateRunning   = "running"
	stateDone      = "done"
	stateFailed    = "failed"
	stateCancelled = "cancelled"
)

// statement is one asynchronous query from its admission until its result has gone.
type statement struct {
	id      string
	owner   string // the key that asked
	tag     string
	again   string // the Idempotency-Key it came with; empty when there was none
	digest  string // of the whole request, to tell a repetition from another request under the same Idempotency-Key
	created time.Time
	cancel  context.CancelCauseFunc
	folder  *spool.Folder
	done    chan struct{} // closed at the end of the run

	mu        sync.Mutex // guards what follows
	state     string
	started   time.Time
	ended     time.Time
	expires   time.Time // zero while it runs
	queued    time.Duration
	session   *engine.Session // while it runs
	columns   []engine.Column
	starts    []int64 // for each batch of the result the number of rows before it
	rows      int64
	truncated bool
	fault     *problem
}

// began notes that the statement has its slot and runs.
func (st *statement) began(run *running) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.state, st.started, st.queued, st.session = stateRunning, time.Now(), run.queued, run.session
}

// shaped notes what the result is made of, which is known when its first rows are.
func (st *statement) shaped(columns []engine.Column) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.columns = columns
}

// took notes a batch that lies in the spool.
func (st *statement) took(rows int64) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.starts = append(st.starts, st.rows)
	st.rows += rows
}

// cut notes whether rows beyond a limit were left out.
func (st *statement) cut(truncated bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.truncated = truncated
}

// finish notes the end of the run.
func (st *statement) finish(err error, keep time.Duration) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.session = nil
	st.ended = time.Now()
	st.expires = st.ended.Add(keep)
	switch {
	case err == nil:
		st.state = stateDone
	case codeOf(err) == cancelled:
		st.state, st.fault = stateCancelled, problemOf(err)
	default:
		st.state, st.fault = stateFailed, problemOf(err)
	}
	close(st.done)
}

// over tells whether the run has ended.
func (st *statement) over() bool {
	select {
	case <-st.done:
		return true
	default:
		return false
	}
}

// statementInfo is what the API says of a statement.
type statementInfo struct {
	ID        string            `json:"id"`
	State     string            `json:"state" enum:"queued,running,done,failed,cancelled"`
	Tag       string            `json:"tag,omitempty"`
	CreatedAt time.Time         `json:"created_at"`
	StartedAt *time.Time        `json:"started_at,omitempty" about:"when the result began to come"`
	EndedAt   *time.Time        `json:"ended_at,omitempty"`
	ExpiresAt *time.Time        `json:"expires_at,omitempty" about:"when the result goes"`
	QueuedMS  int64             `json:"queued_ms" about:"how long it waited for a slot"`
	ElapsedMS int64             `json:"elapsed_ms" about:"since it was sent, up to its end"`
	Progress  *float64          `json:"progress,omitempty" about:"percent of the work, where the engine can tell"`
	Rows      int64             `json:"rows" about:"rows of the result so far"`
	Bytes     int64             `json:"bytes" about:"bytes of the kept result so far"`
	Truncated bool              `json:"truncated" about:"whether rows beyond a limit were left out"`
	Columns   []statementColumn `json:"columns,omitempty"`
	Error     *problem          `json:"error,omitempty"`
	Links     statementLinks    `json:"links"`
}

type statementColumn struct {
	Name string `json:"name"`
	Type string `json:"type" about:"DuckDB's type"`
}

type statementLinks struct {
	Self   string `json:"self"`
	Result string `json:"result,omitempty" about:"the first page, once there is a result"`
}

// info says how the statement stands.
func (st *statement) info() statementInfo {
	st.mu.Lock()
	defer st.mu.Unlock()
	until := st.ended
	if until.IsZero() {
		until = time.Now()
	}
	i := statementInfo{ID: st.id, State: st.state, Tag: st.tag, CreatedAt: st.created, StartedAt: given(st.started), EndedAt: given(st.ended),
		ExpiresAt: given(st.expires), QueuedMS: st.queued.Milliseconds(), ElapsedMS: until.Sub(st.created).Milliseconds(), Rows: st.rows,
		Bytes: st.folder.Bytes(), Truncated: st.truncated, Error: st.fault, Links: statementLinks{Self: "/v1/statements/" + st.id}}
	for _, c := range st.columns {
		i.Columns = append(i.Columns, statementColumn{Name: c.Name, Type: c.Type})
	}
	switch {
	case st.state == stateDone:
		i.Progress, i.Links.Result = new(100.0), i.Links.Self+"/result"
	case st.session != nil:
		if done, total, known := st.session.Progress(); known && total > 0 {
			i.Progress = new(100 * float64(done) / float64(total))
		}
	}
	return i
}

func given(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
