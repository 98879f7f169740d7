package engine

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"
)

// ParameterTypes lists the types that Parameter knows, in the order in which help shows them.
var ParameterTypes = []string{"text", "int", "decimal", "double", "date", "timestamp", "bool"}

var (
	integerText = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)
	decimalText = regexp.MustCompile(`^-?(0|[1-9][0-9]*)\.[0-9]+$`)
)

// Value is a parameter that Parameter has read. It keeps its text, so that another program can be asked with it.
type Value struct {
	Type string // one of ParameterTypes
	Text string

	bound any // what the driver takes
}

// Parameter turns text into a Value that Session.Query binds. An empty typ means the type that the text looks like: an integer or a
// decimal without leading zeros, a day such as 2025-12-31, true or false; anything else, like 00042, is text. An unknown type, or a
// text that is none of its type, is an error of KindInvalid.
func Parameter(typ, text string) (any, error) {
	if typ == "" {
		typ = looksLike(text)
	}
	value, err := parseParameter(typ, text)
	if err != nil {
		return nil, &Error{Kind: KindInvalid, Op: "parameter", Err: err}
	}
	return Value{Type: typ, Text: text, bound: value}, nil
}

// unwrapped is a parameter as the driver takes it, the elements of a list too.
func unwrapped(value any) any {
	switch v := value.(type) {
	case Value:
		return v.bound
	case []any:
		out := make([]any, len(v))
		for i, element := range v {
			out[i] = unwrapped(element)
		}
		return out
	default:
		return value
	}
}

func looksLike(text string) string {
	switch {
	case integerText.MatchString(text):
		return "int"
	case decimalText.MatchString(text):
		return "decimal"
	case text == "true" || text == "false":
		return "bool"
	}
	if _, err := time.Parse(time.DateOnly, text); err == nil {
		return "date"
	}
	return "text"
}

func parseParameter(typ, text string) (any, error) {
	switch typ {
	case "text":
		return duckdb.Typed(text, duckdb.TYPE_VARCHAR), nil
	case "int":
		n, ok := new(big.Int).SetString(text, 10)
		switch {
		case !ok:
			return nil, fmt.Errorf("%q is not a whole number", text)
		case n.IsInt64():
			return n.Int64(), nil
		default:
			return decimal(text)
		}
	case "decimal":
		return decimal(text)
	case "double":
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not a number", text)
		}
		return v, nil
	case "date":
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return nil, fmt.Errorf("%q is not a day written as 2025-12-31", text)
		}
		return duckdb.Typed(day, duckdb.TYPE_DATE), nil
	case "timestamp":
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999", "2006-01-02 15:04:05.999999", time.DateOnly} {
			if at, err := time.Parse(layout, text); err == nil {
				return duckdb.Typed(at.UTC(), duckdb.TYPE_TIMESTAMP), nil
			}
		}
		return nil, fmt.Errorf("%q is not a time written as 2025-12-31T23:59:59", text)
	case "bool":
		v, err := strconv.ParseBool(text)
		if err != nil {
			return nil, fmt.Errorf("%q is neither true nor false", text)
		}
		return v, nil
	default:
		return nil, fmt.Errorf("unknown type %q (known: %s)", typ, strings.Join(ParameterTypes, ", "))
	}
}

// decimal keeps every digit of text and takes the scale from it.
func decimal(text string) (any, error) {
	const most = 38
	whole, fraction, _ := strings.Cut(text, ".")
	n, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		return nil, fmt.Errorf("%q is not a decimal number", text)
	}
	width := max(len(strings.TrimLeft(whole+fraction, "+-")), 1)
	if width > most {
		return nil, errors.New("a decimal number has at most 38 digits")
	}
	return duckdb.Decimal{Width: uint8(width), Scale: uint8(len(fraction)), Value: n}, nil
}
