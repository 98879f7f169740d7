package queries

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Check is a rule that every loaded row of a table has to keep. An empty value keeps every rule.
type Check struct {
	Column string
	Words  []string // the words allowed, in lower case; nil when the rule is another
	Low    string   // the smallest number allowed; empty for none
	High   string   // the largest number allowed; empty for none
	Start  string   // the date column of the same row that this one must not be before; empty for none
}

// Says is the rule in words that continue the name of its column.
func (c Check) Says() string {
	switch {
	case c.Words != nil:
		return joinWords(c.Words, "or")
	case c.Start != "":
		return "not before " + c.Start
	case c.High != "":
		return c.Low + ".." + c.High
	default:
		return c.Low + " or more"
	}
}

// Fault is what is said about a value that breaks the rule.
func (c Check) Fault() string {
	switch {
	case c.Words != nil:
		return "not one of " + joinWords(c.Words, "and")
	case c.Start != "":
		return "before " + c.Start
	case c.High != "":
		return "not between " + c.Low + " and " + c.High
	default:
		return "below " + c.Low
	}
}

func joinWords(words []string, last string) string {
	n := len(words) - 1
	if n < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:n], ", ") + " " + last + " " + words[n]
}

// checks reads lines of "column in word, word", "column from 0 to 1", "column from 0" and "column not before column".
func (p *parser) checks(e Entry) ([]Check, error) {
	var out []Check
	for i, line := range e.Lines {
		f := Fields(line, 2)
		if len(f) < 3 {
			return nil, fault(p.file, e.Line+1+i, "a check is a column and its rule, not %q", line)
		}
		c, err := readCheck(f[0], f[1], f[2])
		if err != nil {
			return nil, fault(p.file, e.Line+1+i, "%s", err)
		}
		out = append(out, c)
	}
	return out, p.nothingBeside(e)
}

func readCheck(column, verb, rest string) (Check, error) {
	c := Check{Column: column}
	switch verb {
	case "in":
		for word := range strings.SplitSeq(rest, ",") {
			word = strings.TrimSpace(word)
			if word == "" || word != strings.ToLower(word) {
				return c, fmt.Errorf("the word %q of %s is empty or not in lower case", word, column)
			}
			c.Words = append(c.Words, word)
		}
		return c, nil
	case "from":
		low, high, both := strings.Cut(rest, " to ")
		c.Low, c.High = strings.TrimSpace(low), strings.TrimSpace(high)
		for _, end := range []string{c.Low, c.High} {
			if _, err := strconv.ParseFloat(end, 64); err != nil && (end != "" || both) {
				return c, fmt.Errorf("%q is no number", end)
			}
		}
		return c, nil
	case "not":
		if start, ok := strings.CutPrefix(rest, "before "); ok {
			c.Start = strings.TrimSpace(start)
			return c, nil
		}
	}
	return c, fmt.Errorf("a rule is \"in\", \"from\" or \"not before\", not %q", verb+" "+rest)
}

// settleChecks sees that key and checks name columns of the table, and lets the columns say their rules.
func (p *parser) settleChecks() error {
	o := &p.o
	if (len(o.Checks) > 0 || len(o.Key) > 0) && o.Kind != Table {
		return fault(p.file, max(p.seen["checks"], p.seen["key"]), "a %s has neither key nor checks; a table has", o.Kind)
	}
	column := func(name, kind string) (*Column, error) {
		at := slices.IndexFunc(o.Columns, func(c Column) bool { return c.Name == name })
		if at < 0 {
			return nil, fault(p.file, p.line(kind), "the table has no column %q", name)
		}
		return &o.Columns[at], nil
	}
	for _, name := range o.Key {
		if _, err := column(name, "key"); err != nil {
			return err
		}
	}
	for _, c := range o.Checks {
		told, err := column(c.Column, "checks")
		if err != nil {
			return err
		}
		if c.Start != "" {
			if _, err := column(c.Start, "checks"); err != nil {
				return err
			}
		}
		told.Text = strings.Trim(c.Says()+"; "+told.Text, "; ")
	}
	return nil
}
