package queries

import (
	"slices"
	"strings"
)

// args reads lines of "name type unit default text".
func (p *parser) args(e Entry) ([]Arg, error) {
	var out []Arg
	names := map[string]bool{}
	for i, line := range e.Lines {
		at := e.Line + 1 + i
		f := Fields(line, 4)
		if len(f) < 4 {
			return nil, fault(p.file, at, "an argument is \"name type unit default text\", not %q", line)
		}
		if err := p.field(f, names, at); err != nil {
			return nil, err
		}
		a := Arg{Name: f[0], Type: f[1], Unit: f[2], Default: f[3]}
		if len(f) > 4 {
			a.Text = f[4]
		}
		if a.Required = a.Default == "required"; a.Required {
			a.Default = ""
			if len(out) > 0 && !out[len(out)-1].Required {
				return nil, fault(p.file, at, "the required argument %q stands after one with a default", a.Name)
			}
		}
		out = append(out, a)
	}
	return out, p.nothingBeside(e)
}

// columns reads lines of "name type unit text".
func (p *parser) columns(e Entry) ([]Column, error) {
	var out []Column
	names := map[string]bool{}
	for i, line := range e.Lines {
		at := e.Line + 1 + i
		f := Fields(line, 3)
		if len(f) < 3 {
			return nil, fault(p.file, at, "a column is \"name type unit text\", not %q", line)
		}
		if err := p.field(f, names, at); err != nil {
			return nil, err
		}
		c := Column{Name: f[0], Type: f[1], Unit: f[2]}
		if len(f) > 3 {
			c.Text = f[3]
		}
		out = append(out, c)
	}
	return out, p.nothingBeside(e)
}

// returns reads "type unit text".
func (p *parser) returns(text string, line int) (Column, error) {
	f := Fields(text, 2)
	if len(f) < 2 {
		return Column{}, fault(p.file, line, "what a macro returns is \"type unit text\", not %q", text)
	}
	if err := p.field(append([]string{"returns"}, f...), map[string]bool{}, line); err != nil {
		return Column{}, err
	}
	c := Column{Type: f[0], Unit: f[1]}
	if len(f) > 2 {
		c.Text = f[2]
	}
	return c, nil
}

func (p *parser) field(f []string, names map[string]bool, line int) error {
	switch {
	case !nameRule.MatchString(f[0]):
		return fault(p.file, line, "%q is not a name", f[0])
	case names[f[0]]:
		return fault(p.file, line, "%q is listed twice", f[0])
	case f[1] != strings.ToUpper(f[1]) && !strings.HasPrefix(f[1], "STRUCT("):
		return fault(p.file, line, "the type %q is not written in capitals", f[1])
	case !slices.Contains(Units(), f[2]):
		return fault(p.file, line, "unknown unit %q; known are %s", f[2], strings.Join(Units(), ", "))
	}
	names[f[0]] = true
	return nil
}

func (p *parser) nothingBeside(e Entry) error {
	if e.Value != "" {
		return fault(p.file, e.Line, "the entries of %q stand on lines of their own", e.Key)
	}
	return nil
}

// Fields splits a line at blanks into n fields and the rest; a blank inside brackets or quotes does not split.
func Fields(line string, n int) []string {
	var out []string
	for len(out) < n {
		line = strings.TrimLeft(line, " \t")
		if line == "" {
			return out
		}
		end := fieldEnd(line)
		out = append(out, line[:end])
		line = line[end:]
	}
	if rest := strings.TrimSpace(line); rest != "" {
		out = append(out, rest)
	}
	return out
}

func fieldEnd(line string) int {
	depth, quoted := 0, false
	for i := range len(line) {
		switch c := line[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case (c == ' ' || c == '\t') && depth <= 0:
			return i
		}
	}
	return len(line)
}
