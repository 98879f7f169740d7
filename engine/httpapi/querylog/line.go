package querylog

import "time"

// Start says what begins. Fields that are empty are left out of the file.
type Start struct {
	// ID of the query.
	ID string `json:"query_id"`
	// Key is the id of who asks; Address where from.
	Key     string `json:"key,omitempty"`
	Address string `json:"address,omitempty"`
	// Route is the pattern of the request's path, such as "POST /v1/query".
	Route string `json:"route,omitempty"`
	// SQL of the statement, or its shape.
	SQL string `json:"sql,omitempty"`
	// Tag is the client's own word for it.
	Tag string `json:"tag,omitempty"`
	// Trace is the id of the trace it belongs to, 32 hexadecimal digits.
	Trace string `json:"trace_id,omitempty"`
}

// End says how it went. Durations are written as milliseconds.
type End struct {
	// ID of the query that ends.
	ID string
	// Status of HTTP; 499 when the client went away.
	Status int
	// Code of the error; empty when all went well.
	Code string
	// Rows that were sent.
	Rows int64
	// Queued is the time it waited for a slot, Total that from its start to its end.
	Queued, Total time.Duration
}

// line is one line of a file. Event is "start" or "end"; the fields of the other are left out.
type line struct {
	Event string    `json:"event"`
	At    time.Time `json:"at"`
	Run   string    `json:"run"` // of the process, new with every Open
	Start
	Status   int     `json:"status,omitempty"`
	Code     string  `json:"code,omitempty"`
	Rows     int64   `json:"rows,omitempty"`
	QueuedMs float64 `json:"queued_ms,omitempty"`
	TotalMs  float64 `json:"total_ms,omitempty"`
}

// The values of line.Event.
const (
	started = "start"
	ended   = "end"
)

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
