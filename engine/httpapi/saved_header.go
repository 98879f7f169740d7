package httpapi

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/customer-landscape/landscape/queries"
)

// savedQuery is one file of the folder of saved queries: SQL under a header such as
//
//	-- name:    best_of_tier
//	-- summary: The largest customers of one tier.
//	-- params:
//	--   tier   VARCHAR  'A'       the tier
//	--   since  DATE     required  first day of the last order
//	--   top    INTEGER  10        rows
//	-- cache:   300
//
// where name is that of the file, params may be missing, a default is a value or NULL, and cache is how many seconds a client may keep
// an answer.
type savedQuery struct {
	Name    string        `json:"name"`
	Summary string        `json:"summary"`
	Params  []savedParam  `json:"params" about:"to be given as p.NAME=value"`
	Columns []savedColumn `json:"columns"`
	Cache   int           `json:"cache_seconds" about:"how long a client may keep an answer; 0 asks again each time"`
	Fault   string        `json:"fault,omitempty" about:"why it cannot be run"`

	sql string
}

// savedParam is one parameter of a saved query.
type savedParam struct {
	Name     string  `json:"name"`
	Type     string  `json:"type" about:"of DuckDB"`
	Default  *string `json:"default" about:"null is no value; of no meaning where one has to be given"`
	Required bool    `json:"required"`
	Text     string  `json:"text"`
}

// savedColumn is one column of a saved query.
type savedColumn struct {
	Name string `json:"name"`
	Type string `json:"type" about:"of DuckDB"`
	Unit string `json:"unit" about:"empty where the catalogue has none for the name"`
}

// savedTypes are the types that a parameter of a saved query may have, DECIMAL with its digits besides.
var savedTypes = []string{"VARCHAR", "BOOLEAN", "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "DOUBLE", "INTEGER", "BIGINT"}

var (
	savedName   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	decimalType = regexp.MustCompile(`^DECIMAL\([1-9][0-9]?,[0-9]{1,2}\)$`)
)

// parseSaved reads one file of saved queries. name is that of the file without its ending. An error names the file and the line.
func parseSaved(name, text string) (savedQuery, error) {
	file := name + ".sql"
	s := savedQuery{Name: name, Params: []savedParam{}, Columns: []savedColumn{}}
	entries, body, err := queries.SplitHeader(file, text)
	if err != nil {
		return s, err
	}
	s.sql = body
	seen := map[string]bool{}
	for _, e := range entries {
		if seen[e.Key] {
			return s, fmt.Errorf("%s:%d: the key %q was given before", file, e.Line, e.Key)
		}
		seen[e.Key] = true
		if err := s.entry(e); err != nil {
			return s, fmt.Errorf("%s:%w", file, err)
		}
	}
	switch {
	case !seen["name"]:
		return s, fmt.Errorf("%s:1: the header has no name", file)
	case s.Summary == "":
		return s, fmt.Errorf("%s:1: the header has no summary", file)
	case body == "":
		return s, fmt.Errorf("%s: there is no SQL below the header", file)
	}
	return s, nil
}

// entry takes one key of the header; its errors begin with the line.
func (s *savedQuery) entry(e queries.Entry) error {
	flat := strings.TrimSpace(strings.Join(append([]string{e.Value}, e.Lines...), " "))
	switch e.Key {
	case "name":
		if flat != s.Name {
			return fmt.Errorf("%d: the name %q differs from that of the file", e.Line, flat)
		}
	case "summary":
		s.Summary = flat
	case "params":
		return s.params(e)
	case "cache":
		n, err := strconv.Atoi(flat)
		if err != nil || n < 0 {
			return fmt.Errorf("%d: the cache is a number of seconds, not %q", e.Line, flat)
		}
		s.Cache = n
	default:
		return fmt.Errorf("%d: unknown key %q; known are name, summary, params and cache", e.Line, e.Key)
	}
	return nil
}

// params reads lines of "name type default text".
func (s *savedQuery) params(e queries.Entry) error {
	if e.Value != "" {
		return fmt.Errorf("%d: each parameter stands on a line of its own", e.Line)
	}
	for i, line := range e.Lines {
		at := e.Line + 1 + i
		f := queries.Fields(line, 3)
		if len(f) < 4 {
			return fmt.Errorf("%d: a parameter is \"name type default text\", not %q", at, line)
		}
		p := savedParam{Name: f[0], Type: f[1], Text: f[3]}
		switch {
		case !savedName.MatchString(p.Name):
			return fmt.Errorf("%d: the parameter %q is not named in small letters, digits and underscores", at, p.Name)
		case slices.ContainsFunc(s.Params, func(other savedParam) bool { return other.Name == p.Name }):
			return fmt.Errorf("%d: the parameter %s is there twice", at, p.Name)
		case !slices.Contains(savedTypes, p.Type) && !decimalType.MatchString(p.Type):
			return fmt.Errorf("%d: the parameter %s is of type %s; use %s or DECIMAL(18,4)", at, p.Name, p.Type, strings.Join(savedTypes, ", "))
		}
		switch f[2] {
		case "required":
			p.Required = true
		case "NULL":
		default:
			text := unquoted(f[2])
			if _, err := typed("", p.Type, text); err != nil {
				return fmt.Errorf("%d: the default of %s: %s", at, p.Name, strings.TrimSpace(err.Error()))
			}
			p.Default = &text
		}
		s.Params = append(s.Params, p)
	}
	return nil
}

// unquoted is the text inside the quotes of SQL, and any other text as it is.
func unquoted(text string) string {
	inner, opened := strings.CutPrefix(text, "'")
	inner, closed := strings.CutSuffix(inner, "'")
	if !opened || !closed {
		return text
	}
	return strings.ReplaceAll(inner, "''", "'")
}

// bind gives every parameter of the query its value: the text of the address in the parameter's type, or its default.
func (s *savedQuery) bind(given map[string]any) (map[string]any, error) {
	values := map[string]any{}
	var names, missing []string
	for _, p := range s.Params {
		names = append(names, p.Name)
		text, is := given[p.Name].(string)
		switch {
		case is:
		case p.Required:
			missing = append(missing, fmt.Sprintf("%s%s (%s: %s)", paramPrefix, p.Name, p.Type, p.Text))
			continue
		case p.Default == nil:
			values[p.Name] = nil
			continue
		default:
			text = *p.Default
		}
		value, err := typed("the parameter "+p.Name+" of "+s.Name, p.Type, text)
		if err != nil {
			return nil, err
		}
		values[p.Name] = value
	}
	for name := range given {
		if !slices.Contains(names, name) {
			return nil, unknown(paramMismatch, "parameter of "+s.Name, name, names)
		}
	}
	if len(missing) > 0 {
		return nil, fault(paramMismatch, s.Name+" needs "+strings.Join(missing, ", "))
	}
	return values, nil
}
