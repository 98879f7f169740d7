package sqltree

import (
	"slices"
	"strings"
)

// walker goes through a tree. It looks into every object, whatever its type, so that a form of SQL that it does not know hides nothing.
type walker struct {
	query  *Query
	copies func(string) bool
}

// scope is a common table expression that a name can mean, and those around it.
type scope struct {
	name      string
	recursive bool // seen from within itself
	outer     *scope
}

// means reports whether a name means an expression that is visible. A recursive one may be called with the schema recurring.
func (s *scope) means(n Name) bool {
	if n.Database != "" || n.Schema != "" && Lower(n.Schema) != "recurring" {
		return false
	}
	for ; s != nil; s = s.outer {
		if s.name == Lower(n.Name) && (n.Schema == "" || s.recursive) {
			return true
		}
	}
	return false
}

// place is how deep a node lies.
type place struct{ depth, doublings int }

func (w *walker) any(v any, visible *scope, at place) {
	switch v := v.(type) {
	case map[string]any:
		w.object(v, visible, at)
	case []any:
		for _, element := range v {
			w.any(element, visible, at)
		}
	}
}

func (w *walker) object(o map[string]any, visible *scope, at place) {
	at = w.descend(o, at)
	visible = w.expressions(o, visible, at)
	w.query.Shifts = w.query.Shifts || member(o, "sample") != nil
	switch text(o, "type") {
	case "BASE_TABLE":
		if name := nameOf(o, "table_name", "schema_name", "catalog_name"); !visible.means(name) {
			w.query.Tables = append(w.query.Tables, name)
		}
	case "SHOW_REF":
		if _, described := o["query"]; !described {
			w.query.Shows = append(w.query.Shows, strings.Trim(Lower(text(o, "table_name")), `"`))
		}
	case "TABLE_FUNCTION":
		w.tableFunction(o, visible, at)
		return
	case "RECURSIVE_CTE_NODE":
		w.recursive(o, visible, at)
		return
	}
	switch text(o, "class") {
	case "FUNCTION", "WINDOW":
		w.query.Functions = append(w.query.Functions, nameOf(o, "function_name", "schema", "catalog"))
	case "COLUMN_REF":
		if names, _ := o["column_names"].([]any); len(names) == 1 {
			w.column(names[0])
		}
	}
	w.members(o, visible, at, "cte_map")
}

// members looks into all members of an object but those that were looked into before.
func (w *walker) members(o map[string]any, visible *scope, at place, but ...string) {
	for key, member := range o {
		if !slices.Contains(but, key) {
			w.any(member, visible, at)
		}
	}
}

// expressions looks into the common table expressions of a query in their order. Each sees those before it, and the query sees all: a
// name that means an expression in DuckDB and not here is at worst refused, never the other way round.
func (w *walker) expressions(o map[string]any, visible *scope, at place) *scope {
	entries, _ := member(o, "cte_map")["map"].([]any)
	for _, e := range entries {
		entry, ok := e.(map[string]any)
		if !ok {
			continue
		}
		w.any(entry["value"], visible, at)
		visible = &scope{name: Lower(text(entry, "key")), outer: visible}
	}
	return visible
}

// recursive looks into a recursive expression, whose second part alone sees itself.
func (w *walker) recursive(o map[string]any, visible *scope, at place) {
	w.members(o, visible, at, "cte_map", "right")
	w.any(o["right"], &scope{name: Lower(text(o, "cte_name")), recursive: true, outer: visible}, at)
}

func (w *walker) tableFunction(o map[string]any, visible *scope, at place) {
	call := member(o, "function")
	if text(call, "class") == "FUNCTION" {
		w.query.TableFunctions = append(w.query.TableFunctions, nameOf(call, "function_name", "schema", "catalog"))
		at = w.descend(call, at)
		w.members(call, visible, at)
		w.members(o, visible, at, "function", "cte_map")
		return
	}
	w.members(o, visible, at, "cte_map")
}

// column notes a column that is a function where no relation has a column of the name, as SQL wants it of current_date.
func (w *walker) column(name any) {
	if text, ok := name.(string); ok && slices.Contains(clocks, Lower(text)) {
		w.query.Shifts = true
	}
}

var clocks = []string{"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"}

// descend is the place of what lies in an object.
func (w *walker) descend(o map[string]any, at place) place {
	class := text(o, "class")
	if class == "" && text(o, "type") == "" {
		return at
	}
	at.depth++
	switch {
	case strings.HasSuffix(text(o, "type"), "_NODE"):
		w.query.Queries++
	case class == "SUBQUERY", class == "LAMBDA", class == "BETWEEN":
		at.doublings++
	case class == "FUNCTION" && w.copies != nil && w.copies(Lower(text(o, "function_name"))):
		at.doublings += 2
	}
	w.query.Depth = max(w.query.Depth, at.depth)
	w.query.Doublings = max(w.query.Doublings, at.doublings)
	return at
}

func nameOf(o map[string]any, name, schema, database string) Name {
	n := Name{Name: text(o, name), Schema: text(o, schema), Database: text(o, database), Offset: -1}
	if at, ok := o["query_location"].(float64); ok {
		n.Offset = int(at)
	}
	return n
}

// text is a member that is a text; empty where it is none.
func text(o map[string]any, key string) string {
	s, _ := o[key].(string)
	return s
}

// member is a member that is an object; nil where it is none.
func member(o map[string]any, key string) map[string]any {
	m, _ := o[key].(map[string]any)
	return m
}
