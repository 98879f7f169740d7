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

var namedArgument = regexp.MustCompile(`^\s*([a-z][a-z0-9_]*)\s*:=\s*`)

// nextCall finds the first call at or behind an offset. Calls within its arguments are not looked for.
func nextCall(body string, from int) (call, bool) {
	for {
		open := strings.IndexByte(body[from:], '(')
		if open < 0 {
			return call{}, false
		}
		open += from
		start := open
		for start > from && isName(body[start-1]) {
			start--
		}
		from = open + 1
		if start == open {
			continue
		}
		c := call{start: start, name: body[start:open]}
		if schema := BaseSchema + "."; strings.HasSuffix(body[:start], schema) {
			c.start, c.qualified = start-len(schema), true
		} else if start > 0 && body[start-1] == '.' {
			continue
		}
		c.relation = behindFrom(body[:c.start])
		if c.args, c.end = argumentsFrom(body, open+1); c.end > 0 {
			return c, true
		}
	}
}

func isName(b byte) bool { return b == '_' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' }

// behindFrom says whether a text ends with FROM or JOIN.
func behindFrom(text string) bool {
	word := strings.TrimRight(text, " \t\n")
	if len(word) == len(text) || len(word) < 4 {
		return false
	}
	last := strings.ToLower(word[len(word)-4:])
	return (last == "from" || last == "join") && (len(word) == 4 || strings.ContainsAny(word[len(word)-5:len(word)-4], " \t\n("))
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
		if strings.Contains(text, ":=") {
			if m := namedArgument.FindStringSubmatch(text); m != nil {
				g.name = m[1]
				g.start += len(m[0])
			}
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
