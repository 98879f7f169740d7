package queries

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed all:schema all:base all:macros all:views all:profiles all:reports
var files embed.FS

// All returns every object in an order in which they can be created: tables first, since a table needs nothing but its header, then
// every object after its sources and after the base objects that its body names. It fails on a file
// whose header is wrong, on a name used twice, on an unknown source and on a cycle.
func All() ([]Object, error) { return all() }

var all = sync.OnceValues(func() ([]Object, error) { return read(files) })

func read(fsys fs.FS) ([]Object, error) {
	objects, err := parsed(fsys)
	if err != nil {
		return nil, err
	}
	return withKept(objects), nil
}

// parsed are the objects that have files, in the order of All.
func parsed(fsys fs.FS) ([]Object, error) {
	var objects []Object
	err := fs.WalkDir(fsys, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".sql") {
			return err
		}
		text, err := fs.ReadFile(fsys, file)
		if err != nil {
			return err
		}
		o, err := Parse(file, string(text))
		if err != nil {
			return err
		}
		objects = append(objects, o)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return sortBySource(objects)
}

// references are the sources of the header and the base objects that the body names.
func references(o Object, byName map[string][]int) []string {
	out := append(o.Sources[:len(o.Sources):len(o.Sources)], o.after...)
	for body := o.Body; ; {
		at := strings.Index(body, BaseSchema+".")
		if at < 0 {
			return out
		}
		end := at + len(BaseSchema) + 1
		for end < len(body) && isName(body[end]) {
			end++
		}
		name := body[at:end]
		if _, known := byName[name]; known && (at == 0 || !isName(body[at-1])) && !slices.Contains(out, name) {
			out = append(out[:len(out):len(out)], name)
		}
		body = body[end:]
	}
}

// sortBySource sorts as All says; among objects that are free to come next the order is that of the paths.
func sortBySource(objects []Object) ([]Object, error) {
	slices.SortStableFunc(objects, tablesFirst)
	byName, err := index(objects)
	if err != nil {
		return nil, err
	}
	standFor(objects, byName)
	const (
		open = iota + 1
		done
	)
	state := make([]int, len(objects))
	sorted := make([]Object, 0, len(objects))
	var visit func(i int, trail []string) error
	visit = func(i int, trail []string) error {
		o := objects[i]
		trail = append(trail, o.QualifiedName())
		switch state[i] {
		case done:
			return nil
		case open:
			return fmt.Errorf("%s: the sources form a cycle: %s", o.Path, strings.Join(trail, " -> "))
		}
		state[i] = open
		for _, s := range references(o, byName) {
			sources, err := resolve(objects, byName, i, s)
			if err != nil {
				return err
			}
			for _, j := range sources {
				if o.IsTable() {
					continue
				}
				if err := visit(j, trail); err != nil {
					return err
				}
			}
		}
		state[i] = done
		sorted = append(sorted, o)
		return nil
	}
	for i := range objects {
		if err := visit(i, nil); err != nil {
			return nil, err
		}
	}
	return sorted, nil
}

func tablesFirst(a, b Object) int {
	switch {
	case a.IsTable() == b.IsTable():
		return 0
	case a.IsTable():
		return -1
	default:
		return 1
	}
}

// index maps "schema.name" to the objects of that name. A scalar macro and a relation may share one name, and so may a table and a
// table macro, which FROM tells apart by the brackets; other relations may not.
func index(objects []Object) (map[string][]int, error) {
	byName := map[string][]int{}
	for i, o := range objects {
		key := o.Schema + "." + o.Name
		for _, j := range byName[key] {
			if !shareable(o, objects[j]) {
				return nil, fmt.Errorf("%s: the name is taken by %s", o.Path, objects[j].Path)
			}
		}
		byName[key] = append(byName[key], i)
	}
	return byName, nil
}

func shareable(a, b Object) bool {
	return a.IsScalar() != b.IsScalar() || a.Kind == Table && b.Kind == TableMacro || a.Kind == TableMacro && b.Kind == Table
}

// mentions are the patterns of what a body says of a source: as a relation, and as a call.
type mentions struct{ relation, call *regexp.Regexp }

var knownMentions sync.Map // source -> mentions

// mentionsOf compiles the patterns of a source once.
func mentionsOf(source string) mentions {
	if known, ok := knownMentions.Load(source); ok {
		return known.(mentions)
	}
	m := mentions{
		relation: regexp.MustCompile(`(?i)\b(?:from|join)\s+(?:main\.)?` + regexp.QuoteMeta(source) + `\b(\s*\()?`),
		call:     regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(source) + `\s*\(`),
	}
	knownMentions.Store(source, m)
	return m
}

// resolve finds the objects a source means. An unqualified name is a public object if there is one and else a base object. Where
// two objects share the name, the text of the body says which is meant.
func resolve(objects []Object, byName map[string][]int, from int, source string) ([]int, error) {
	o := objects[from]
	candidates := byName[source]
	if !strings.Contains(source, ".") {
		if candidates = without(byName["main."+source], from); len(candidates) == 0 {
			candidates = without(byName[BaseSchema+"."+source], from)
		}
	}
	candidates = without(candidates, from)
	switch len(candidates) {
	case 0:
		return nil, fmt.Errorf("%s: the source %q is no object", o.Path, source)
	case 1:
		return candidates, nil
	}
	mentions := mentionsOf(source)
	uses := mentions.relation.FindAllStringSubmatch(o.Body, -1)
	rest := mentions.relation.ReplaceAllString(o.Body, "")
	return slices.DeleteFunc(candidates, func(i int) bool {
		if objects[i].IsScalar() {
			return !mentions.call.MatchString(rest)
		}
		return !slices.ContainsFunc(uses, func(use []string) bool { return readable(objects[i], use[1] != "") })
	}), nil
}

// readable says whether the name of a relation behind FROM can mean the object: a table macro is called and a table is not.
func readable(o Object, called bool) bool {
	switch o.Kind {
	case Table, BaseTable, View, BaseView:
		return !called
	case TableMacro, BaseTableMacro:
		return called
	default:
		return o.IsRelation()
	}
}

func without(list []int, x int) []int {
	var out []int
	for _, i := range list {
		if i != x {
			out = append(out, i)
		}
	}
	return out
}
