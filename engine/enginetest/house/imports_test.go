package house

import (
	"slices"
	"strings"
	"testing"
)

// layers is the whole layout of packages, from the top down. A package imports packages of lower layers only, and besides them
// those that beside names.
var layers = [][]string{
	{"cmd/landscape"},
	{"cmd/landscape/internal/cli"},
	{"cmd/landscape/internal/repl", "benchmarks"},
	{"cmd/landscape/internal/render", "cmd/landscape/internal/report", "cmd/landscape/internal/repl/lexer", "engine/httpapi"},
	{"cmd/landscape/internal/remote"},
	{"cmd/landscape/internal/door"},
	{"engine/encode"},
	{"engine"},
	{"engine/source", "queries", "udf"},
	{"udf/btyd", "udf/fisher", "udf/forecast", "benchmarks/ledgergen", "engine/gate", "engine/sqltree", "engine/allocator", "engine/nearest", "engine/httpapi/keyring"},
	{"engine/httpapi/spool", "engine/httpapi/querylog"},
}

// narrow names the packages that import fewer than the layers allow, with all they may import of the module.
var narrow = map[string][]string{
	"cmd/landscape": {"cmd/landscape/internal/cli"},
	"cmd/landscape/internal/repl": {"cmd/landscape/internal/repl/lexer", "cmd/landscape/internal/render", "cmd/landscape/internal/report",
		"cmd/landscape/internal/door", "engine/encode", "engine", "engine/nearest"},
	"cmd/landscape/internal/door":       {"engine", "engine/encode"},
	"cmd/landscape/internal/remote":     {"cmd/landscape/internal/door", "engine"},
	"cmd/landscape/internal/report":     {"engine", "queries"},
	"cmd/landscape/internal/repl/lexer": {},
	"engine":                            {"engine/allocator", "engine/source", "engine/sqltree", "queries", "udf", "udf/btyd", "udf/forecast"},
	"engine/allocator":                  {},
	"engine/nearest":                    {},
	"engine/source":                     {},
	"engine/httpapi/spool":              {},
	"queries":                           {},
	"udf":                               {"udf/btyd", "udf/fisher", "udf/forecast"},
}

// testOnly is the folder of packages that only tests import.
const testOnly = "engine/enginetest"

func layerOf(name string) int {
	return slices.IndexFunc(layers, func(layer []string) bool { return slices.Contains(layer, name) })
}

func isTestOnly(name string) bool { return name == testOnly || strings.HasPrefix(name, testOnly+"/") }

func TestImportsPointOneWay(t *testing.T) {
	for _, p := range packages(t) {
		if isTestOnly(p.short()) {
			continue
		}
		layer := layerOf(p.short())
		if layer < 0 {
			t.Errorf("package %s has no place in the layout; where does it belong in layers?", p.short())
			continue
		}
		for _, path := range p.Imports {
			if !strings.HasPrefix(path, module) {
				continue
			}
			imported := strings.TrimPrefix(path, module+"/")
			allowed, isNarrow := narrow[p.short()]
			switch {
			case isTestOnly(imported):
				t.Errorf("package %s imports %s, which is for tests", p.short(), imported)
			case layerOf(imported) <= layer:
				t.Errorf("package %s imports %s, which is not below it", p.short(), imported)
			case isNarrow && !slices.Contains(allowed, imported):
				t.Errorf("package %s imports %s; it may import %v of the module", p.short(), imported, allowed)
			}
		}
	}
}

// TestForeignImports keeps each outside package where the design wants it. A prefix stands for all packages below it.
func TestForeignImports(t *testing.T) {
	doors := []string{"cmd/"}
	cases := []struct {
		name    string
		foreign []string
		allowed []string // packages, or folders with a slash at the end
		tests   bool     // whether tests are held to it too
	}{
		{"the driver", []string{"github.com/duckdb/"}, []string{"engine", "udf"}, true},
		{"the old homes of driver and Arrow", []string{"github.com/marcboeker/go-duckdb", "github.com/apache/arrow/"}, nil, true},
		{"testing", []string{"testing", "github.com/stretchr/testify"}, []string{testOnly, testOnly + "/"}, false},
		{"flags", []string{"flag", "github.com/spf13/"}, append(doors, testOnly, testOnly+"/"), false},
		{"terminals", []string{"golang.org/x/term", "github.com/jedib0t/", "github.com/reeflective/", "github.com/chzyer/", "github.com/mattn/"}, doors, false},
		{"HTTP", []string{"net/http"}, append(doors, "engine/httpapi", "benchmarks", testOnly, testOnly+"/"), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, p := range packages(t) {
				if slices.ContainsFunc(c.allowed, func(a string) bool {
					return p.short() == a || strings.HasSuffix(a, "/") && strings.HasPrefix(p.short(), a)
				}) {
					continue
				}
				imports := p.Imports
				if c.tests {
					imports = slices.Concat(p.Imports, p.TestImports, p.XTestImports)
				}
				for _, path := range imports {
					if slices.ContainsFunc(c.foreign, func(f string) bool {
						return path == f || strings.HasPrefix(path, strings.TrimSuffix(f, "/")+"/")
					}) {
						t.Errorf("package %s imports %s; allowed in %v", p.short(), path, c.allowed)
					}
				}
			}
		})
	}
}

// TestProductLinksNoTests looks through every dependency, so that no detour brings the test packages into the binary.
func TestProductLinksNoTests(t *testing.T) {
	for _, p := range packages(t) {
		if p.Name != "main" {
			continue
		}
		deps, err := list("-deps", p.ImportPath)
		if err != nil {
			t.Fatal(err)
		}
		for _, dep := range deps {
			if strings.HasPrefix(dep.ImportPath, module+"/"+testOnly) {
				t.Errorf("%s links %s", p.short(), dep.ImportPath)
			}
		}
	}
}

// pure names the packages that need no C compiler.
var pure = []string{"engine/source", "queries", "udf/btyd", "udf/forecast", "benchmarks/ledgergen", "engine/httpapi/keyring"}

func TestPurePackagesCompileWithoutCgo(t *testing.T) {
	var paths []string
	for _, p := range packages(t) {
		if slices.Contains(pure, p.short()) && len(p.GoFiles) > 0 {
			paths = append(paths, p.ImportPath)
		}
	}
	if len(paths) == 0 {
		t.Fatal("no package is left to compile")
	}
	if testing.Short() {
		t.Skip("compiles much; make test-all runs it")
	}
	output, err := run(t, []string{"CGO_ENABLED=0"}, "go", append([]string{"build", "-tags", tag}, paths...)...)
	if err != nil {
		t.Errorf("CGO_ENABLED=0 go build: %v\n%s", err, output)
	}
}

// TestBuildWithoutTheTag shows that the omission is the first fault reported and that its text names the fix.
func TestBuildWithoutTheTag(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the driver without the tag; make test-all runs it")
	}
	output, err := run(t, []string{"GOFLAGS=-buildvcs=false"}, "go", "build", "./engine")
	if err == nil {
		t.Fatal("the engine builds without the tag " + tag)
	}
	lines := strings.Split(output, "\n")
	if len(lines) < 2 || !strings.Contains(lines[1], "build_with_the_tag_duckdb_arrow") {
		t.Errorf("the first fault does not name the fix:\n%s", output)
	}
}
