package httpapi

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/engine"
)

// isSingle reports whether values of a DuckDB type are single values that an address can hold: no lists, maps and structs.
func isSingle(duckType string) bool {
	return !strings.HasSuffix(duckType, "]") && !strings.HasPrefix(duckType, "MAP(") && !strings.HasPrefix(duckType, "STRUCT(") &&
		!strings.HasPrefix(duckType, "UNION(") && duckType != "BLOB"
}

// elementType is the type of the elements of a list; ok is false for any other type.
func elementType(duckType string) (element string, ok bool) { return strings.CutSuffix(duckType, "[]") }

// typed reads the text of a value. The error names what has the value, the type and the text.
func typed(what, duckType, text string) (value any, err error) {
	if strings.HasSuffix(duckType, "INT") || strings.HasSuffix(duckType, "INTEGER") {
		value, err = engine.Parameter("int", text)
	} else {
		value, err = valueOfText(duckType, text, time.UTC)
	}
	if err != nil {
		return nil, fault(badRequest, fmt.Sprintf("%s is of type %s: %s", what, duckType, said(err)))
	}
	return value, nil
}

// said is the text of the innermost error: of one of the engine without what was being done.
func said(err error) string {
	for {
		inner, ok := err.(interface{ Unwrap() error })
		if !ok || inner.Unwrap() == nil {
			return err.Error()
		}
		err = inner.Unwrap()
	}
}

// elements splits the text of a list: JSON such as ["a","b"], [0.8, 0.95], or the elements with commas between.
func elements(text string) ([]string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	inner, bracketed := strings.CutPrefix(text, "[")
	if !bracketed {
		return trimmed(strings.Split(text, ",")), nil
	}
	var parts []json.RawMessage
	if json.Unmarshal([]byte(text), &parts) == nil {
		texts := make([]string, len(parts))
		for i, part := range parts {
			if json.Unmarshal(part, &texts[i]) != nil {
				texts[i] = string(part)
			}
		}
		return texts, nil
	}
	inner, closed := strings.CutSuffix(inner, "]")
	if !closed {
		return nil, fmt.Errorf("the list %q has no end", text)
	}
	return trimmed(strings.Split(inner, ",")), nil
}

func trimmed(parts []string) []string {
	for i, p := range parts {
		parts[i] = strings.Trim(strings.TrimSpace(p), "'")
	}
	return parts
}
