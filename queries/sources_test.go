package queries

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	comment   = regexp.MustCompile(`(?m)--.*$`)
	text      = regexp.MustCompile(`'(?:[^']|'')*'`)
	localName = regexp.MustCompile(`(?i)\b([a-z_][a-z0-9_]*)\s+as\s+(?:not\s+)?(?:materialized\s+)?\(\s*(?:select|with|from|values)\b`)
	fromName  = regexp.MustCompile(`(?i)\b(?:from|join)\s+((?:landscape_base\.)?[a-z_][a-z0-9_]*)(\s*\()?`)
	baseName  = regexp.MustCompile(`\blandscape_base\.[a-z_][a-z0-9_]*`)
	callName  = regexp.MustCompile(`(?:^|[^.a-z0-9_])([a-z_][a-z0-9_]*)\s*\(`)
)

// named returns the objects that a body reads, as the paths of their files.
func named(o Object, byName map[string][]int, objects []Object) map[string]bool {
	body := text.ReplaceAllString(comment.ReplaceAllString(o.Body, ""), "''")
	local := map[string]bool{}
	for _, m := range localName.FindAllStringSubmatch(body, -1) {
		local[m[1]] = true
	}
	out := map[string]bool{}
	add := func(name string, wanted func(Object) bool) {
		if !strings.Contains(name, ".") {
			name = "main." + name
		}
		for _, i := range byName[name] {
			if wanted(objects[i]) && objects[i].Path != o.Path {
				out[objects[i].Path] = true
			}
		}
	}
	body = strings.ReplaceAll(body, "main.", "")
	for _, m := range fromName.FindAllStringSubmatch(body, -1) {
		if !local[m[1]] {
			add(m[1], func(o Object) bool { return readable(o, m[2] != "") })
		}
	}
	for _, m := range baseName.FindAllString(body, -1) {
		add(m, func(Object) bool { return true })
	}
	for _, m := range callName.FindAllStringSubmatch(fromName.ReplaceAllString(body, ""), -1) {
		add(m[1], Object.IsScalar)
	}
	return out
}

// TestSources compares the sources of each header with what the body reads.
func TestSources(t *testing.T) {
	objects, err := parsed(files)
	if err != nil {
		t.Fatal(err)
	}
	byName, err := index(objects)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range objects {
		if o.IsTable() || o.Kind == Profile {
			continue
		}
		listed := map[string]bool{}
		for _, s := range o.Sources {
			found, err := resolve(objects, byName, i, s)
			if err != nil {
				t.Error(err)
			}
			for _, j := range found {
				listed[objects[j].Path] = true
			}
		}
		read := named(o, byName, objects)
		if missing := difference(read, listed); len(missing) > 0 {
			t.Errorf("%s reads %s and does not list it as a source", o.Path, strings.Join(missing, ", "))
		}
		if extra := difference(listed, read); len(extra) > 0 {
			t.Errorf("%s lists %s as a source and does not read it", o.Path, strings.Join(extra, ", "))
		}
	}
}

func difference(a, b map[string]bool) []string {
	var out []string
	for k := range a {
		if !b[k] {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}
