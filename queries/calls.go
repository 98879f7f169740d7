package queries

import (
	"regexp"
	"strings"
)

// call is one call of a macro of ours in a body.
type call struct {
	start, end int // of the whole text, the closing bracket included
	qualified  bool
	relation   bool // it stands behind FROM or JOIN
	name       string
	args       []given
}

// given is one argument of a call.
type given struct {
	name       string // empty for an argument by place
	start, end int    // of the expression in the body
}

var (
	calledName   = regexp.MustCompile(`(?:\b` + BaseSchema + `\.)?\b[a-z][a-z0-9_]*\(`)
	behindFrom   = regexp.MustCompile(`(?i)\b(?:from|join)\s+$`)
	namedArgment = regexp.MustCompile(`^\s*([a-z][a-z0-9_]*)\s*:=\s*`)
)

// nextCall finds the first call at or behind an offset. Calls within its arguments are not looked for.
func nextCall(body string, from int) (call, bool) {
	for {
		at := calledName.FindStringIndex(body[from:])
		if at == nil {
			return call{}, false
		}
		c := call{start: from + at[0], end: from + at[1]}
		from = c.end
		if c.start > 0 && body[c.start-1] == '.' {
			continue
		}
		c.name = body[c.start : c.end-1]
		c.name, c.qualified = strings.CutPrefix(c.name, BaseSchema+".")
		c.relation = behindFrom.MatchString(body[:c.start])
		if c.args, c.end = argumentsFrom(body, c.end); c.end > 0 {
			return c, true
		}
	}
}

// argumentsFrom reads arguments up to the closing bracket and returns the offset behind it, or 0 where none closes.
func argumentsFrom(body string, from int) (args []given, end int) {
	depth, start := 0, from
	add := func(end int) {
		text := body[start:end]
		if strings.TrimSpace(text) == "" {
			return
		}
		g := given{start: start, end: end}
		if m := namedArgment.FindStringSubmatch(text); m != nil {
			g.name = m[1]
			g.start += len(m[0])
		}
		args = append(args, g)
	}
	for i := from; i < len(body); i++ {
		switch body[i] {
		case '\'':
			i += 1 + strings.IndexByte(body[i+1:], '\'')
		case '-':
			if strings.HasPrefix(body[i:], "--") {
				i += strings.IndexByte(body[i:]+"\n", '\n')
			}
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 {
				add(i)
				return args, i + 1
			}
		case ',':
			if depth == 0 {
				add(i)
				start = i + 1
			}
		}
	}
	return nil, 0
}
