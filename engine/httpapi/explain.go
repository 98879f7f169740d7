package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
)

func (s *Server) explainRoutes() []route {
	return []route{{method: http.MethodPost, path: "/v1/explain", needs: read, serve: (*call).postExplain,
		summary: "How a statement would be computed, without computing it.",
		doc: operation{options: describedOptions(), body: queryBody(), answers: map[int]answer{200: {
			text:    "The plan: as JSON for format=json or Accept: application/json, else as text",
			content: map[string]schema{"text/plain": {}, "application/json": schemaOf[explained]()}}}}}}
}

// explained is a plan as JSON.
type explained struct {
	Plan json.RawMessage `json:"plan" about:"as DuckDB writes it: a list of operators with their children"`
}

func (c *call) postExplain() error {
	q, rest, err := c.posted()
	if err != nil {
		return err
	}
	if strings.TrimSpace(q.sql) == "" {
		return fault(badRequest, "there is no statement")
	}
	known, err := c.s.settingNames(c.r.Context())
	if err != nil {
		return err
	}
	if err := q.takeSettings(rest, known); err != nil {
		return err
	}
	form := "text"
	switch {
	case q.options.format == "json", q.options.format == "" && c.likesJSON():
		form = "json"
	case q.options.format != "":
		return fault(notAcceptable, "a plan is text or json, not "+string(q.options.format)).hinted("Leave format out for text.")
	}
	plan, err := c.plan(q, form)
	if err != nil {
		return err
	}
	if form == "json" {
		return c.sendJSON(explained{Plan: json.RawMessage(plan)})
	}
	c.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	c.w.Header().Set("X-Content-Type-Options", "nosniff")
	_, err = c.w.Write([]byte(plan))
	return err
}

// plan is the plan of a statement that the caller may run, as "text" or "json".
func (c *call) plan(q request, form string) (string, error) {
	before := "EXPLAIN (FORMAT " + form + ")\n"
	q.sql = before + q.sql
	c.seen.sql, c.seen.tag = q.sql, q.options.tag
	var plan strings.Builder
	err := c.s.execute(c.r.Context(), c.who, q, func(_ context.Context, run *running) error {
		for run.result.Next() {
			batch := run.result.Batch()
			text := batch.Column(int(batch.NumCols()) - 1)
			for row := range text.Len() {
				plan.WriteString(text.ValueStr(row))
				plan.WriteByte('\n')
			}
		}
		return run.result.Err()
	})
	if err == nil {
		return plan.String(), nil
	}
	p := problemOf(err)
	if p.Position != nil { // of the statement that was sent
		p.Position = &position{Offset: p.Position.Offset - len(before), Line: p.Position.Line - 1, Column: p.Position.Column}
	}
	return "", p
}

// likesJSON reports whether the client asks for JSON and not for anything.
func (c *call) likesJSON() bool {
	for entry := range strings.SplitSeq(c.r.Header.Get("Accept"), ",") {
		media, _, _ := strings.Cut(entry, ";")
		if strings.TrimSpace(media) == "application/json" {
			return true
		}
	}
	return false
}
