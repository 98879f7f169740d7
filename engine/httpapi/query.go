package httpapi

import (
	"io"
	"net/http"
)

func (s *Server) queryRoutes() []route {
	return []route{
		{method: http.MethodPost, path: "/v1/query", needs: read, summary: "Run one statement and stream its result.",
			serve: (*call).postQuery, doc: operation{options: describedOptions()}},
	}
}

func (c *call) postQuery() error {
	body, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, c.s.opts.Capacity.MaxBody))
	if err != nil {
		return fault(bodyTooLarge, err.Error())
	}
	return c.stream(request{sql: string(body), options: noOptions()})
}
