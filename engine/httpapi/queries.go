package httpapi

import (
	"net/http"
	"time"
)

// queryInfo is how a query stands, as JSON.
type queryInfo struct {
	ID        string    `json:"query_id"`
	State     string    `json:"state" enum:"queued,running,done,failed,cancelled"`
	Key       string    `json:"key" about:"the id of the key that asked"`
	SQL       string    `json:"sql"`
	Tag       string    `json:"tag,omitempty"`
	Started   time.Time `json:"started"`
	QueuedMs  int64     `json:"queued_ms" about:"how long it waited for a slot"`
	ElapsedMs int64     `json:"elapsed_ms" about:"since it came, its wait included"`
	Rows      int64     `json:"rows" about:"that were passed on"`
	Code      code      `json:"code,omitempty" about:"of the error that ended it"`
}

// queryList is the answer of GET /v1/queries.
type queryList struct {
	Queries []queryInfo `json:"queries" about:"those that live first, then those that have ended, the latest first"`
}

func (s *Server) queriesRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/v1/queries", needs: read, serve: (*call).listQueries, doc: operation{answers: answered[queryList]("The queries")},
			summary: "The queries that wait or run, and the last that have ended: one's own, and all for an administrator."},
		{method: http.MethodDelete, path: "/v1/queries/{id}", needs: read, summary: "Cancel a query that waits or runs.",
			serve: (*call).cancelQuery, doc: operation{options: []option{{name: "id", in: "path", text: "the id of the query, as X-Query-Id has it"}},
				answers: map[int]answer{http.StatusNoContent: {text: "It is cancelled"}}}},
	}
}

func (c *call) listQueries() error {
	all := queryList{Queries: []queryInfo{}}
	for _, q := range c.s.live.list() {
		if c.mayTouch(q) {
			all.Queries = append(all.Queries, q.info())
		}
	}
	return c.sendJSON(all)
}

func (c *call) cancelQuery() error {
	q := c.s.live.find(c.r.PathValue("id"))
	if q == nil || !c.mayTouch(q) {
		return fault(notFound, "no query of this id waits or runs")
	}
	q.cancel(errKilled)
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// mayTouch tells whether the caller may see and cancel a query. To others it is not there.
func (c *call) mayTouch(q *liveQuery) bool {
	return q.who.key == c.who.key || c.who.right >= administer
}

func (q *liveQuery) info() queryInfo {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := queryInfo{ID: q.id, Key: q.who.key, SQL: q.sql, Tag: q.tag, Started: q.started, QueuedMs: q.queued.Milliseconds(), Rows: q.rows.Load(), Code: q.code}
	end := q.ended
	if end.IsZero() {
		end = time.Now()
	}
	i.ElapsedMs = end.Sub(q.started).Milliseconds()
	switch {
	case q.ended.IsZero() && !q.runs:
		i.State, i.QueuedMs = "queued", i.ElapsedMs
	case q.ended.IsZero():
		i.State = "running"
	case q.code == "":
		i.State = "done"
	case q.code == cancelled:
		i.State = "cancelled"
	default:
		i.State = "failed"
	}
	return i
}
