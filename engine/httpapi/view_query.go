package httpapi

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/engine"
)

// viewQuery is the statement of one request for a view, while it is put together. Names in it come from the catalogue; every value is
// bound.
type viewQuery struct {
	request
	view    *view
	columns []string // to select; none is all
	args    []string
	filters []string
	order   []string
	ordered map[string]bool
}

// ask turns what stands in an address behind the name of a view into a request.
func (b *viewBook) ask(v *view, values url.Values) (request, error) {
	common, rest, err := parseURL(values)
	if err != nil {
		return common, err
	}
	if len(common.params) > 0 {
		return common, fault(badRequest, "a view has arguments and columns, and no parameters p.NAME")
	}
	q := &viewQuery{request: common, view: v, ordered: map[string]bool{}}
	q.typed, q.settings = true, nil
	for _, s := range common.settings {
		at := slices.Index(settingNames(b.settings), s.Name)
		if at < 0 {
			return common, unknown(badRequest, "setting", s.Name, settingNames(b.settings))
		}
		if err := q.takeSetting(b.settings[at], []string{s.Value}); err != nil {
			return common, err
		}
	}
	given := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		m, err := v.mean(name, b.settings)
		if err != nil {
			return common, err
		}
		if m.kind == isArgument && strings.Join(rest[name], "") != "" {
			given[v.Arguments[m.index].Name] = true
		}
		if err := q.takeName(m, rest[name], b.settings); err != nil {
			return common, err
		}
	}
	if err := v.complete(given); err != nil {
		return common, err
	}
	q.sql = q.statement()
	return q.request, nil
}

// takeName adds one name of the address with its values.
func (q *viewQuery) takeName(m meant, values []string, settings []viewSetting) error {
	switch m.kind {
	case isColumns:
		return q.takeColumns(values)
	case isOrder:
		return q.takeOrder(values)
	case isArgument:
		return q.takeArgument(q.view.Arguments[m.index], values)
	case isSetting:
		return q.takeSetting(settings[m.index], values)
	default:
		filter, err := q.filter(q.view.Columns[m.index], m.op, values)
		q.filters = append(q.filters, filter)
		return err
	}
}

func (q *viewQuery) takeColumns(values []string) error {
	for _, name := range splitNames(values) {
		if _, err := q.view.meanPlainly(isColumn, name, q.view.columnNames(), "column"); err != nil {
			return err
		}
		q.columns = append(q.columns, name)
	}
	return nil
}

func (q *viewQuery) takeOrder(values []string) error {
	for _, word := range splitNames(values) {
		name, falling := strings.CutPrefix(word, "-")
		name = strings.TrimPrefix(name, "+")
		if _, err := q.view.meanPlainly(isColumn, name, q.view.columnNames(), "column"); err != nil {
			return err
		}
		q.orderBy(name, falling)
	}
	return nil
}

func (q *viewQuery) orderBy(name string, falling bool) {
	if q.ordered[name] {
		return
	}
	q.ordered[name] = true
	direction := " ASC"
	if falling {
		direction = " DESC"
	}
	q.order = append(q.order, "v."+quoted(name)+direction+" NULLS LAST")
}

