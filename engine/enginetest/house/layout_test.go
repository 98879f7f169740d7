package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTopLevel(t *testing.T) {
	folders := []string{".ci", ".vscode", "benchmarks", "cmd", "engine", "queries", "testdata", "udf"}
	plain := []string{".editorconfig", ".gitattributes", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "README.md",
		"go.mod", "go.sum", "staticcheck.conf"}
	for _, name := range files(t) {
		folder, _, inFolder := strings.Cut(name, "/")
		switch {
		case inFolder && !slices.Contains(folders, folder):
			t.Errorf("%s: no such top-level folder in the layout", name)
		case !inFolder && !slices.Contains(plain, name):
			t.Errorf("%s: the root holds no product code and no other files than %v", name, plain)
		case folder == "testdata" && path.Ext(name) == ".go":
			t.Errorf("%s: the go command skips testdata, so its Go code would never be checked", name)
		}
	}
}

func TestFileSize(t *testing.T) {
	const most = 400
	for _, name := range files(t) {
		if ext := path.Ext(name); ext != ".go" && ext != ".sql" {
			continue
		}
		if lines := strings.Count(read(t, name), "\n"); lines > most {
			t.Errorf("%s has %d lines, the most is %d: split it by concept", name, lines, most)
		}
	}
}

// isText says whether a file is prose or code, or a case of a test, and not a ledger.
func isText(name string) bool {
	exts := []string{"", ".go", ".sql", ".md", ".sh", ".txt", ".json", ".conf", ".toml", ".yml", ".yaml", ".test"}
	return slices.Contains(exts, path.Ext(name)) || path.Dir(name) == "."
}

func TestTextIsFinishedAndPortable(t *testing.T) {
	rules := []struct {
		what    string
		pattern *regexp.Regexp
		except  string // part of the path of files that may hold it
	}{
		{"an open end", regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|X` + `XX)\b`), ""},
		{"a path of one machine", regexp.MustCompile(`(^|[^\w.~/*-])(/(home|root|Users|work|tmp|private|mnt|opt)/|[A-Z]:\\Users)`), ".gitignore"},
		{"a conflict mark", regexp.MustCompile(`^(<{7}|>{7})( |$)`), ""},
		{"a blank at the end of the line", regexp.MustCompile(`[ \t]+$`), "testdata/"},
	}
	self := "engine/enginetest/house/layout_test.go"
	for _, name := range files(t) {
		if !isText(name) || name == self {
			continue
		}
		for number, line := range strings.Split(read(t, name), "\n") {
			for _, rule := range rules {
				if (rule.except == "" || !strings.Contains(name, rule.except)) && rule.pattern.MatchString(line) {
					t.Errorf("%s:%d: %s: %s", name, number+1, rule.what, strings.TrimSpace(line))
				}
			}
		}
	}
}

// TestPackageComment asks each package to say what it does, what it leaves to others and what it may import.
func TestPackageComment(t *testing.T) {
	for _, p := range packages(t) {
		if len(p.GoFiles)+len(p.CgoFiles) == 0 {
			continue
		}
		var text string
		for _, file := range parse(t, p) {
			if file.Doc != nil {
				if text != "" {
					t.Errorf("package %s has two package comments", p.short())
				}
				text = file.Doc.Text()
			}
		}
		begin := "Package " + p.Name + " "
		if p.Name == "main" {
			begin = "Command "
		}
		switch {
		case text == "":
			t.Errorf("package %s has no package comment", p.short())
		case !strings.HasPrefix(text, begin):
			t.Errorf("the comment of package %s does not begin with %q", p.short(), begin)
		case p.Name != "main" && (strings.Count(text, ".") < 2 || !strings.Contains(text, "import")):
			t.Errorf("the comment of package %s does not say what it does, what it leaves to others and what it may import", p.short())
		}
	}
}

// TestExportedIsDocumented covers functions, methods of exported types, types and groups of values outside tests.
func TestExportedIsDocumented(t *testing.T) {
	for _, p := range packages(t) {
		for name, file := range parse(t, p) {
			for _, decl := range file.Decls {
				if what := undocumented(decl); what != "" {
					t.Errorf("%s: %s is exported and has no comment", name, what)
				}
			}
		}
	}
}

// parse reads the files of a package that are not tests, keyed by their path.
func parse(t *testing.T, p listed) map[string]*ast.File {
	t.Helper()
	parsed := map[string]*ast.File{}
	for _, base := range slices.Concat(p.GoFiles, p.CgoFiles) {
		name := path.Join(p.short(), base)
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root(t), name), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		parsed[name] = file
	}
	return parsed
}

func undocumented(decl ast.Decl) string {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || receiver(d.Recv)) {
			return d.Name.Name
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
					return s.Name.Name
				}
			case *ast.ValueSpec:
				if s.Names[0].IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					return s.Names[0].Name
				}
			}
		}
	}
	return ""
}

// receiver says whether a method belongs to an exported type.
func receiver(fields *ast.FieldList) bool {
	expr := fields.List[0].Type
	if star, ok := expr.(*ast.StarExpr); ok {
		expr = star.X
	}
	if index, ok := expr.(*ast.IndexExpr); ok {
		expr = index.X
	}
	ident, ok := expr.(*ast.Ident)
	return !ok || ident.IsExported()
}
