package httpapi

import (
	"encoding/json"
	"fmt"
	"strings"
)

// planNode is one operator of a plan as DuckDB's EXPLAIN (FORMAT json) writes it.
type planNode struct {
	Name     string         `json:"name"`
	Info     map[string]any `json:"extra_info"`
	Children []planNode     `json:"children"`
}

// outline writes a plan on one line, as operator[table ~rows](inputs), and the conditions of each operator where literals may be told.
func outline(plan string, literals bool) (string, error) {
	var roots []planNode
	if err := json.Unmarshal([]byte(plan), &roots); err != nil {
		return "", err
	}
	var out strings.Builder
	for i, root := range roots {
		if i > 0 {
			out.WriteString("; ")
		}
		root.write(&out, literals)
	}
	return cut(out.String()), nil
}

func (n planNode) write(out *strings.Builder, literals bool) {
	out.WriteString(strings.TrimSpace(n.Name))
	var about []string
	tell := func(field, before string) {
		if text, ok := n.Info[field].(string); ok && text != "" {
			about = append(about, before+strings.Join(strings.Fields(text), " "))
		}
	}
	tell("Table", "")
	tell("Estimated Cardinality", "~")
	if literals {
		for _, field := range []string{"Filters", "Conditions", "Expression"} {
			tell(field, "")
			if list, ok := n.Info[field].([]any); ok {
				about = append(about, fmt.Sprint(list...))
			}
		}
	}
	if len(about) > 0 {
		out.WriteString("[" + strings.Join(about, " ") + "]")
	}
	if len(n.Children) == 0 {
		return
	}
	out.WriteString("(")
	for i, child := range n.Children {
		if i > 0 {
			out.WriteString(", ")
		}
		child.write(out, literals)
	}
	out.WriteString(")")
}
