package engine

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/engine/source"
	"github.com/customer-landscape/landscape/queries"
)

var plainName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// mapRelation is the raw relation of a mapping.
const mapRelation = "input"

// direct marks a raw column that becomes a column of the table as it is, so that its kind is that of the table's column.
const direct = "landscape:"

// mapProfile makes a profile of --map, or of the names of the table's columns where nothing is mapped.
func (x *extract) mapProfile(ctx context.Context, conn *sql.Conn) error {
	if x.table.Name == ledgerTable && len(x.opts.Map) == 0 {
		return nil
	}
	relation := rawRelation{name: mapRelation, required: true}
	var selects []string
	mapped := map[string]bool{}
	entries := map[string][]string{} // of the map columns
	var mapsOf []string
	for _, text := range x.opts.Map {
		target, expr, ok := strings.Cut(text, "=")
		target, expr = strings.TrimSpace(target), strings.TrimSpace(expr)
		if !ok || target == "" || expr == "" {
			return loadInvalid("map "+text, "Write it as column=expression.", "it has no column or no expression")
		}
		base, entry, inMap := strings.Cut(target, ".")
		column, err := x.mapTarget(base)
		if err != nil {
			return err
		}
		if inMap && kindOfColumn(column) != "map" {
			return loadInvalid("map "+text, "", "%s is no map and has no entries", base)
		}
		if mapped[target] {
			return loadInvalid("map "+text, "", "the column %s is mapped twice", target)
		}
		mapped[target], mapped[base] = true, true
		refs, bare, err := parseExpression(ctx, conn, expr)
		if err == nil {
			refs, err = x.resolve(refs)
		}
		if err != nil {
			return loadInvalid("map "+text, "Columns are written as in the file, in double quotes where they hold blanks.", "%w", err)
		}
		if inMap {
			if entries[base] == nil {
				mapsOf = append(mapsOf, base)
			}
			entries[base] = append(entries[base], quoteText(entry)+": ("+expr+")::varchar")
		}
		if bare && !inMap {
			relation.columns = append(relation.columns, rawColumn{name: direct + target, kind: kindOfColumn(column), names: refs})
			selects = append(selects, "i."+quoteName(direct+target)+" as "+quoteName(target))
			continue
		}
		for _, ref := range refs {
			if !slices.ContainsFunc(relation.columns, func(c rawColumn) bool { return c.name == ref }) {
				relation.columns = append(relation.columns, rawColumn{name: ref, kind: kindAuto, names: []string{ref}})
			}
		}
		if !inMap {
			selects = append(selects, "("+expr+") as "+quoteName(target))
		}
	}
	for _, base := range mapsOf {
		selects = append(selects, "map {"+strings.Join(entries[base], ", ")+"} as "+quoteName(base))
	}
	required := requiredColumns(x.table)
	for _, c := range loadedColumns(x.table) {
		isRequired := slices.Contains(required, c.Name)
		if mapped[c.Name] || !isRequired && !x.anyHas(c.Name) {
			continue
		}
		relation.columns = append(relation.columns, rawColumn{name: direct + c.Name, kind: kindOfColumn(c), names: []string{c.Name}, optional: !isRequired})
		selects = append(selects, "i."+quoteName(direct+c.Name)+" as "+quoteName(c.Name))
	}
	selects = append(selects, "i."+rawRow)
	body := "select " + strings.Join(selects, ", ") + " from " + mapRelation + " as i"
	x.mapped = true
	x.profile = &profile{sourceName: "default", relations: []rawRelation{relation}, yields: []yield{{x.table.Name, body}}, text: body}
	return nil
}

func (x *extract) mapTarget(target string) (queries.Column, error) {
	columns := loadedColumns(x.table)
	at := slices.IndexFunc(columns, func(c queries.Column) bool { return c.Name == target })
	if at < 0 {
		names := make([]string, len(columns))
		for i, c := range columns {
			names[i] = c.Name
		}
		return queries.Column{}, loadInvalid("map "+target, "Columns are "+strings.Join(names, ", ")+".", "%s has no such column", x.table.Name)
	}
	return columns[at], nil
}

func (x *extract) anyHas(name string) bool {
	return slices.ContainsFunc(x.inputs, func(in *rawInput) bool { return findColumn(in.columns(), []string{name}) >= 0 })
}

// resolve gives the column names of an expression the spelling that the first input has.
func (x *extract) resolve(refs []string) ([]string, error) {
	columns := x.inputs[0].columns()
	out := make([]string, len(refs))
	for i, ref := range refs {
		at := slices.IndexFunc(columns, func(c source.Column) bool { return strings.EqualFold(c.Name, ref) })
		if at < 0 {
			return nil, fmt.Errorf("%s has no column %q; its columns are %s", x.inputs[0].path, ref, columnList(columns))
		}
		out[i] = columns[at].Name
	}
	return out, nil
}

// parseExpression returns the columns that an expression reads, and whether it is nothing but one of them. Subqueries, windows and
// parameters have no place in it.
func parseExpression(ctx context.Context, conn *sql.Conn, expr string) (refs []string, bare bool, err error) {
	var text string
	if err := conn.QueryRowContext(ctx, "select json_serialize_sql($1::varchar)::varchar", "select ("+expr+"\n) as x").Scan(&text); err != nil {
		return nil, false, err
	}
	var tree struct {
		Error   bool   `json:"error"`
		Message string `json:"error_message"`
		Nodes   []struct {
			Node struct {
				Select []any          `json:"select_list"`
				From   map[string]any `json:"from_table"`
			} `json:"node"`
		} `json:"statements"`
	}
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		return nil, false, err
	}
	switch {
	case tree.Error:
		return nil, false, errors.New(tree.Message)
	case len(tree.Nodes) != 1 || len(tree.Nodes[0].Node.Select) != 1 || tree.Nodes[0].Node.From["type"] != "EMPTY":
		return nil, false, errors.New("it is not one expression")
	}
	root := tree.Nodes[0].Node.Select[0]
	if err := walkExpression(root, &refs); err != nil {
		return nil, false, err
	}
	top, _ := root.(map[string]any)
	return refs, top["class"] == "COLUMN_REF", nil
}

func walkExpression(node any, refs *[]string) error {
	switch n := node.(type) {
	case []any:
		for _, child := range n {
			if err := walkExpression(child, refs); err != nil {
				return err
			}
		}
	case map[string]any:
		switch n["class"] {
		case "SUBQUERY", "WINDOW", "PARAMETER", "STAR", "DEFAULT", "POSITIONAL_REFERENCE":
			return fmt.Errorf("a mapping has no %s", strings.ToLower(fmt.Sprint(n["class"])))
		case "COLUMN_REF":
			names, _ := n["column_names"].([]any)
			if len(names) != 1 {
				return errors.New("a column is written without a table before it")
			}
			if name := fmt.Sprint(names[0]); !slices.Contains(*refs, name) {
				*refs = append(*refs, name)
			}
			return nil
		}
		for _, child := range n {
			if err := walkExpression(child, refs); err != nil {
				return err
			}
		}
	}
	return nil
}
