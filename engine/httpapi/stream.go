package httpapi

import (
	"context"

	"github.com/customer-landscape/landscape/engine/encode"
)

// stream runs a request and writes its result as the answer.
func (c *call) stream(q request) error {
	if q.options.queryID == "" {
		q.options.queryID = newID()
	}
	c.id = q.options.queryID
	c.seen.sql, c.seen.tag = q.sql, q.options.tag
	return c.s.execute(c.r.Context(), c.who, q, func(_ context.Context, run *running) error {
		info := q.options.format.info()
		c.w.Header().Set("Content-Type", info.media)
		c.w.Header().Set("X-Query-Id", run.id)
		c.seen.queued = run.queued
		rows, err := encode.Write(c.w, info.encode, run.result, encode.Options{NoHeader: q.options.noHeader})
		c.seen.rows, run.rows = rows, rows
		return err
	})
}
