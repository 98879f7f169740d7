package httpapi

// operation is what /openapi.json says of a route beside its summary: what a request may carry, and what comes back. What follows from
// the route itself is not said here: the parts of its path, the key it needs, and the errors, which are problems everywhere.
type operation struct {
	options []option          // of the address and of the header; the parts of the path where they need a word
	body    map[string]schema // of a request, by media type; nil takes none
	answers map[int]answer    // by status; nil is 200 with some JSON
}

// option is one named value of a request.
type option struct {
	name string
	in   string // query, header or path; empty is query
	text string // what it does and what holds without it
	form schema // empty is text
	free bool   // stands for any number of names, each a text of its own, such as the columns of a view
}

// answer is what comes back with one status.
type answer struct {
	text    string
	content map[string]schema // by media type; nil is no body
	headers []option
}

// answered is the usual case: 200 with JSON that Go writes from a T.
func answered[T any](text string) map[int]answer {
	return map[int]answer{200: {text: text, content: map[string]schema{"application/json": schemaOf[T]()}}}
}