// splitNames takes a,b and repeated values alike.
func splitNames(values []string) []string {
	var names []string
	for _, value := range values {
		for name := range strings.SplitSeq(value, ",") {
			if name = strings.TrimSpace(name); name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

// takeArgument binds an argument. An empty value leaves it at its default.
func (q *viewQuery) takeArgument(a viewArgument, values []string) error {
	what := fmt.Sprintf("the argument %s of %s", a.Name, q.view.Name)
	if element, list := elementType(a.Type); list {
		expression, err := q.list(what, element, values)
		if err != nil || expression == "" {
			return err
		}
		q.args = append(q.args, quoted(a.Name)+" := "+expression+"::"+a.Type)
		return nil
	}
	if len(values) > 1 {
		return fault(badRequest, fmt.Sprintf("%s was given %d times", what, len(values)))
	}
	if values[0] == "" {
		return nil
	}
	value, err := typed(what, a.Type, values[0])
	if err != nil {
		return err
	}
	q.args = append(q.args, quoted(a.Name)+" := "+q.bind(value)+"::"+a.Type)
	return nil
}

// list is an SQL list of bound elements; empty without elements.
func (q *viewQuery) list(what, element string, values []string) (string, error) {
	var places []string
	for _, value := range values {
		texts, err := elements(value)
		if err != nil {
			return "", fault(badRequest, what+": "+err.Error())
		}
		for _, text := range texts {
			bound, err := typed(what, element, text)
			if err != nil {
				return "", err
			}
			places = append(places, q.bind(bound))
		}
	}
	if len(places) == 0 {
		return "", nil
	}
	return "list_value(" + strings.Join(places, ", ") + ")", nil
}

// takeSetting lets a setting hold for this request. An empty value leaves it as it is.
func (q *viewQuery) takeSetting(s viewSetting, values []string) error {
	if len(values) > 1 && s.Type != "decimals" && s.Type != "texts" {
		return fault(badRequest, fmt.Sprintf("the setting %s was given %d times", s.Name, len(values)))
	}
	value, err := settingText(s, values)
	switch {
	case err != nil || value == "":
		return err
	case slices.ContainsFunc(q.settings, func(other engine.Setting) bool { return other.Name == s.Name }):
		return fault(badRequest, "the setting "+s.Name+" is given twice")
	}
	q.settings = append(q.settings, engine.Setting{Name: s.Name, Value: value})
	return nil
}

// bind gives a value a place in the statement.
func (q *viewQuery) bind(value any) string {
	name := fmt.Sprintf("v%d", len(q.params)+1)
	q.params[name] = value
	return "$" + name
}

// statement puts the parts together. With an order, rows that it leaves equal come by their keys, so that pages do not overlap. The
// limit stands in the statement too, one row above, so that DuckDB keeps the first rows only and the reader still sees that there are
// more.
func (q *viewQuery) statement() string {
	selected := "v.*"
	if len(q.columns) > 0 {
		parts := make([]string, len(q.columns))
		for i, name := range q.columns {
			parts[i] = "v." + quoted(name)
		}
		selected = strings.Join(parts, ", ")
	}
	sql := "SELECT " + selected + " FROM " + quoted(q.view.Name)
	if q.view.macro && (len(q.args) > 0 || !q.view.plain) {
		sql += "(" + strings.Join(q.args, ", ") + ")"
	}
	sql += " AS v"
	if len(q.filters) > 0 {
		sql += " WHERE " + strings.Join(q.filters, " AND ")
	}
	if len(q.order) > 0 || q.options.offset > 0 {
		for _, c := range q.view.Columns {
			if c.Unit == "key" {
				q.orderBy(c.Name, false)
			}
		}
	}
	if len(q.order) > 0 {
		sql += " ORDER BY " + strings.Join(q.order, ", ")
	}
	if q.options.limit >= 0 && q.options.limit < 1<<40 && q.options.offset < 1<<40 {
		sql += fmt.Sprintf(" LIMIT %d", q.options.limit+q.options.offset+1)
	}
	return sql
}

// complete is an error that names the arguments that have to be given and are not.
func (v *view) complete(given map[string]bool) error {
	var missing, shown []string
	for _, a := range v.Arguments {
		if !a.Required {
			continue
		}
		name := a.Name
		if name == keyParameter || isOptionName(name) {
			name = "arg." + name
		}
		shown = append(shown, name+"=...")
		if !given[a.Name] {
			missing = append(missing, fmt.Sprintf("%s (%s: %s)", name, a.Type, a.Text))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return fault(badRequest, fmt.Sprintf("%s needs %s", v.Name, strings.Join(missing, ", "))).
		hinted(fmt.Sprintf("Ask /v1/views/%s.csv?%s; in SQL it is: %s", v.Name, strings.Join(shown, "&"), v.Example))
}

// quoted is a name as SQL reads it whatever it holds.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
