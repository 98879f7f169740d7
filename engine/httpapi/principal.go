package httpapi

import "time"

// principal is who asks: one key, or the local user where nobody needs one.
type principal struct {
	key     string // the id of the key; "local" where none is needed
	name    string // what the key was given for; for logs
	right   right
	tables  []string // the tables and views it may read; nil for all
	limits  Limits
	address string // where it asks from; for logs
	trace   string // the id of the trace it asks within, 32 hexadecimal digits; empty without one
	route   string // what it asks for, as "POST /v1/query"; for logs
}

// localKey is the id of whoever asks a server without keys.
const localKey = "local"

// Limits says how much one caller may ask for. A zero field leaves the server's own limit in force.
type Limits struct {
	// Rows is the most rows of one answer.
	Rows int64
	// Bytes is the most bytes of one answer, before compression.
	Bytes int64
	// Timeout is the longest one statement may run, without its time in the queue.
	Timeout time.Duration
	// Concurrent is how many requests of the caller are answered at once; more of them get RATE_LIMITED.
	Concurrent int
	// PerMinute is how many requests the caller may make in a minute; more of them get RATE_LIMITED.
	PerMinute int
}
