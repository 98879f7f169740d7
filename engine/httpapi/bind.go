package httpapi

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/engine"
)

// bound turns the parameters of a request into values of the types that the prepared statement expects. Names that the statement does
// not know, and those that have no value, are left for the engine to refuse.
func (q *request) bound(ctx context.Context, session *engine.Session) (map[string]any, error) {
	if len(q.params) == 0 || q.typed {
		return q.params, nil
	}
	described, err := session.Describe(ctx, q.sql)
	if err != nil {
		return nil, err
	}
	zone := time.UTC
	if q.options.tz != "" {
		if zone, err = time.LoadLocation(q.options.tz); err != nil {
			return nil, fault(badRequest, "tz: "+err.Error())
		}
	}
	values := make(map[string]any, len(q.params))
	for name, value := range q.params {
		typ := ""
		if i := slices.IndexFunc(described.Parameters, func(p engine.ParameterInfo) bool { return p.Name == name }); i >= 0 {
			typ = described.Parameters[i].Type
		}
		if values[name], err = valueOf(typ, value, zone); err != nil {
			p := fault(sqlType, fmt.Sprintf("the parameter %s: %v", name, err))
			p.cause = err
			return nil, p
		}
	}
	return values, nil
}

// valueOf is a parameter as a value of an SQL type, which is empty where the statement takes any. A time without a zone is one of zone.
func valueOf(typ string, value any, zone *time.Location) (any, error) {
	switch v := value.(type) {
	case nil:
		return nil, nil
	case bool:
		if typ == "" || typ == "BOOLEAN" {
			return v, nil
		}
		return valueOfText(typ, fmt.Sprint(v), zone)
	case json.Number:
		if typ == "" {
			return numberOf(v.String())
		}
		return valueOfText(typ, v.String(), zone)
	case string:
		return valueOfText(typ, v, zone)
	case []any:
		return listOf(typ, v, zone)
	case map[string]any:
		return typedValue(v)
	default:
		return nil, fmt.Errorf("a %T is no value of a parameter", value)
	}
}

// typedValue is a parameter that says its type itself: {"type": "text", "value": "17850"}, for where the statement takes any.
func typedValue(object map[string]any) (any, error) {
	typ, isText := object["type"].(string)
	value, hasValue := object["value"].(string)
	if len(object) != 2 || !isText || !hasValue {
		return nil, errors.New(`an object is {"type": "date", "value": "2025-12-31"}, both of them texts`)
	}
	return engine.Parameter(typ, value)
}

// listOf is a list as a value of a type such as VARCHAR[].
func listOf(typ string, list []any, zone *time.Location) (any, error) {
	element, isList := strings.CutSuffix(typ, "[]")
	if typ != "" && !isList {
		return nil, fmt.Errorf("a list is no %s", typ)
	}
	values := make([]any, len(list))
	for i, v := range list {
		var err error
		if values[i], err = valueOf(element, v, zone); err != nil {
			return nil, fmt.Errorf("value %d: %w", i+1, err)
		}
	}
	return values, nil
}

func valueOfText(typ, text string, zone *time.Location) (any, error) {
	base, _, _ := strings.Cut(typ, "(")
	switch base {
	case "":
		return engine.Parameter("", text)
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "DECIMAL":
		return numberOf(text)
	case "FLOAT", "DOUBLE":
		return engine.Parameter("double", text)
	case "BOOLEAN":
		return engine.Parameter("bool", text)
	case "DATE":
		return engine.Parameter("date", text)
	case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS":
		return timeOf(text, time.UTC)
	case "TIMESTAMP WITH TIME ZONE":
		return timeOf(text, zone)
	case "BLOB":
		blob, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, errors.New("it is no base64")
		}
		return blob, nil
	default:
		return text, nil
	}
}

// numberOf keeps every digit: a whole number where it is one, else a decimal; with an exponent a double.
func numberOf(text string) (any, error) {
	switch {
	case strings.ContainsAny(text, "eE"):
		return engine.Parameter("double", text)
	case strings.Contains(text, "."):
		return engine.Parameter("decimal", text)
	default:
		return engine.Parameter("int", text)
	}
}

// timeLayouts are ISO 8601 with and without a zone, and a day alone.
var timeLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999",
	"2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly}

func timeOf(text string, zone *time.Location) (any, error) {
	for _, layout := range timeLayouts {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at.UTC(), nil
		}
	}
	return nil, fmt.Errorf("%q is no time written as 2025-12-31T23:59:59", text)
}
