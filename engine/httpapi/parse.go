package httpapi

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/nearest"
)

// Prefixes of the parameters of an address that name a parameter of the statement or a setting, whatever else has that name.
const (
	paramPrefix   = "p."
	settingPrefix = "set."
)

// keyParameter is the parameter of an address that holds a key. It belongs to identify and is no option.
const keyParameter = "key"

// parameters are those of the address. One that cannot be read is an error: left out, it would be an option that has no effect.
func (c *call) parameters() (url.Values, error) {
	values, err := url.ParseQuery(c.r.URL.RawQuery)
	if err == nil {
		return values, nil
	}
	p := fault(badRequest, "the address: "+err.Error())
	if strings.Contains(c.r.URL.RawQuery, ";") {
		p.Hint = "Write ; as %3B."
	}
	return nil, p
}

// parseURL reads the parameters of an address: options, p.NAME and set.NAME, each at most once. What is none of these is returned for a
// path that has parameters of its own.
func parseURL(values url.Values) (q request, rest url.Values, err error) {
	q = newRequest("")
	rest = url.Values{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		all := values[name]
		param, isParam := strings.CutPrefix(name, paramPrefix)
		setting, isSetting := strings.CutPrefix(name, settingPrefix)
		o := optionCalled(name)
		switch {
		case name == keyParameter:
			continue
		case !isParam && !isSetting && o == nil:
			rest[name] = all
			continue
		case len(all) > 1:
			return q, nil, fault(badRequest, fmt.Sprintf("%s is given %d times", name, len(all)))
		case isParam:
			q.params[param] = all[0]
		case isSetting:
			q.settings = append(q.settings, engine.Setting{Name: setting, Value: all[0]})
		default:
			err = q.take(o, all[0])
		}
		if err != nil {
			return q, nil, err
		}
	}
	return q, rest, nil
}

func optionCalled(name string) *queryOption {
	for i := range queryTable {
		if queryTable[i].name == name {
			return &queryTable[i]
		}
	}
	return nil
}

// take sets an option, once, and names it in the error of a value that it does not take.
func (q *request) take(o *queryOption, value string) error {
	if q.given[o.name] {
		return fault(badRequest, o.name+" is given in the address and in the body")
	}
	err := o.set(&q.options, value)
	var own *problem
	if err != nil && !errors.As(err, &own) {
		return fault(badRequest, o.name+": "+err.Error())
	}
	q.given[o.name] = true
	return err
}

// unknownOption refuses a name that is nothing, and proposes what was meant among the options and the names that the path has besides.
func unknownOption(name string, others ...string) *problem {
	known := slices.Clone(others)
	for _, o := range queryTable {
		known = append(known, o.name)
	}
	p := fault(badRequest, "there is no option "+name)
	if p.Candidates = nearest.Words(name, known, 3); len(p.Candidates) > 0 {
		p.Hint = "Did you mean " + strings.Join(p.Candidates, " or ") + "?"
	}
	return p
}

// takeSettings takes what is left of an address or a body into the settings of the landscape. What is no setting either is an unknown option;
// others are names that it may have been meant to be.
func (q *request) takeSettings(rest map[string][]string, known []string, others ...string) error {
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		switch {
		case !slices.Contains(known, name):
			return unknownOption(name, slices.Concat(others, known)...)
		case len(rest[name]) > 1:
			return fault(badRequest, fmt.Sprintf("%s is given %d times", name, len(rest[name])))
		}
		q.settings = append(q.settings, engine.Setting{Name: name, Value: rest[name][0]})
	}
	seen := map[string]bool{}
	for _, s := range q.settings {
		if seen[s.Name] {
			return fault(badRequest, "the setting "+s.Name+" is given twice")
		}
		seen[s.Name] = true
	}
	return nil
}
