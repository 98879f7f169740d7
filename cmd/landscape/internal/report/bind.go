package report

import (
	"errors"
	"fmt"
	"strings"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/queries"
)

// Arguments splits words of the form name=value. A word without = is an error that shows the form.
func (r Report) Arguments(words []string) (map[string]string, error) {
	given := map[string]string{}
	for _, word := range words {
		name, value, ok := strings.Cut(word, "=")
		if !ok {
			return nil, r.fault(r.Usage(), "%q is not an argument; an argument is name=value", word)
		}
		if _, twice := given[name]; twice {
			return nil, r.fault("", "%s is given twice", name)
		}
		given[name] = value
	}
	return given, nil
}

// Bind turns the texts given for arguments into values to bind under their names, with the default of every other. A name that the report
// does not know, a text that is none of the argument's type, and a required argument that is missing are errors of kind invalid.
func (r Report) Bind(given map[string]string) (map[string]any, error) {
	params := map[string]any{}
	for _, a := range r.Args {
		text, ok := given[a.Name]
		var value any
		var err error
		switch {
		case ok:
			value, err = engine.Parameter(parameterType(a.Type), text)
		case a.Required:
			return nil, r.fault(r.Usage(), "%s is missing: %s", a.Name, a.Text)
		default:
			value, err = constant(a)
		}
		if err != nil {
			var cause *engine.Error
			if errors.As(err, &cause) {
				err = cause.Err
			}
			return nil, r.fault("", "%s: %w", a.Name, err)
		}
		params[a.Name] = value
	}
	for name := range given {
		if _, known := params[name]; !known {
			return nil, r.fault(r.Usage(), "there is no argument %s", name)
		}
	}
	return params, nil
}

// Usage is the name with every argument in its form: required ones as they are, others in brackets with their default.
func (r Report) Usage() string {
	parts := []string{r.Name}
	for _, a := range r.Args {
		switch {
		case a.Required:
			parts = append(parts, a.Name+"="+strings.ToUpper(a.Type))
		case a.Default == "NULL":
			parts = append(parts, "["+a.Name+"="+strings.ToUpper(a.Type)+"]")
		default:
			parts = append(parts, "["+a.Name+"="+strings.Trim(a.Default, "'")+"]")
		}
	}
	return strings.Join(parts, " ")
}

func (r Report) fault(hint, format string, args ...any) error {
	return &engine.Error{Kind: engine.KindInvalid, Op: "report", Object: r.Name, Hint: hint, Err: fmt.Errorf(format, args...)}
}

// parameterType is the engine's word for a type of the header.
func parameterType(typ string) string {
	name, _, _ := strings.Cut(typ, "(")
	switch name {
	case "DATE":
		return "date"
	case "TIMESTAMP":
		return "timestamp"
	case "BOOLEAN":
		return "bool"
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT":
		return "int"
	case "DECIMAL":
		return "decimal"
	case "FLOAT", "DOUBLE":
		return "double"
	default:
		return "text"
	}
}

// constant reads the default of an argument: NULL, a number, a text in quotes, true, false or a day.
func constant(a queries.Arg) (any, error) {
	text := strings.TrimSpace(strings.TrimPrefix(a.Default, "date "))
	if strings.EqualFold(text, "NULL") {
		return nil, nil
	}
	if inner, ok := strings.CutPrefix(text, "'"); ok {
		text = strings.ReplaceAll(strings.TrimSuffix(inner, "'"), "''", "'")
	}
	return engine.Parameter(parameterType(a.Type), text)
}
