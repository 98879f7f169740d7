package remote

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"github.com/customer-landscape/landscape/engine"
)

// problem is an error as the server writes it.
type problem struct {
	Title      string          `json:"title"`
	Code       engine.Code     `json:"code"`
	Detail     string          `json:"detail"`
	Hint       string          `json:"hint"`
	Position   *place          `json:"position"`
	Candidates []string        `json:"candidates"`
	Rejected   int64           `json:"rejected"`
	Rejects    []engine.Reject `json:"rejects"`
}

type place struct {
	Offset int `json:"offset"`
	Line   int `json:"line"`
	Column int `json:"column"`
}

// kinds says what a user can do about each code.
var kinds = map[engine.Code]engine.Kind{
	"BAD_REQUEST": engine.KindInvalid, "PARAM_MISMATCH": engine.KindInvalid, "MULTI_STATEMENT": engine.KindInvalid,
	"NOT_ACCEPTABLE": engine.KindInvalid, "UNSUPPORTED_MEDIA": engine.KindInvalid,
	"SQL_SYNTAX": engine.KindQuery, "SQL_BIND": engine.KindQuery, "SQL_TYPE": engine.KindQuery,
	"UNAUTHENTICATED": engine.KindDatabase, "BAD_HOST": engine.KindDatabase, "BAD_ORIGIN": engine.KindDatabase,
	"FORBIDDEN": engine.KindReadOnly, "FORBIDDEN_STATEMENT": engine.KindReadOnly, "FORBIDDEN_FUNCTION": engine.KindReadOnly,
	"FORBIDDEN_TABLE": engine.KindReadOnly,
	"NOT_FOUND":       engine.KindNotFound, "GONE": engine.KindNotFound, "METHOD_NOT_ALLOWED": engine.KindNotFound,
	"CONFLICT": engine.KindBusy, "RATE_LIMITED": engine.KindBusy, "OVERLOADED": engine.KindBusy, "QUEUE_TIMEOUT": engine.KindBusy,
	"SHUTTING_DOWN":    engine.KindBusy,
	"RESULT_TOO_LARGE": engine.KindTooLarge, "SQL_TOO_LARGE": engine.KindTooLarge, "BODY_TOO_LARGE": engine.KindTooLarge,
	"OUT_OF_MEMORY": engine.KindTooLarge, "TEMP_FULL": engine.KindTooLarge,
	"LOAD_REJECTED": engine.KindRejected, "CANCELLED": engine.KindCanceled, "TIMEOUT": engine.KindTimeout, "INTERNAL": engine.KindInternal,
}

// mostProblem bounds what is read of an error.
const mostProblem = 16 << 20

// refused is the error that an answer describes, as the engine would have returned it here.
func (s *Server) refused(response *http.Response) error {
	media, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	body, err := io.ReadAll(io.LimitReader(response.Body, mostProblem))
	var p problem
	if err != nil || media != "application/problem+json" || json.Unmarshal(body, &p) != nil {
		return &engine.Error{Kind: engine.KindDatabase, Op: "connect", Object: s.base.Host, Hint: "Is that a `landscape serve`?",
			Err: fmt.Errorf("it answers %s and no reason", response.Status)}
	}
	return s.explained(p)
}

// explained is a problem as an error of the engine.
func (s *Server) explained(p problem) error {
	text := p.Detail
	if text == "" {
		text = p.Title
	}
	e := &engine.Error{Kind: kinds[p.Code], Hint: p.Hint, Err: errors.New(text), Code: p.Code, Candidates: p.Candidates}
	if p.Position != nil {
		e.Position = &engine.Position{Offset: p.Position.Offset, Line: p.Position.Line, Column: p.Position.Column}
	}
	switch {
	case p.Rejected > 0:
		e.Err = &engine.RejectedError{Rejected: p.Rejected, Rejects: p.Rejects}
	case e.Kind == "":
		e.Kind = engine.KindInternal
	case e.Kind == engine.KindDatabase:
		e.Op, e.Object = "connect", s.base.Host
		if p.Code == "UNAUTHENTICATED" {
			e.Hint = "Give the key as LANDSCAPE_KEY, or with --key."
		}
	}
	return e
}
