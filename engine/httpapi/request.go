package httpapi

import "github.com/customer-landscape/landscape/engine"

// request is one statement to run and how its result is wanted, whatever URL or body it came from.
type request struct {
	sql      string
	params   map[string]any // by name, positions as "1", "2"; text from a URL is a string that its type in the statement decides about
	settings []engine.Setting
	options  queryOptions
}
