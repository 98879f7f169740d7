package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/customer-landscape/landscape/engine"
)

// problem is an error as RFC 9457 writes it.
type problem struct {
	Type       string    `json:"type"`
	Title      string    `json:"title"`
	Status     int       `json:"status"`
	Code       code      `json:"code"`
	SQLState   string    `json:"sqlstate,omitempty"`
	Detail     string    `json:"detail,omitempty"`
	Position   *position `json:"position,omitempty"`
	Hint       string    `json:"hint,omitempty"`
	Candidates []string  `json:"candidates,omitempty"`
	QueryID    string    `json:"query_id,omitempty"`
	Retryable  bool      `json:"retryable"`

	Rejected int64           `json:"rejected,omitempty"` // rows of a load that cannot be read
	Rejects  []engine.Reject `json:"rejects,omitempty"`  // the first of them

	cause error
	after time.Duration // of the header Retry-After; 0 sends none
}

// position is a place in the SQL of a request: offset in bytes from 0, line and column from 1.
type position struct {
	Offset int `json:"offset"`
	Line   int `json:"line"`
	Column int `json:"column"`
}

// Error is the detail.
func (p *problem) Error() string { return p.Detail }

// Unwrap is the error of the engine behind the problem; nil when the door found it itself.
func (p *problem) Unwrap() error { return p.cause }

// hinted adds the way out, a full sentence.
func (p *problem) hinted(hint string) *problem {
	p.Hint = hint
	return p
}

// fault is an error of the door itself.
func fault(c code, detail string) *problem {
	m, known := codes[c]
	if !known {
		m = codes[internal]
	}
	return &problem{Type: problemType + string(c), Title: m.title, Status: m.status, Code: c, SQLState: m.sqlstate, Detail: detail,
		Retryable: m.retryable, after: m.after}
}

// problemType begins the type of every problem; the code follows.
const problemType = "urn:landscape:problem#"

// problemOf says any error as a problem: its own, or one of the engine by what the engine says about it.
func problemOf(err error) *problem {
	var own *problem
	if errors.As(err, &own) {
		return own
	}
	p := fault(codeOf(err), err.Error())
	p.cause = err
	p.SQLState = engine.SQLStateOf(err)
	p.Hint = engine.HintOf(err)
	p.Candidates = engine.CandidatesOf(err)
	if at := engine.PositionOf(err); at != nil {
		p.Position = &position{Offset: at.Offset, Line: at.Line, Column: at.Column}
	}
	return p
}

// bodyFault says why a body could not be read.
func bodyFault(err error) error {
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		return fault(bodyTooLarge, fmt.Sprintf("the body has more than %d bytes", long.Limit))
	}
	return fault(badRequest, "the body broke off: "+err.Error())
}

// refuse writes an error in place of an answer. Behind the head of an answer it is noted for the logs alone.
func (c *call) refuse(err error) {
	p := *problemOf(err)
	p.QueryID = c.id
	c.seen.code = p.Code
	if c.begun {
		return
	}
	h := c.w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if p.Status == http.StatusUnauthorized {
		h.Add("WWW-Authenticate", `Bearer realm="landscape"`)
		h.Add("WWW-Authenticate", `Basic realm="landscape", charset="UTF-8"`)
	}
	if p.after > 0 {
		h.Set("Retry-After", strconv.Itoa(int(p.after/time.Second)))
	}
	c.w.WriteHeader(p.Status)
	if err := json.NewEncoder(c.w).Encode(p); err != nil {
		c.s.log.Debug("the client went away before it had its error", "error", err)
	}
}
