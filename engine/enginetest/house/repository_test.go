package house

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const (
	module = "github.com/customer-landscape/landscape"
	tag    = "duckdb_arrow"
)

// root returns the folder of go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}

// files returns the paths of the repository's files with slashes, relative to root, without what .gitignore keeps out: what users make in
// the folder, such as the database of make demo, is not the house's.
func files(t *testing.T) []string {
	t.Helper()
	top := root(t)
	listing, err := run(t, nil, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatalf("git does not list the files: %v: %s", err, listing)
	}
	if err != nil {
		t.Skipf("git does not list the files of this folder (%v: %s); run the test in a clone", err, listing)
	}
	var found []string
	for name := range strings.SplitSeq(listing, "\x00") {
		if info, err := os.Lstat(filepath.Join(top, name)); name != "" && err == nil && info.Mode().IsRegular() {
			found = append(found, name)
		}
	}
	if len(found) < 10 {
		t.Fatalf("only %d files under %s", len(found), top)
	}
	return found
}

// read returns the text of a file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// run executes a command in the root of the repository, with the environment of the test and changes to it, and returns stdout and
// stderr together. What it needs not to inherit from a surrounding make is taken out.
func run(t *testing.T, changes []string, name string, args ...string) (string, error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	command.Dir = root(t)
	command.Env = append(environment(), changes...)
	output, err := command.CombinedOutput()
	return string(output), err
}

func environment() []string {
	return slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return strings.HasPrefix(entry, "MAKE") || strings.HasPrefix(entry, "MFLAGS=") || strings.HasPrefix(entry, "LANDSCAPE_")
	})
}

// listed is what the go command knows of a package.
type listed struct {
	ImportPath   string
	Name         string
	GoFiles      []string
	CgoFiles     []string
	Imports      []string
	TestImports  []string
	XTestImports []string
	Standard     bool
}

// short returns the path inside the module: "engine/source".
func (p listed) short() string { return strings.TrimPrefix(p.ImportPath, module+"/") }

var ownPackages = sync.OnceValues(func() ([]listed, error) { return list("./...") })

// packages returns every package of the module.
func packages(t *testing.T) []listed {
	t.Helper()
	own, err := ownPackages()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(own, func(p listed) bool { return p.short() == "engine" && len(p.Imports) > 0 }) {
		t.Fatalf("the go command does not list the engine among %d packages", len(own))
	}
	return own
}

// list runs the go command over patterns, read from the root of the module; a package that does not compile is listed too.
func list(args ...string) ([]listed, error) {
	args = append([]string{"list", "-e", "-tags", tag,
		"-json=ImportPath,Name,GoFiles,CgoFiles,Imports,TestImports,XTestImports,Standard"}, args...)
	command := exec.Command("go", args...)
	command.Dir = filepath.Join("..", "..", "..")
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		return nil, err
	}
	var all []listed
	decoder := json.NewDecoder(strings.NewReader(string(output)))
	for {
		var one listed
		err := decoder.Decode(&one)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
}
