package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/engine"
)

// session is what this side keeps between requests: the settings and the zone, which go along with every statement.
type session struct {
	server   *Server
	settings []engine.Setting
	zone     string // empty for the server's
}

// patience is the timeout that a statement asks for: a person who waits ends it with Ctrl-C. The server takes its own where that is
// shorter.
const patience = 24 * time.Hour

// Query runs a statement and returns its result as it comes. A result that the server would cut is an error.
func (s *session) Query(ctx context.Context, query string, params map[string]any) (door.Result, error) {
	id := queryID()
	body, err := json.Marshal(s.statement(ctx, query, params, id))
	if err != nil {
		return nil, err
	}
	response, err := s.server.send(ctx, request{method: http.MethodPost, path: "v1/query", body: bytes.NewReader(body),
		header: map[string]string{"Content-Type": "application/json", "TE": "trailers"}})
	if err != nil {
		if ctx.Err() != nil {
			s.server.cancel(id)
		}
		return nil, err
	}
	return newResult(ctx, s.server, id, response)
}

// statement is the body of a request.
func (s *session) statement(ctx context.Context, query string, params map[string]any, id string) map[string]any {
	wait := patience
	if end, bound := ctx.Deadline(); bound {
		wait = max(time.Millisecond, min(wait, time.Until(end)))
	}
	body := map[string]any{"sql": query, "format": "arrow", "on_overflow": "error", "query_id": id, "timeout_ms": wait.Milliseconds()}
	if len(params) > 0 {
		values := map[string]any{}
		for name, value := range params {
			values[name] = valueOf(value)
		}
		body["params"] = values
	}
	if len(s.settings) > 0 {
		settings := map[string]string{}
		for _, set := range s.settings {
			settings[set.Name] = set.Value
		}
		body["settings"] = settings
	}
	if s.zone != "" {
		body["tz"] = s.zone
	}
	return body
}

// valueOf is a parameter with its type, since the statement may leave the type open.
func valueOf(value any) any {
	typed := func(typ, text string) any { return map[string]string{"type": typ, "value": text} }
	switch v := value.(type) {
	case engine.Value:
		return typed(v.Type, v.Text)
	case string:
		return typed("text", v)
	case int:
		return typed("int", strconv.Itoa(v))
	case int64:
		return typed("int", strconv.FormatInt(v, 10))
	case float64:
		return typed("double", strconv.FormatFloat(v, 'g', -1, 64))
	case time.Time:
		return typed("timestamp", v.UTC().Format(time.RFC3339Nano))
	default:
		return v // nil and bool are JSON's own
	}
}

// Exec runs a statement to its end. The server refuses every one that changes something.
func (s *session) Exec(ctx context.Context, query string, params map[string]any) (int64, error) {
	result, err := s.Query(ctx, query, params)
	if err != nil {
		return 0, err
	}
	defer result.Release()
	for result.Next() {
	}
	return 0, result.Err()
}

// Set lets the server judge a setting, and keeps it for the statements that follow.
func (s *session) Set(ctx context.Context, name, value string) error {
	others := slices.DeleteFunc(slices.Clone(s.settings), func(set engine.Setting) bool { return set.Name == name })
	trial := &session{server: s.server, zone: s.zone, settings: append(slices.Clone(others), engine.Setting{Name: name, Value: value})}
	if _, err := trial.Exec(ctx, "select 1", nil); err != nil {
		return err
	}
	if s.settings = trial.settings; value == "default" {
		s.settings = others
	}
	return nil
}

// SetTimeZone gives times a zone for this session.
func (s *session) SetTimeZone(ctx context.Context, zone string) error {
	trial := &session{server: s.server, zone: zone}
	if _, err := trial.Exec(ctx, "select 1", nil); err != nil {
		return err
	}
	s.zone = zone
	return nil
}

// Close does nothing: the server keeps nothing of a session.
func (s *session) Close() error { return nil }

// cancelWithin is how long a cancel may take.
const cancelWithin = 3 * time.Second

// cancel ends a query of the server. The connection that broke off tells it too, where nothing between holds that back.
func (s *Server) cancel(id string) {
	ctx, end := context.WithTimeout(context.Background(), cancelWithin)
	defer end()
	response, err := s.send(ctx, request{method: http.MethodDelete, path: "v1/queries/" + id})
	if err == nil {
		_ = response.Body.Close() // there is nothing in it
	}
}

// queryID names a query, so that it can be cancelled.
func queryID() string { return fmt.Sprintf("cli-%s", random()) }
