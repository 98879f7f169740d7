package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"
)

// code names an error to programs. Each has one status of HTTP.
type code string

// The codes that are the door's own; those of engine.Code pass through.
const (
	badRequest      code = "BAD_REQUEST"
	unauthenticated code = "UNAUTHENTICATED"
	internal        code = "INTERNAL"
)

var statuses = map[code]int{
	badRequest:      http.StatusBadRequest,
	unauthenticated: http.StatusUnauthorized,
	internal:        http.StatusInternalServerError,
}

// problem is an error as RFC 9457 writes it.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Code   code   `json:"code"`
	Detail string `json:"detail,omitempty"`
}

// Error is the detail.
func (p *problem) Error() string { return p.Detail }

// fault is an error of the door itself.
func fault(c code, detail string) error {
	return &problem{Type: "about:blank#" + string(c), Title: string(c), Status: statuses[c], Code: c, Detail: detail}
}

// refuse writes an error in place of an answer.
func (c *call) refuse(err error) {
	var p *problem
	if !errors.As(err, &p) {
		p = &problem{Type: "about:blank#" + string(internal), Title: string(internal), Status: statuses[internal], Code: internal, Detail: err.Error()}
	}
	c.w.Header().Set("Content-Type", "application/problem+json")
	c.w.WriteHeader(p.Status)
	if err := json.NewEncoder(c.w).Encode(p); err != nil {
		c.s.log.Debug("the client went away before it had its error", "error", err)
	}
}
