package httpapi

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func (s *Server) openAPIRoutes() []route {
	return []route{{method: http.MethodGet, path: "/openapi.json", needs: anybody,
		summary: "This description of the API.", serve: (*call).serveOpenAPI,
		doc: operation{answers: map[int]answer{200: {text: "OpenAPI 3.1", content: map[string]schema{"application/json": {"type": "object"}}}}}}}
}

func (c *call) serveOpenAPI() error {
	return c.sendJSON(openAPI(c.s.routes(), c.s.opts.Version))
}

// sendJSON answers with one value as JSON.
func (c *call) sendJSON(value any) error { return c.sendJSONAs(http.StatusOK, value) }

// sendJSONAs is sendJSON with a status other than 200.
func (c *call) sendJSONAs(status int, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/json")
	c.w.Header().Set("X-Content-Type-Options", "nosniff")
	c.w.WriteHeader(status)
	_, err = c.w.Write(append(body, '\n'))
	return err
}

// openAPI describes routes as OpenAPI 3.1 does. It is made from the list that the router is made from.
func openAPI(routes []route, version string) schema {
	paths := map[string]schema{}
	for _, r := range routes {
		path := pathOf(r.path)
		if paths[path] == nil {
			paths[path] = schema{}
		}
		paths[path][strings.ToLower(r.method)] = r.described()
	}
	return schema{
		"openapi": "3.1.0",
		"info": schema{"title": "landscape", "version": cmp.Or(version, "0"),
			"description": "The landscape of a business over HTTP: any query, views that need no SQL, saved queries and loads."},
		"paths": paths,
		"components": schema{
			"schemas": schema{"Problem": problemSchema()},
			"securitySchemes": schema{
				"bearer": schema{"type": "http", "scheme": "bearer"},
				"basic":  schema{"type": "http", "scheme": "basic"},
				"header": schema{"type": "apiKey", "in": "header", "name": "X-API-Key"},
			},
		},
	}
}

// problemSchema is an error: its code is one of the table of codes, whose statuses, SQLSTATEs and meanings stand beside it.
func problemSchema() schema {
	form := schemaOf[problem]()
	names, meanings := slices.Sorted(maps.Keys(codes)), schema{}
	for _, name := range names {
		m := codes[name]
		meanings[string(name)] = schema{"status": m.status, "sqlstate": m.sqlstate, "title": m.title, "retryable": m.retryable}
	}
	properties, _ := form["properties"].(schema)
	properties["code"] = schema{"type": "string", "enum": names}
	form["x-codes"] = meanings
	return form
}

// partOfPath is a wildcard of net/http: {id}, {rest...} or the end mark {$}.
var partOfPath = regexp.MustCompile(`\{([^}$.]*)(\.\.\.|\$)?\}`)

// pathOf is a pattern of net/http as OpenAPI writes it.
func pathOf(pattern string) string {
	return partOfPath.ReplaceAllStringFunc(pattern, func(part string) string {
		if name := partOfPath.FindStringSubmatch(part)[1]; name != "" {
			return "{" + name + "}"
		}
		return ""
	})
}

// described is what OpenAPI calls an operation.
func (r route) described() schema {
	d := schema{"summary": r.summary, "operationId": operationID(r), "responses": r.responses()}
	if parameters := r.parameters(); len(parameters) > 0 {
		d["parameters"] = parameters
	}
	if r.doc.body != nil {
		d["requestBody"] = schema{"required": true, "content": contentOf(r.doc.body)}
	}
	if r.needs > anybody {
		d["security"] = []schema{{}, {"bearer": []string{}}, {"basic": []string{}}, {"header": []string{}}}
		d["x-right"] = r.needs.String()
	}
	return d
}

func operationID(r route) string {
	return strings.Trim(notWord.ReplaceAllString(strings.ToLower(r.method)+"_"+pathOf(r.path), "_"), "_")
}

var notWord = regexp.MustCompile(`[^A-Za-z0-9]+`)

func (r route) responses() schema {
	answers := r.doc.answers
	if answers == nil {
		answers = map[int]answer{http.StatusOK: {text: "The answer", content: map[string]schema{"application/json": {}}}}
	}
	responses := schema{"default": schema{"description": "What went wrong, as RFC 9457 says it",
		"content": schema{"application/problem+json": schema{"schema": schema{"$ref": "#/components/schemas/Problem"}}}}}
	for status, a := range answers {
		response := schema{"description": a.text}
		if a.content != nil {
			response["content"] = contentOf(a.content)
		}
		if len(a.headers) > 0 {
			headers := schema{}
			for _, h := range a.headers {
				headers[h.name] = schema{"description": h.text, "schema": h.schema()}
			}
			response["headers"] = headers
		}
		responses[strconv.Itoa(status)] = response
	}
	return responses
}

// parameters are the parts of the path, each with the option of its name where there is one, and the other options.
func (r route) parameters() []schema {
	var all []schema
	inPath := map[string]bool{}
	for _, part := range partOfPath.FindAllStringSubmatch(r.path, -1) {
		if part[1] == "" {
			continue
		}
		inPath[part[1]] = true
		o := option{name: part[1], in: "path"}
		for _, known := range r.doc.options {
			if known.in == "path" && known.name == part[1] {
				o = known
			}
		}
		all = append(all, o.parameter())
	}
	for _, o := range r.doc.options {
		if !(o.in == "path" && inPath[o.name]) {
			all = append(all, o.parameter())
		}
	}
	return all
}

func (o option) parameter() schema {
	p := schema{"name": o.name, "in": cmp.Or(o.in, "query"), "schema": o.schema()}
	if o.text != "" {
		p["description"] = o.text
	}
	switch {
	case o.in == "path":
		p["required"] = true
	case o.free:
		p["style"], p["explode"] = "form", true
	}
	return p
}

func (o option) schema() schema {
	switch {
	case o.free:
		return schema{"type": "object", "additionalProperties": schema{"type": "string"}}
	case o.form == nil:
		return schema{"type": "string"}
	default:
		return o.form
	}
}

func contentOf(forms map[string]schema) schema {
	content := schema{}
	for media, form := range forms {
		content[media] = schema{"schema": form}
	}
	return content
}

// String is the name of a right as keys have it.
func (r right) String() string {
	return map[right]string{anybody: "anybody", runSaved: "saved-only", read: "reader", write: "writer", administer: "admin"}[r]
}
