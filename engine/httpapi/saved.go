package httpapi

import (
	"net/http"
	"slices"
	"strconv"
)

func (s *Server) savedRoutes() []route {
	options := slices.Concat([]option{{name: "name", in: "path", text: "the name of a query of /v1/saved, with the format behind it as in best_of_tier.csv"}},
		describedOptions(), []option{{name: "params", free: true, text: "p.NAME for each parameter of the query, and settings of the landscape such as as_of"}})
	return []route{
		{method: http.MethodGet, path: "/v1/saved", needs: runSaved, serve: (*call).listSaved,
			summary: "The saved queries with their parameters and columns.",
			doc:     operation{answers: answered[savedListed]("The saved queries by name; those with a fault cannot be run")}},
		{method: http.MethodGet, path: "/v1/saved/{name}", needs: runSaved, serve: (*call).getSaved,
			summary: "The rows of one saved query, with values for its parameters.", doc: operation{options: options, answers: revalidated(resultAnswers(resultHeaders()...))}},
	}
}

// savedListed is the answer of /v1/saved.
type savedListed struct {
	Saved []savedQuery `json:"saved"`
}

func (c *call) listSaved() error {
	all, err := c.s.saved.list(c.r.Context())
	if err != nil {
		return err
	}
	return c.sendJSON(savedListed{Saved: all})
}

func (c *call) getSaved() error {
	name, ending, err := splitEnding(c.r.PathValue("name"))
	if err != nil {
		return err
	}
	values, err := c.parameters()
	if err != nil {
		return err
	}
	saved, err := c.s.saved.find(c.r.Context(), name)
	if err != nil {
		return err
	}
	q, rest, err := parseURL(values)
	if err != nil {
		return err
	}
	if q.params, err = saved.bind(q.params); err != nil {
		return err
	}
	q.sql, q.typed = saved.sql, true
	c.extension = ending
	if !q.given["cache"] && saved.Cache > 0 {
		q.options.cache = strconv.Itoa(saved.Cache)
	}
	return c.run(q, rest)
}
