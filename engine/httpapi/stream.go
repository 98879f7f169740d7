package httpapi

import (
	"context"
	"net/http"

	"github.com/customer-landscape/landscape/engine/encode"
)

// stream runs a request and writes its result as the answer, or that the client has it already.
func (c *call) stream(q request) error {
	info, err := c.chosenFormat(q)
	if err != nil {
		return err
	}
	q.options.format = info.name
	if q.options.queryID == "" {
		q.options.queryID = newID()
	}
	c.id = q.options.queryID
	c.seen.sql, c.seen.tag, c.seen.format = q.sql, q.options.tag, string(info.name)
	c.w.Header().Set("X-Query-Id", c.id)
	tag, err := c.entityTag(q)
	if err != nil {
		return err
	}
	if tag != "" && matches(c.r.Header.Values("If-None-Match"), tag) {
		c.cacheHeaders(q, tag)
		c.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return c.s.execute(c.r.Context(), c.who, q, func(ctx context.Context, run *running) error {
		c.seen.queued = run.queued
		if run.result.Shifts() {
			tag = ""
		}
		c.cacheHeaders(q, tag)
		defer func() { run.out = c.begun }()
		source := readAhead(run.result, run.stop, c.joins(q, info))
		defer source.close()
		return c.send(ctx, q, info, parcel{id: run.id, columns: run.result.Columns(), source: source, queued: run.queued,
			planned: run.planned, watch: run.watch, passed: run.pass})
	})
}

// joins tells whether the batches of a result are joined: where a batch is a part of the form. The bytes of an answer are counted by batches.
func (c *call) joins(q request, info formatInfo) bool {
	inBatches := info.encode == encode.Arrow || info.encode == encode.ArrowFile
	return inBatches && narrower(q.options.maxBytes, c.who.limits.within(c.s.opts.Limits).Bytes) <= 0
}
