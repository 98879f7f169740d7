package httpapi

import (
	"fmt"
	"slices"
	"strings"
)

// meant is what one name of the address stands for when a view is asked.
type meant struct {
	kind  meantKind
	index int    // of the argument, column or setting
	op    string // of a filter: eq, gte, in ...
}

type meantKind int

const (
	isArgument meantKind = iota
	isColumn
	isSetting
	isColumns // columns=a,b
	isOrder   // order=-value,name
)

// viewOptions are the options that only views have.
var viewOptions = []option{
	{name: "columns", text: "columns to give, with commas between, in this order; all without it"},
	{name: "order", text: "columns to order by, with commas between, a - in front for descending; rows without a value come last"},
}

// filterOps are the ways to filter by a column, in the order in which they are described.
var filterOps = []struct{ name, text string }{
	{"eq", "equal, the same as NAME=value; repeated it means one of them; empty means no value"},
	{"ne", "another value or none; repeated it means none of them"},
	{"gt", "greater"}, {"gte", "greater or equal"}, {"lt", "less"}, {"lte", "less or equal"},
	{"in", "one of the values, with commas between"},
	{"like", "text like a pattern of % and _, in any case of letters"},
	{"contains", "text that contains this, in any case of letters"},
	{"starts", "text that starts with this, in any case of letters"},
	{"null", "true for rows without a value, false for rows with one"},
}

// mean says what a name of the address stands for that is no option of every query: arguments come first, then columns, then settings.
// A prefix says it plainly where a name stands for several: arg.NAME and col.NAME. A filter may end with its operator, as in value.gte.
func (v *view) mean(name string, settings []viewSetting) (meant, error) {
	switch prefix, rest, _ := strings.Cut(name, "."); prefix {
	case "arg":
		return v.meanPlainly(isArgument, rest, v.argumentNames(), "argument")
	case "col":
		return v.meanColumn(rest)
	}
	if name == "columns" {
		return meant{kind: isColumns}, nil
	}
	if name == "order" {
		return meant{kind: isOrder}, nil
	}
	if at := slices.Index(v.argumentNames(), name); at >= 0 {
		return meant{kind: isArgument, index: at}, nil
	}
	column, err := v.meanColumn(name)
	if err == nil {
		return column, nil
	}
	if at := slices.Index(settingNames(settings), name); at >= 0 {
		return meant{kind: isSetting, index: at}, nil
	}
	if base, _, dotted := strings.Cut(name, "."); dotted && slices.Contains(v.columnNames(), base) {
		return meant{}, err // the operator is unknown
	}
	known := slices.Concat(v.argumentNames(), v.columnNames(), settingNames(settings), optionNames())
	return meant{}, v.listed(unknown(badRequest, "argument, column, setting or option of "+v.Name, name, known))
}

func (v *view) meanPlainly(kind meantKind, name string, known []string, what string) (meant, error) {
	if at := slices.Index(known, name); at >= 0 {
		return meant{kind: kind, index: at}, nil
	}
	return meant{}, v.listed(unknown(badRequest, what+" of "+v.Name, name, known))
}

// meanColumn reads NAME or NAME.OPERATOR.
func (v *view) meanColumn(name string) (meant, error) {
	name, op, dotted := strings.Cut(name, ".")
	if !dotted {
		op = "eq"
	}
	found, err := v.meanPlainly(isColumn, name, v.columnNames(), "column")
	if err != nil {
		return found, err
	}
	if ops := filterNames(); !slices.Contains(ops, op) {
		return found, unknown(badRequest, "operator", op, ops).hinted(fmt.Sprintf("Write %s.gte=VALUE; there are %s.", name, strings.Join(ops, ", ")))
	}
	found.op = op
	return found, nil
}

// listed adds what the view has to an error about one of its names.
func (v *view) listed(p *problem) *problem {
	hint := "Its columns are " + strings.Join(v.columnNames(), ", ") + "."
	if len(v.Arguments) > 0 {
		hint = "Its arguments are " + strings.Join(v.argumentNames(), ", ") + "; " + strings.ToLower(hint[:1]) + hint[1:]
	}
	return p.hinted(hint)
}

func (v *view) argumentNames() []string {
	names := make([]string, len(v.Arguments))
	for i, a := range v.Arguments {
		names[i] = a.Name
	}
	return names
}

func (v *view) columnNames() []string {
	names := make([]string, len(v.Columns))
	for i, c := range v.Columns {
		names[i] = c.Name
	}
	return names
}

func settingNames(settings []viewSetting) []string {
	names := make([]string, len(settings))
	for i, s := range settings {
		names[i] = s.Name
	}
	return names
}

func optionNames() []string {
	var names []string
	for _, o := range slices.Concat(viewOptions, describedOptions()) {
		names = append(names, o.name)
	}
	return names
}

// isOptionName reports whether a name of the address is an option of every view, so that an argument of the name needs its prefix.
func isOptionName(name string) bool { return slices.Contains(optionNames(), name) }
