package house

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestMakeSaysWhatIsMissing runs the targets a newcomer types first with nothing, and with too old a Go, in PATH.
func TestMakeSaysWhatIsMissing(t *testing.T) {
	maker, err := exec.LookPath("make")
	if err != nil {
		t.Skip("make is not installed; install it to run this test")
	}
	old := t.TempDir()
	script := "#!/bin/sh\necho go version go1.20.1 linux/amd64\n"
	if err := os.WriteFile(filepath.Join(old, "go"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, folder string
		names        []string
	}{
		{"nothing installed", t.TempDir(), []string{"Go 1.", "gcc", "g++", "apt install", "dnf install", "brew install"}},
		{"an old Go", old, []string{"this one is 1.20.1", "gcc", "g++"}},
	}
	for _, c := range cases {
		for _, target := range []string{"demo", "test", "check"} {
			t.Run(c.name+"/"+target, func(t *testing.T) {
				output, err := run(t, []string{"PATH=" + c.folder, "CC=", "CXX="}, maker, target)
				if err == nil {
					t.Fatalf("make %s succeeds", target)
				}
				first, rest, _ := strings.Cut(output, "\n")
				for _, name := range c.names {
					if !strings.Contains(first, name) {
						t.Errorf("the first line lacks %q: %s", name, output)
					}
				}
				if rest = strings.TrimSpace(rest); strings.Contains(rest, "\n") || !strings.HasPrefix(rest, "make: ***") {
					t.Errorf("more than one line, and make's own: %s", output)
				}
			})
		}
	}
}

// TestCommandsSetTheTag keeps every build of the Makefile and of continuous integration on the one path that has Arrow.
func TestCommandsSetTheTag(t *testing.T) {
	build := regexp.MustCompile(`\bgo (build|test|vet|run|install|list)\b`)
	seen := 0
	for _, name := range []string{"Makefile", ".ci/run", "README.md"} {
		for number, line := range strings.Split(read(t, name), "\n") {
			if !build.MatchString(line) {
				continue
			}
			seen++
			if !strings.Contains(line, "-tags "+tag) && !strings.Contains(line, "-tags $(TAGS)") {
				t.Errorf("%s:%d lacks -tags %s: %s", name, number+1, tag, line)
			}
		}
	}
	if seen == 0 {
		t.Error("no go command found")
	}
}
