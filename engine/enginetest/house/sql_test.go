package house

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// relations are the kinds of SQL objects whose body is a SELECT that others read by its columns.
var relations = []string{"base_table", "base_table_macro", "table_macro", "view", "figure", "report"}

func TestSQLForm(t *testing.T) {
	for _, name := range files(t) {
		if path.Ext(name) != ".sql" || !strings.HasPrefix(name, "queries/") {
			continue
		}
		for _, fault := range sqlFaults(name, read(t, name)) {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

// TestSQLFormFinds shows each rule failing, and the constructs that it must leave alone.
func TestSQLFormFinds(t *testing.T) {
	header := "-- name:    x\n-- kind:    view\n"
	cases := []struct{ name, text, want string }{
		{"star", header + "select * from a\n", "star"},
		{"qualified star", header + "with b as (select 1 as c)\nselect b.*, 2 as d from b\n", "star"},
		{"star after distinct", header + "select distinct * from a\n", "star"},
		{"second arm of a union", header + "select c from a union all select * from b\n", "star"},
		{"bare from", header + "with b as (select 1 as c)\nfrom b\n", "star"},
		{"bare from in a union", header + "from b union all select c from a\n", "star"},
		{"from first", header + "from a select a.c\n", ""},
		{"star in a macro's comment only", header + "select c -- not *\nfrom a\n", ""},
		{"star in an import", header + "with b as (select * from a)\nselect b.c from b\n", ""},
		{"count and product", header + "select count(*) as n, a.b * 2 as c from a\n", ""},
		{"from inside a function", header + "select extract(year from a.day) as y from a\n", ""},
		{"a macro is no relation", "-- name:    x\n-- kind:    macro\na * b\n", ""},
		{"upper case", header + "SELECT a.c from a\n", "upper case"},
		{"upper case in a string", header + "select 'A' as \"B\" from a\n", ""},
		{"tab", header + "select\n\ta.c from a\n", "tab"},
		{"name", "-- name:    y\n-- kind:    view\nselect a.c from a\n", "name"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			faults := strings.Join(sqlFaults("queries/views/test/x.sql", c.text), "; ")
			if c.want == "" && faults != "" || !strings.Contains(faults, c.want) {
				t.Errorf("found %q, want %q", faults, c.want)
			}
		})
	}
}

var (
	headerName = regexp.MustCompile(`(?m)^-- name: *(\S+)`)
	headerKind = regexp.MustCompile(`(?m)^-- kind: *(\S+)`)
	// quiet matches what is no code: strings, quoted names, comments.
	quiet     = regexp.MustCompile(`'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|(?s:/\*.*?\*/)`)
	sqlToken  = regexp.MustCompile(`[A-Za-z_][A-Za-z_0-9]*|[^\sA-Za-z_]`)
	upperCase = regexp.MustCompile(`\w*[A-Z]\w*`)
)

func sqlFaults(name, text string) []string {
	var faults []string
	if found := headerName.FindStringSubmatch(text); found == nil || found[1]+".sql" != path.Base(name) {
		faults = append(faults, "the header's name is not the file's")
	}
	for _, line := range strings.Split(text, "\n") {
		if strings.Contains(line, "\t") {
			faults = append(faults, "a tab: "+line)
		}
	}
	code := quiet.ReplaceAllStringFunc(text, func(found string) string {
		if found[0] == '\'' || found[0] == '"' {
			return "_"
		}
		return " "
	})
	if word := upperCase.FindString(code); word != "" {
		faults = append(faults, "upper case: "+word)
	}
	kind := headerKind.FindStringSubmatch(text)
	if kind != nil && slices.Contains(relations, kind[1]) && endsInStar(code) {
		faults = append(faults, "a star in the final select: list the columns in header order")
	}
	return faults
}

// endsInStar says whether a select outside all parentheses yields columns it does not list, by a star or by a bare FROM.
func endsInStar(code string) bool {
	const (
		before  = iota // no select of this arm seen yet
		bare           // a from without a select so far
		listing        // between select and from
		after
	)
	depth, state, last := 0, before, ""
	for _, token := range sqlToken.FindAllString(code, -1) {
		switch token {
		case "(", "[":
			depth++
		case ")", "]":
			depth--
		}
		if depth == 0 {
			switch {
			case token == "select":
				state = listing
			case token == "union" || token == "except" && state != listing || token == "intersect":
				if state == bare {
					return true
				}
				state = before
			case token == "from" && state == before:
				state = bare
			case token == "from" && state == bare: // of "is distinct from"
			case token == "from":
				state = after
			case token == "*" && state == listing && slices.Contains([]string{"select", "distinct", "all", ",", "."}, last):
				return true
			}
		}
		last = token
	}
	return state == bare
}
