package httpapi

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/customer-landscape/landscape/engine/httpapi/querylog"
)

// logFilters are the options of /v1/querylog, besides those of every result.
var logFilters = []struct {
	name, text string
	form       schema
	set        func(f *querylog.Filter, value string) error
}{
	{"since", "begun at this instant or later, as 2026-01-31T08:00:00Z", nil, instantIn(func(f *querylog.Filter) *time.Time { return &f.Since })},
	{"until", "begun before this instant", nil, instantIn(func(f *querylog.Filter) *time.Time { return &f.Until })},
	{"who", "asked with the key of this id", nil, equalTo(func(f *querylog.Filter) *string { return &f.Key })},
	{"code", "ended with this code of an error", nil, equalTo(func(f *querylog.Filter) *string { return &f.Code })},
	{"state", "how it stands; lost is what ran when a process ended", wordForm(querylog.Running, querylog.Done, querylog.Failed, querylog.Lost), setState},
	{"log_id", "the query of this id", nil, equalTo(func(f *querylog.Filter) *string { return &f.ID })},
	{"log_tag", "with this tag", nil, equalTo(func(f *querylog.Filter) *string { return &f.Tag })},
	{"contains", "with this text in the SQL", nil, equalTo(func(f *querylog.Filter) *string { return &f.Contains })},
	{"min_ms", "took as long as this", wholeForm(0), setLeast},
}

func equalTo(field func(*querylog.Filter) *string) func(*querylog.Filter, string) error {
	return func(f *querylog.Filter, value string) error {
		*field(f) = value
		return nil
	}
}

func instantIn(field func(*querylog.Filter) *time.Time) func(*querylog.Filter, string) error {
	return func(f *querylog.Filter, value string) (err error) {
		if *field(f), err = time.Parse(time.RFC3339, value); err != nil {
			return fault(badRequest, strconv.Quote(value)+" is no instant").hinted("Write it as 2026-01-31T08:00:00Z.")
		}
		return nil
	}
}

func setState(f *querylog.Filter, value string) error {
	states := []string{querylog.Running, querylog.Done, querylog.Failed, querylog.Lost}
	if !slices.Contains(states, value) {
		p := fault(badRequest, "a query is never "+strconv.Quote(value))
		p.Candidates = states
		return p
	}
	f.State = value
	return nil
}

func setLeast(f *querylog.Filter, value string) error {
	n, err := strconv.ParseInt(value, 10, 32)
	if err != nil || n < 0 {
		return fault(badRequest, strconv.Quote(value)+" is no number of milliseconds")
	}
	f.MinTotal = time.Duration(n) * time.Millisecond
	return nil
}

func (s *Server) queryLogRoutes() []route {
	options := describedOptions()
	for _, f := range logFilters {
		options = append(options, option{name: f.name, text: f.text, form: f.form})
	}
	return []route{{method: http.MethodGet, path: "/v1/querylog", needs: administer, serve: (*call).getQueryLog,
		summary: "What was asked of the server, the latest first: at most 1000 queries unless limit says more.",
		doc:     operation{options: options, answers: resultAnswers(resultHeaders()...)}}}
}

// mostLogged is how many queries of the log one answer may hold.
const mostLogged = 100_000

func (c *call) getQueryLog() error {
	if c.s.opts.QueryLog == nil {
		return fault(notFound, "the server keeps no query log")
	}
	values, err := c.parameters()
	if err != nil {
		return err
	}
	q, rest, err := parseURL(values)
	if err != nil {
		return err
	}
	var filter querylog.Filter
	var names []string
	for _, f := range logFilters {
		names = append(names, f.name)
		if len(rest[f.name]) > 1 {
			return fault(badRequest, f.name+" is given more than once")
		}
		if value := rest.Get(f.name); value != "" {
			if err := f.set(&filter, value); err != nil {
				return err
			}
		}
		rest.Del(f.name)
	}
	for name := range rest {
		return unknownOption(name, names...)
	}
	if q.options.limit > 0 {
		filter.Limit = int(min(q.options.limit+q.options.offset, mostLogged))
	}
	found, err := c.s.opts.QueryLog.Read(filter)
	if err != nil {
		return err
	}
	slices.Reverse(found)
	info, err := c.chosenFormat(q)
	if err != nil {
		return err
	}
	c.seen.format = string(info.name)
	c.w.Header().Set("Cache-Control", "no-store")
	table := newLogTable(found)
	defer table.release()
	return c.send(c.r.Context(), q, info, parcel{id: newID(), columns: logColumns, source: table})
}
