package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/customer-landscape/landscape/engine"
)

// parseJSON reads a body such as {"sql": "...", "params": {"x": 1}, "settings": {"as_of": "2025-12-31"}, "limit": 10} on top of what the
// address said. Names that are neither these nor options are returned with their values as text.
func (q *request) parseJSON(body []byte) (rest map[string][]string, err error) {
	members, err := objectOf(body)
	if err != nil {
		return nil, fault(badRequest, "the body is not one JSON object: "+err.Error())
	}
	rest = map[string][]string{}
	for _, m := range members {
		switch m.name {
		case "sql":
			err = json.Unmarshal(m.value, &q.sql)
		case "params":
			err = q.parseParams(m.value)
		case "settings":
			err = q.parseSettings(m.value)
		default:
			err = q.parseMember(m, rest)
		}
		if err != nil {
			return nil, named(m.name, err)
		}
	}
	return rest, nil
}

// named says in which member of a body an error is.
func named(name string, err error) error {
	var own *problem
	if errors.As(err, &own) {
		return err
	}
	return fault(badRequest, fmt.Sprintf("%s: %v", name, err))
}

// parseMember takes an option, or puts what is none into rest. null stands for what is not given.
func (q *request) parseMember(m member, rest map[string][]string) error {
	value, err := textOf(m.value)
	if err != nil || value == nil {
		return err
	}
	if o := optionCalled(m.name); o != nil {
		return q.take(o, *value)
	}
	rest[m.name] = []string{*value}
	return nil
}

// parseParams takes parameters by name from an object, or by position from an array.
func (q *request) parseParams(raw json.RawMessage) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if len(raw) > 0 && raw[0] == '[' {
		var list []any
		if err := decoder.Decode(&list); err != nil {
			return err
		}
		for i, value := range list {
			if err := q.addParam(strconv.Itoa(i+1), value); err != nil {
				return err
			}
		}
		return nil
	}
	members, err := objectOf(raw)
	if err != nil {
		return errors.New("it is neither an object nor an array")
	}
	for _, m := range members {
		decoder := json.NewDecoder(bytes.NewReader(m.value))
		decoder.UseNumber()
		var value any
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		if err := q.addParam(m.name, value); err != nil {
			return err
		}
	}
	return nil
}

func (q *request) addParam(name string, value any) error {
	if _, twice := q.params[name]; twice {
		return fault(paramMismatch, "the parameter "+name+" is given twice")
	}
	q.params[name] = value
	return nil
}

func (q *request) parseSettings(raw json.RawMessage) error {
	members, err := objectOf(raw)
	if err != nil {
		return errors.New("it is not an object")
	}
	for _, m := range members {
		if bytes.HasPrefix(m.value, []byte("[")) { // a list is written as JSON in a setting too
			q.settings = append(q.settings, engine.Setting{Name: m.name, Value: string(m.value)})
			continue
		}
		value, err := textOf(m.value)
		if err != nil {
			return named(m.name, err)
		}
		if value != nil {
			q.settings = append(q.settings, engine.Setting{Name: m.name, Value: *value})
		}
	}
	return nil
}

// textOf is a JSON value as an address would have it; nil for null.
func textOf(raw json.RawMessage) (*string, error) {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	var s string
	switch v := value.(type) {
	case nil:
		return nil, nil
	case string:
		s = v
	case json.Number:
		s = v.String()
	case bool:
		s = strconv.FormatBool(v)
	case []any:
		s = string(raw)
	default:
		return nil, errors.New("it is an object, and should be a single value")
	}
	return &s, nil
}

// member is one name and value of an object.
type member struct {
	name  string
	value json.RawMessage
}

// objectOf reads one JSON object with nothing after it. A name that comes twice is an error: which value was meant is not known.
func objectOf(body []byte) ([]member, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.New("it does not begin with {")
	}
	var members []member
	seen := map[string]bool{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		m := member{name: token.(string)} // names of an object are strings, or the decoder has reported it
		if seen[m.name] {
			return nil, fmt.Errorf("%q is in it twice", m.name)
		}
		seen[m.name] = true
		if err := decoder.Decode(&m.value); err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("something comes after it")
	}
	return members, nil
}
