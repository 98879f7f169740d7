package httpapi

import "github.com/customer-landscape/landscape/engine"

// request is one statement to run and how its result is wanted, whatever URL or body it came from.
type request struct {
	sql      string
	params   map[string]any // by name, positions as "1", "2"; a text of a URL is a string, JSON has numbers as json.Number
	typed    bool           // params have the types of the statement already, and nobody has to look at it first
	settings []engine.Setting
	options  queryOptions
	given    map[string]bool // the options that were given
	began    func(*running)  // is told of the session in which it runs, and may ask it how far it is; may be nil
}

// newRequest is a request without parameters and options.
func newRequest(sql string) request {
	return request{sql: sql, params: map[string]any{}, options: noOptions(), given: map[string]bool{}}
}
