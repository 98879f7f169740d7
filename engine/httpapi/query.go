package httpapi

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

func (s *Server) queryRoutes() []route {
	answers := resultAnswers(resultHeaders()...)
	statement := option{name: "q", text: "the statement"}
	get := operation{options: append([]option{statement}, describedOptions()...), answers: revalidated(resultAnswers(resultHeaders()...))}
	post := operation{options: describedOptions(), body: queryBody(), answers: answers}
	routes := []route{
		{method: http.MethodPost, path: "/v1/query", needs: read, summary: "Run one statement and stream its result.", serve: (*call).postQuery, doc: post},
		{method: http.MethodGet, path: "/v1/query", needs: read, summary: "Run the statement q and stream its result.", serve: (*call).getQuery, doc: get},
	}
	for _, f := range formats {
		path, summary := "/v1/query."+string(f.name), " and stream its result as "+string(f.name)+", for tools that look at the ending."
		routes = append(routes,
			route{method: http.MethodPost, path: path, needs: read, summary: "Run one statement" + summary, serve: ending(f.name, (*call).postQuery), doc: post},
			route{method: http.MethodGet, path: path, needs: read, summary: "Run the statement q" + summary, serve: ending(f.name, (*call).getQuery), doc: get})
	}
	return routes
}

// ending serves a path that ends in the name of a format, which the option format overrides.
func ending(f format, serve func(*call) error) func(*call) error {
	return func(c *call) error {
		c.extension = f
		return serve(c)
	}
}

// resultHeaders are the headers of a result as /openapi.json has them. Trailers are listed too: OpenAPI knows no other place.
func resultHeaders() []option {
	return []option{
		{name: "X-Query-Id", text: "the id of the query"},
		{name: "X-Query-Columns", text: "name and SQL type of each column as JSON; absent where that is longer than 4 KiB"},
		{name: "X-Query-Truncated", text: "whether there are more rows than were sent; a trailer where that was not known before the first byte"},
		{name: "X-Query-Queued-Ms", text: "how long the query waited for a slot", form: wholeForm(0)},
		{name: "Server-Timing", text: "milliseconds in the queue, in planning and until the first byte"},
		{name: "ETag", text: "changes with the data; of GET alone, and not where the statement hangs on the clock or on chance"},
		{name: "X-Query-Status", text: "trailer: ok, or error for a client that sends TE: trailers"},
		{name: "X-Query-Rows", text: "trailer: rows that were sent"},
		{name: "X-Query-Bytes", text: "trailer: bytes of the body before compression"},
		{name: "X-Query-Elapsed-Ms", text: "trailer: from the arrival of the request to the end"},
	}
}

// getQuery runs the statement of the parameter q.
func (c *call) getQuery() error {
	values, err := c.parameters()
	if err != nil {
		return err
	}
	q, rest, err := parseURL(values)
	if err != nil {
		return err
	}
	if len(rest["q"]) != 1 {
		return fault(badRequest, "the address has not one statement").hinted("Give one as q=select+1, or send it as the body of a POST.")
	}
	q.sql = rest.Get("q")
	rest.Del("q")
	return c.run(q, rest)
}

// postQuery runs the statement in the body.
func (c *call) postQuery() error {
	q, rest, err := c.posted()
	if err != nil {
		return err
	}
	return c.run(q, rest)
}

// posted reads a statement from the body, SQL as it is or JSON with options beside it, and options from the address. What is no option
// is returned for the settings, and for a path that has parameters of its own.
func (c *call) posted() (q request, rest url.Values, err error) {
	media, err := c.bodyType("application/sql", "text/plain", "application/json")
	if err != nil {
		return q, nil, err
	}
	values, err := c.parameters()
	if err != nil {
		return q, nil, err
	}
	if q, rest, err = parseURL(values); err != nil {
		return q, nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, c.s.opts.Capacity.MaxBody))
	switch {
	case err != nil:
		return q, nil, bodyFault(err)
	case !utf8.Valid(body):
		return q, nil, fault(badRequest, "the body is not UTF-8")
	case media != "application/json":
		q.sql = string(body)
		return q, rest, nil
	}
	more, err := q.parseJSON(body)
	for name, all := range more {
		rest[name] = append(rest[name], all...)
	}
	return q, rest, err
}

// run takes what is left of an address or a body as settings, and streams.
func (c *call) run(q request, rest url.Values) error {
	if err := c.settle(&q, rest); err != nil {
		return err
	}
	return c.stream(q)
}

// settle takes what is left of an address or a body as settings. others are parameters that the path has besides, for a proposal.
func (c *call) settle(q *request, rest url.Values, others ...string) error {
	if strings.TrimSpace(q.sql) == "" {
		return fault(badRequest, "there is no statement")
	}
	known, err := c.s.settingNames(c.r.Context())
	if err != nil {
		return err
	}
	return q.takeSettings(rest, known, others...)
}

// bodyType is the media type of the body, which must be one of those allowed. Types of HTML forms are never among them, and neither is
// none at all: a page of another site could send both.
func (c *call) bodyType(allowed ...string) (string, error) {
	given := c.r.Header.Get("Content-Type")
	media, params, err := mime.ParseMediaType(given)
	if charset := strings.ToLower(params["charset"]); err == nil && charset != "" && charset != "utf-8" && charset != "us-ascii" {
		return "", fault(unsupportedMedia, "the body is in "+charset+", and should be in UTF-8")
	}
	for _, a := range allowed {
		if err == nil && media == a {
			return media, nil
		}
	}
	return "", fault(unsupportedMedia, "a body of the type "+given+" is not taken").hinted("Send it with Content-Type: " + strings.Join(allowed, ", or ") + ".")
}
