package benchmarks

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed cases/*.sql
var caseFiles embed.FS

// Cases reads all cases in the order of their files' names, which begin with a number.
var Cases = sync.OnceValues(func() ([]Case, error) {
	entries, err := caseFiles.ReadDir("cases")
	if err != nil {
		return nil, err
	}
	var cases []Case
	for _, e := range entries {
		text, err := caseFiles.ReadFile(path.Join("cases", e.Name()))
		if err != nil {
			return nil, err
		}
		c, err := parseCase(e.Name(), string(text))
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(cases, func(other Case) bool { return other.Name == c.Name }) {
			return nil, fmt.Errorf("%s: a second case is called %q", e.Name(), c.Name)
		}
		cases = append(cases, c)
	}
	return cases, nil
})

// parseCase reads a case: lines "-- key: value", and the statement below them. A file is called like 110_load_csv.sql.
func parseCase(file, text string) (Case, error) {
	c := Case{Name: caseName(file), Divide: 1}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	at := 0
	for ; at < len(lines) && strings.HasPrefix(lines[at], "-- "); at++ {
		key, value, ok := strings.Cut(strings.TrimPrefix(lines[at], "-- "), ":")
		if !ok {
			return c, fmt.Errorf("%s:%d: a line of the header is \"-- key: value\"", file, at+1)
		}
		if err := c.set(key, strings.TrimSpace(value)); err != nil {
			return c, fmt.Errorf("%s:%d: %w", file, at+1, err)
		}
	}
	c.Statement = strings.TrimSpace(strings.Join(lines[at:], "\n"))
	return c, c.check()
}

// caseName leaves out the number, which only orders the files.
func caseName(file string) string {
	name := strings.TrimSuffix(file, ".sql")
	if _, rest, ok := strings.Cut(name, "_"); ok {
		return rest
	}
	return name
}

func (c *Case) set(key, value string) (err error) {
	switch key {
	case "summary":
		c.Summary = value
	case "answer":
		c.Answer = value
	case "does":
		c.Does, c.With, _ = strings.Cut(value, ", ")
	case "row":
		c.Row = value
	case "peers":
		c.Peers = strings.Split(value, ", ")
	case "compare":
		c.Compare = value
	case "target":
		err = c.setTarget(value)
	case "lines":
		c.Divide, err = strconv.ParseInt(strings.TrimPrefix(value, "1/"), 10, 64)
	case "growth":
		c.Growth, err = strconv.ParseBool(value)
	case "asked":
		c.Asked, err = strconv.ParseBool(value)
	default:
		err = fmt.Errorf("no key of a case is called %q", key)
	}
	return err
}

// setTarget reads targets such as "2.0 x", "60 ms" and "1.2 x, 60 ms".
func (c *Case) setTarget(text string) error {
	for part := range strings.SplitSeq(text, ", ") {
		number, unit, _ := strings.Cut(part, " ")
		value, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return err
		}
		switch unit {
		case "x":
			c.Target = value
		case "s":
			c.Seconds = value
		case "ms":
			c.Seconds = value / 1e3
		default:
			return fmt.Errorf("a target is so many x, s or ms, not %q", part)
		}
	}
	return nil
}
