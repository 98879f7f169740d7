package repl

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

// budget is how long completion may take; what is there by then is shown.
const budget = 50 * time.Millisecond

// complete returns what could stand at the cursor, best first, and where the text that it replaces begins, both in bytes.
func (s *shell) complete(text string, cursor int) (start int, found []candidate) {
	if s.settings.completion == "off" {
		return cursor, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), budget)
	defer cancel()
	if isCommand(text) && !strings.Contains(text[:cursor], "\n") {
		return s.completeCommand(text, cursor)
	}
	free := s.catalogue.waitFor(budget / 2)
	scope := scopeOf(text, cursor)
	list := &list{word: strings.ToLower(scope.word), seen: map[string]bool{}}
	relations, functions := s.catalogue.known()
	switch scope.expect {
	case expectNothing:
	case expectPath:
		list.paths(scope.word)
	case expectTable:
		s.tableCandidates(list, scope, relations)
		list.keywords("select", "lateral")
	case expectStart, expectMore:
		s.grammar(ctx, list, text, cursor, free)
	default:
		s.valueCandidates(list, scope, relations, functions)
		if len(scope.qualifier) == 0 {
			s.grammar(ctx, list, text, cursor, free)
		}
	}
	return scope.start, list.found
}

// list collects candidates that begin with a word, each once.
type list struct {
	word  string // in small letters
	seen  map[string]bool
	found []candidate
}

// add takes a name in, quoted where it must be.
func (l *list) add(name string, c candidate) {
	if c.text == "" {
		c.text = lexer.QuoteName(name)
	}
	if strings.HasPrefix(strings.ToLower(name), l.word) && !l.seen[c.text] {
		l.seen[c.text] = true
		l.found = append(l.found, c)
	}
}

func (l *list) keywords(words ...string) {
	for _, w := range words {
		l.add(w, candidate{text: w, kind: "keyword", more: " "})
	}
}

// tableCandidates offers common tables, then tables, views and table macros; behind a schema and a point only those of it.
func (s *shell) tableCandidates(l *list, scope scope, relations []relation) {
	schema := ""
	if n := len(scope.qualifier); n > 0 {
		schema = scope.qualifier[n-1]
	} else {
		for _, cte := range scope.ctes {
			l.add(cte.name, candidate{kind: "common table", detail: "of this statement", more: " "})
		}
	}
	schemas := map[string]bool{}
	for _, r := range relations {
		inside := schema == "" && (r.schema == s.schema || r.schema == "main") || strings.EqualFold(schema, r.schema)
		if inside {
			more := " "
			if r.kind == "macro" {
				more = "("
			}
			l.add(r.name, candidate{kind: r.kind, detail: r.detail(s.term.Separator()), more: more})
		}
		schemas[r.schema] = true
	}
	if schema == "" {
		for _, name := range sortedKeys(schemas) {
			l.add(name, candidate{kind: "schema", detail: "schema", more: "."})
		}
	}
}

// valueCandidates offers the columns of the tables of the query, the names of the tables, what the select list names, and functions.
func (s *shell) valueCandidates(l *list, scope scope, relations []relation, functions []function) {
	if scope.expect == expectArgument && scope.call != "" {
		for _, r := range relations {
			if r.kind != "macro" || !strings.EqualFold(r.name, scope.call) {
				continue
			}
			for _, a := range r.arguments {
				l.add(a, candidate{text: a + " := ", kind: "argument", detail: "argument of " + r.name})
			}
		}
	}
	qualifier := ""
	if n := len(scope.qualifier); n > 0 {
		qualifier = scope.qualifier[n-1]
	}
	for _, t := range scope.tables {
		if qualifier == "" || strings.EqualFold(qualifier, t.called()) {
			s.columnsOf(l, t, relations, 0)
		}
	}
	if qualifier != "" {
		if len(l.found) == 0 {
			s.tableCandidates(l, scope, relations)
		}
		return
	}
	for _, a := range scope.aliases {
		l.add(a, candidate{kind: "alias", detail: "of the select list"})
	}
	for _, t := range scope.tables {
		if name := t.called(); name != "" {
			l.add(name, candidate{kind: "table", detail: "table of this query", more: "."})
		}
	}
	if l.word == "" {
		return // hundreds of functions would hide the rest
	}
	for _, f := range functions {
		detail := f.name + "(" + f.arguments + ")"
		if f.returns != "" {
			detail += " " + s.arrow() + " " + f.returns
		}
		if f.text != "" {
			detail += s.term.Separator() + f.text
		}
		l.add(f.name, candidate{kind: "function", detail: detail, more: "("})
	}
}

