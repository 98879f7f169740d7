package engine

// ProgressEvent says how far a long piece of work has come.
type ProgressEvent struct {
	Phase string // what is being done: "read", "load", "check", "overlap", "refresh", "keep"
	Done  int64  // in Unit
	Total int64  // in Unit; 0 = not known
	Unit  string // "bytes", "lines", "months" or "steps"
}

// Progress receives events one at a time, sometimes from another goroutine than the caller's; it returns soon.
type Progress func(ProgressEvent)
