package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/engine/encode"
	"github.com/customer-landscape/landscape/engine/httpapi/spool"
)

// longestWait is the most that wait_ms and Prefer: wait may ask for.
const longestWait = 50 * time.Second

// The rows of a page of a result.
const (
	defaultPage = 10_000
	mostPage    = 1_000_000
)

func (s *Server) statementRoutes() []route {
	info := map[string]schema{"application/json": schemaOf[statementInfo]()}
	id := option{name: "id", in: "path", text: "the id that the statement was given"}
	post := operation{body: queryBody(), answers: map[int]answer{
		200: {text: "It has ended: done, failed or cancelled", content: info},
		202: {text: "It is under way", content: info, headers: []option{{name: "Location", text: "where to ask how it stands"}}},
	}}
	post.options = append(describedOptions(),
		option{name: "wait_ms", text: "how long to wait for the end before answering, at most 50000; 0 without it", form: wholeForm(0)},
		option{name: "Prefer", in: "header", text: "wait=SECONDS is wait_ms in seconds; respond-async waits not at all"},
		option{name: "Idempotency-Key", in: "header", text: "a word that makes a repetition return the first statement instead of running it again"})
	return []route{
		{method: http.MethodPost, path: "/v1/statements", needs: read, serve: (*call).postStatement, doc: post,
			summary: "Run a statement without waiting for its result, which is kept for a while."},
		{method: http.MethodGet, path: "/v1/statements/{id}", needs: read, serve: (*call).getStatement,
			summary: "How a statement stands.", doc: operation{options: []option{id}, answers: map[int]answer{200: {text: "How it stands", content: info}}}},
		{method: http.MethodGet, path: "/v1/statements/{id}/result", needs: read, serve: (*call).getResult,
			summary: "A page of the kept result. Pages stay as they are until the result goes, whatever is loaded meanwhile.",
			doc: operation{options: append([]option{id, {name: "page", text: "number of the page; 1 without it", form: wholeForm(1)},
				{name: "page_rows", text: "rows of a page; 10000 without it, at most 1000000", form: wholeForm(1)}}, describedOptions()...),
				answers: resultAnswers(option{name: "Link", text: "the first, the previous and the next page"},
					option{name: "X-Result-Rows", text: "rows of all pages"}, option{name: "X-Result-Pages", text: "how many pages there are"})}},
		{method: http.MethodDelete, path: "/v1/statements/{id}", needs: read, serve: (*call).deleteStatement,
			summary: "Cancel a statement that runs, or drop the result of one that has ended.",
			doc:     operation{options: []option{id}, answers: map[int]answer{204: {text: "It runs no more"}}}},
	}
}

func (c *call) postStatement() error {
	q, rest, err := c.posted()
	if err != nil {
		return err
	}
	wait, err := waitOf(rest, c.r.Header.Values("Prefer"))
	if err != nil {
		return err
	}
	if err := c.settle(&q, rest, "wait_ms"); err != nil {
		return err
	}
	st, made, err := c.begin(q)
	if err != nil {
		return err
	}
	c.w.Header().Set("X-Query-Id", st.id)
	if !made {
		c.w.Header().Set("Idempotency-Replayed", "true")
	}
	if wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-st.done:
		case <-timer.C:
		case <-c.r.Context().Done():
			return c.r.Context().Err()
		}
	}
	if (wait > 0 || !made) && st.over() {
		return c.sendJSON(st.info())
	}
	c.w.Header().Set("Location", "/v1/statements/"+st.id)
	return c.sendJSONAs(http.StatusAccepted, st.info())
}

// begin starts a statement, or finds the one that this is a repetition of.
func (c *call) begin(q request) (begun *statement, made bool, err error) {
	if q.options.queryID == "" {
		q.options.queryID = newID()
	}
	c.id = q.options.queryID
	c.seen.sql, c.seen.tag = q.sql, q.options.tag
	st := &statement{id: q.options.queryID, owner: c.who.key, tag: q.options.tag, again: c.r.Header.Get("Idempotency-Key"), digest: digestOf(q)}
	if len(st.again) > 255 {
		return nil, false, fault(badRequest, "the Idempotency-Key is longer than 255 bytes")
	}
	if q.options.timeout == 0 {
		q.options.timeout = longestTimeout
	}
	if q.options.queueWait < 0 {
		q.options.queueWait = longestTimeout
	}
	q.began = st.began
	return c.s.statements.add(st, func(ctx context.Context) error {
		err := c.s.execute(ctx, c.who, q, func(_ context.Context, run *running) error {
			st.shaped(run.result.Columns())
			src := q.options.bounds(run.result, c.who.limits.within(c.s.opts.Limits), formatInfo{})
			src.passed = run.pass
			defer src.Release()
			err := st.store(src)
			st.cut(src.truncated())
			return err
		})
		return spoolFault(err)
	})
}

// spoolFault says why a result was not kept; other errors stay as they are.
func spoolFault(err error) error {
	var tooLarge *spool.TooLargeError
	switch {
	case errors.As(err, &tooLarge):
		return fault(resultTooLarge, fmt.Sprintf("the result takes more than %d bytes", tooLarge.Limit)).
			hinted("Ask for fewer rows or columns, or stream it from /v1/query.")
	case errors.Is(err, spool.ErrFull):
		return fault(tempFull, "the server has no room for the result now").hinted("Delete results that are no longer needed, or try again later.")
	}
	return err
}