func (s *shell) arrow() string {
	if s.term.ASCII {
		return "->"
	}
	return "→"
}

// maxDepth bounds how many sub-queries deep a * is followed.
const maxDepth = 8

// columnsOf offers the columns of one item of FROM.
func (s *shell) columnsOf(l *list, t tableRef, relations []relation, depth int) {
	called := cmp.Or(t.called(), "sub-query")
	for _, name := range t.columns {
		l.add(name, candidate{kind: "column", detail: called})
	}
	if depth < maxDepth {
		for _, inner := range t.star {
			s.columnsOf(l, inner, relations, depth+1)
		}
	}
	if t.name == "" || len(t.columns)+len(t.star) > 0 {
		return
	}
	for _, r := range relations {
		if strings.EqualFold(r.name, t.name) && len(r.columns) > 0 && (t.schema == "" || strings.EqualFold(r.schema, t.schema)) {
			for _, c := range r.columns {
				detail := c.typ + s.term.Separator() + called
				if c.comment != "" {
					detail += s.term.Separator() + c.comment
				}
				l.add(c.name, candidate{kind: "column", detail: detail})
			}
			return
		}
	}
}

// paths offers files and folders that begin with what stands between the quotes.
func (l *list) paths(word string) {
	dir, base := filepath.Split(word)
	entries, err := os.ReadDir(cmp.Or(dir, "."))
	if err != nil {
		return
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), base) || base == "" && strings.HasPrefix(e.Name(), ".") {
			continue
		}
		c := candidate{text: dir + e.Name(), kind: "file", detail: "file"}
		if e.IsDir() {
			c.text, c.kind, c.detail = c.text+string(filepath.Separator), "directory", "folder"
		}
		l.found = append(l.found, c)
	}
}

func sortedKeys(set map[string]bool) []string {
	var keys []string
	for k := range set {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// completeCommand offers the commands, and behind one what could be its argument.
func (s *shell) completeCommand(text string, cursor int) (start int, found []candidate) {
	head := text[:cursor]
	if name, ok := strings.CutPrefix(head, "?"); ok {
		l := &list{word: strings.ToLower(name), seen: map[string]bool{}}
		relations, functions := s.catalogue.known()
		s.tableCandidates(l, scope{}, relations)
		s.valueCandidates(l, scope{}, nil, functions)
		for i := range l.found {
			l.found[i].more = ""
		}
		return 1, l.found
	}
	word, _, behind := strings.Cut(head, " ")
	if !behind {
		l := &list{word: strings.ToLower(word), seen: map[string]bool{}}
		for _, c := range commands {
			l.add("."+c.name, candidate{text: "." + c.name, kind: "command", detail: c.summary, more: " "})
		}
		for _, c := range commands {
			for _, alias := range c.aliases {
				if strings.HasPrefix(alias, `\`) {
					l.add(alias, candidate{text: alias, kind: "command", detail: c.summary, more: " "})
				}
			}
		}
		return 0, l.found
	}
	start = strings.LastIndexByte(head, ' ') + 1
	c, _, _ := findCommand(word, true)
	if c == nil || c.complete == nil {
		return start, nil
	}
	return start, c.complete(s, head[start:])
}
