package httpapi

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// comparisons are the operators of SQL behind the names; the filters of one column by these all have to hold.
var comparisons = map[string]string{"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}

// filter is the condition of one name of the address, with every value bound in the type of the column.
func (q *viewQuery) filter(c viewColumn, op string, values []string) (string, error) {
	at := "v." + quoted(c.Name)
	switch {
	case op == "null":
		return nullFilter(at, c, values)
	case op == "in":
		return q.inFilter(at, c, values)
	}
	if element, list := elementType(c.Type); list {
		return q.holdsFilter(at, c, element, op, values)
	}
	switch op {
	case "eq":
		return q.equalFilter(at, c, values)
	case "ne":
		condition, err := q.equalFilter(at, c, values)
		return "NOT (" + condition + ")", err
	case "like", "contains", "starts":
		return q.textFilter(at, c, op, values)
	default:
		return q.each(c, values, " AND ", func(place string) string { return at + " " + comparisons[op] + " " + place })
	}
}

// equalFilter is true or false, never NULL: another value includes none. An empty text means no value; of text also the empty one.
func (q *viewQuery) equalFilter(at string, c viewColumn, values []string) (string, error) {
	var conditions []string
	var filled []string
	for _, value := range values {
		switch {
		case value != "":
			filled = append(filled, value)
		case c.Type == "VARCHAR":
			conditions = append(conditions, "coalesce("+at+", '') = ''")
		default:
			conditions = append(conditions, at+" IS NULL")
		}
	}
	if len(filled) > 0 {
		places, err := q.places(c, filled)
		if err != nil {
			return "", err
		}
		conditions = append(conditions, "("+at+" IS NOT NULL AND "+at+" IN ("+places+"))")
	}
	return "(" + strings.Join(conditions, " OR ") + ")", nil
}

// inFilter takes values with commas between, as a JSON array where values hold commas themselves.
func (q *viewQuery) inFilter(at string, c viewColumn, values []string) (string, error) {
	var all []string
	for _, value := range values {
		texts, err := elements(value)
		if err != nil {
			return "", fault(badRequest, fmt.Sprintf("%s.in: %s", c.Name, err))
		}
		all = append(all, texts...)
	}
	if len(all) == 0 {
		return "false", nil
	}
	if element, list := elementType(c.Type); list {
		return q.holdsFilter(at, c, element, "eq", all)
	}
	return q.equalFilter(at, c, all)
}

// holdsFilter is about columns that are lists: equal to a value means that the list holds it.
func (q *viewQuery) holdsFilter(at string, c viewColumn, element, op string, values []string) (string, error) {
	if op != "eq" && op != "ne" {
		return "", fault(badRequest, fmt.Sprintf("the column %s is a list, and .%s is about single values", c.Name, op)).
			hinted(fmt.Sprintf("Write %s=VALUE for lists that hold the value.", c.Name))
	}
	held := viewColumn{Name: c.Name, Type: element}
	condition, err := q.each(held, values, " OR ", func(place string) string { return "coalesce(list_contains(" + at + ", " + place + "), false)" })
	if op == "ne" {
		condition = "NOT (" + condition + ")"
	}
	return condition, err
}

func (q *viewQuery) textFilter(at string, c viewColumn, op string, values []string) (string, error) {
	if c.Type != "VARCHAR" {
		return "", fault(badRequest, fmt.Sprintf("the column %s is of type %s, and .%s is about text", c.Name, c.Type, op))
	}
	return q.each(c, values, " AND ", func(place string) string {
		switch op {
		case "like":
			return at + " ILIKE " + place
		case "contains":
			return "contains(lower(" + at + "), lower(" + place + "))"
		default:
			return "starts_with(lower(" + at + "), lower(" + place + "))"
		}
	})
}

func nullFilter(at string, c viewColumn, values []string) (string, error) {
	var conditions []string
	for _, value := range values {
		empty, err := strconv.ParseBool(value)
		switch {
		case err != nil:
			return "", fault(badRequest, fmt.Sprintf("%s.null is true or false, not %q", c.Name, value))
		case empty:
			conditions = append(conditions, at+" IS NULL")
		default:
			conditions = append(conditions, at+" IS NOT NULL")
		}
	}
	return strings.Join(conditions, " AND "), nil
}

// each binds every value and joins the conditions made of them.
func (q *viewQuery) each(c viewColumn, values []string, with string, condition func(place string) string) (string, error) {
	conditions := make([]string, len(values))
	for i, text := range values {
		place, err := q.place(c, text)
		if err != nil {
			return "", err
		}
		conditions[i] = condition(place)
	}
	return "(" + strings.Join(conditions, with) + ")", nil
}

func (q *viewQuery) places(c viewColumn, values []string) (string, error) {
	places := make([]string, len(values))
	for i, text := range values {
		var err error
		if places[i], err = q.place(c, text); err != nil {
			return "", err
		}
	}
	return strings.Join(places, ", "), nil
}

// place binds one value in the type of the column.
func (q *viewQuery) place(c viewColumn, text string) (string, error) {
	what := "the column " + c.Name
	if !isSingle(c.Type) {
		return "", fault(badRequest, fmt.Sprintf("%s is of type %s, which has no single values to compare with", what, c.Type)).
			hinted(fmt.Sprintf("Write %s.null=false for rows that have it, or filter in SQL.", c.Name))
	}
	value, err := typed(what, c.Type, text)
	if err != nil {
		return "", err
	}
	return q.bind(value), nil
}

// settingText is the value of a setting as engine.Setting takes it: a list as JSON.
func settingText(s viewSetting, values []string) (string, error) {
	if s.Type != "decimals" && s.Type != "texts" {
		return values[0], nil
	}
	var all []string
	for _, value := range values {
		texts, err := elements(value)
		if err != nil {
			return "", fault(badRequest, "the setting "+s.Name+": "+err.Error())
		}
		all = append(all, texts...)
	}
	switch {
	case len(all) == 0:
		return "", nil
	case s.Type == "decimals":
		return "[" + strings.Join(all, ",") + "]", nil
	default:
		list, err := json.Marshal(all)
		return string(list), err
	}
}