// digestOf is the same for two requests that ask for the same.
func digestOf(q request) string {
	q.options.queryID = ""
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %v %v %v", q.sql, q.params, q.settings, q.options))
	return hex.EncodeToString(sum[:])
}

// waitOf is how long the caller wants to wait for the end.
func waitOf(rest url.Values, prefer []string) (time.Duration, error) {
	var wait time.Duration
	for _, p := range strings.Split(strings.Join(prefer, ","), ",") {
		if seconds, ok := strings.CutPrefix(strings.TrimSpace(p), "wait="); ok {
			if n, err := strconv.Atoi(seconds); err == nil && n >= 0 {
				wait = time.Duration(min(n, int(longestWait/time.Second))) * time.Second // a preference is no demand
			}
		}
	}
	values := rest["wait_ms"]
	rest.Del("wait_ms")
	switch len(values) {
	case 0:
		return wait, nil
	case 1:
		n, err := strconv.ParseInt(values[0], 10, 64)
		if err != nil || n < 0 || n > longestWait.Milliseconds() {
			return 0, fault(badRequest, fmt.Sprintf("wait_ms: %q is not a number of milliseconds from 0 to %d", values[0], longestWait.Milliseconds()))
		}
		return time.Duration(n) * time.Millisecond, nil
	default:
		return 0, fault(badRequest, fmt.Sprintf("wait_ms is given %d times", len(values)))
	}
}

func (c *call) getStatement() error {
	st, err := c.s.statements.find(c.who, c.r.PathValue("id"))
	if err != nil {
		return err
	}
	return c.sendJSON(st.info())
}

func (c *call) deleteStatement() error {
	st, err := c.s.statements.find(c.who, c.r.PathValue("id"))
	if err != nil {
		return err
	}
	if st.over() {
		c.s.statements.forget(st)
	} else {
		st.cancel(errKilled)
		select {
		case <-st.done:
		case <-c.r.Context().Done():
			return c.r.Context().Err()
		}
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// getResult answers with one page of a kept result.
func (c *call) getResult() error {
	st, err := c.s.statements.find(c.who, c.r.PathValue("id"))
	if err != nil {
		return err
	}
	if st.owner != c.who.key {
		return fault(forbidden, "the result belongs to another key")
	}
	values, err := c.parameters()
	if err != nil {
		return err
	}
	q, rest, err := parseURL(values)
	if err != nil {
		return err
	}
	p, err := pageOf(rest)
	if err != nil {
		return err
	}
	if !st.over() {
		return fault(conflict, "the statement still runs").hinted("Ask /v1/statements/" + st.id + " when it has ended.")
	}
	if st.fault != nil {
		return st.fault
	}
	pages := max(1, (st.rows+p.rows-1)/p.rows)
	if p.number > pages {
		return fault(notFound, fmt.Sprintf("there is no page %d; there are %d", p.number, pages))
	}
	rows, err := st.open((p.number-1)*p.rows, p.number*p.rows)
	if err != nil {
		return err
	}
	c.pageHeaders(st, p, pages)
	return errors.Join(c.sendPage(q, st, rows), rows.Close())
}

// page is a part of a result: its number, from 1, of parts of so many rows.
type page struct{ number, rows int64 }

func pageOf(rest url.Values) (page, error) {
	p := page{1, defaultPage}
	for name, values := range rest {
		n, err := strconv.ParseInt(values[0], 10, 64)
		switch {
		case name != "page" && name != "page_rows":
			return p, unknownOption(name, "page", "page_rows")
		case len(values) > 1:
			return p, fault(badRequest, fmt.Sprintf("%s is given %d times", name, len(values)))
		case err != nil || n < 1 || name == "page_rows" && n > mostPage || n > 1<<40:
			return p, fault(badRequest, fmt.Sprintf("%s: %q is not a whole number from 1", name, values[0])).
				hinted(fmt.Sprintf("A page has at most %d rows.", mostPage))
		case name == "page":
			p.number = n
		default:
			p.rows = n
		}
	}
	return p, nil
}

func (c *call) pageHeaders(st *statement, p page, pages int64) {
	h := c.w.Header()
	h.Set("X-Query-Id", st.id)
	h.Set("X-Result-Rows", strconv.FormatInt(st.rows, 10))
	h.Set("X-Result-Pages", strconv.FormatInt(pages, 10))
	var links []string
	link := func(to int64, rel string) {
		values := c.r.URL.Query()
		values.Del(keyParameter)
		values.Set("page", strconv.FormatInt(to, 10))
		links = append(links, fmt.Sprintf(`<%s?%s>; rel="%s"`, c.r.URL.EscapedPath(), values.Encode(), rel))
	}
	link(1, "first")
	if p.number > 1 {
		link(p.number-1, "prev")
	}
	if p.number < pages {
		link(p.number+1, "next")
	}
	h.Set("Link", strings.Join(links, ", ")) // in one line, since many clients see the first of several alone
}

// sendPage writes rows of a kept result in the form that the request asks for.
func (c *call) sendPage(q request, st *statement, rows encode.Source) error {
	info, err := c.chosenFormat(q)
	if err != nil {
		return err
	}
	c.id, c.seen.format = st.id, string(info.name)
	return c.send(c.r.Context(), q, info, parcel{id: st.id, columns: st.columns, source: rows})
}

// queryBody is the body of a statement as /openapi.json has it.
func queryBody() map[string]schema {
	return map[string]schema{"application/sql": {"type": "string"}, "text/plain": {"type": "string"}, "application/json": {"type": "object"}}
}
