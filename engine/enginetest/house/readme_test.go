package house

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The snippets of README.md are run in their order in one empty folder that holds bin/landscape and the repository's testdata:
//
//	console  "$ command" lines, each followed by what it prints on stdout and stderr; no such lines: only its success counts.
//	         A line "..." stands for any lines, "..." inside a line for any text. A command that must fail ends in "; echo $?".
//	sh       commands, one a line, of which only the success counts.
//	go       a complete program, which must compile.
//	text     no snippet: layout, drawings.
//
// Commands begin with landscape, bin/landscape or make; "make TARGET" without output is only looked up, with output it runs in the
// root. git and cd are not run.

// snippet is a fenced block of README.md.
type snippet struct {
	line     int
	language string
	lines    []string
}

// command is one command line of a snippet with the output printed below it.
type command struct {
	line int
	text string
	want []string
}

func TestREADME(t *testing.T) {
	snippets, err := snippetsOf(read(t, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	folder := ""
	for _, s := range snippets {
		switch s.language {
		case "text":
		case "go":
			compile(t, s)
		case "console", "sh":
			if testing.Short() {
				t.Log("the commands of README.md run without -short")
				continue
			}
			if folder == "" {
				folder = workplace(t)
			}
			for _, c := range commandsOf(s) {
				execute(t, folder, c)
			}
		default:
			t.Errorf("README.md:%d: a block of %q has no test; use console, sh, go or text", s.line, s.language)
		}
	}
}

func snippetsOf(text string) ([]snippet, error) {
	var found []snippet
	open := false
	for number, line := range strings.Split(text, "\n") {
		switch language, fence := strings.CutPrefix(strings.TrimSpace(line), "```"); {
		case fence && open:
			open = false
		case fence:
			open = true
			found = append(found, snippet{line: number + 1, language: language})
		case open:
			last := &found[len(found)-1]
			last.lines = append(last.lines, line)
		}
	}
	if open {
		return nil, fmt.Errorf("README.md:%d: the block is not closed", found[len(found)-1].line)
	}
	return found, nil
}

// commandsOf reads the commands of a block; a backslash at the end continues a command on the next line.
func commandsOf(s snippet) []command {
	var found []command
	continued := false
	for number, line := range s.lines {
		text, isCommand := strings.CutPrefix(line, "$ ")
		if s.language == "sh" {
			text, isCommand = line, strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#")
		}
		switch {
		case continued:
			last := &found[len(found)-1]
			last.text += "\n" + line
			continued = strings.HasSuffix(line, `\`)
		case isCommand:
			found = append(found, command{line: s.line + number + 1, text: text})
			continued = strings.HasSuffix(text, `\`)
		case len(found) > 0:
			last := &found[len(found)-1]
			last.want = append(last.want, line)
		}
	}
	return found
}

// workplace builds the binary once and returns the folder in which the commands run.
func workplace(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	binary := filepath.Join(folder, "bin", "landscape")
	if output, err := run(t, nil, "go", "build", "-tags", tag, "-o", binary, "./cmd/landscape"); err != nil {
		t.Fatalf("build: %v\n%s", err, output)
	}
	if err := os.Symlink(filepath.Join(root(t), "testdata"), filepath.Join(folder, "testdata")); err != nil {
		t.Fatal(err)
	}
	return folder
}

var commandWord = regexp.MustCompile(`^[\w./-]+`)

func execute(t *testing.T, folder string, c command) {
	t.Helper()
	place := fmt.Sprintf("README.md:%d: %s", c.line, c.text)
	word := commandWord.FindString(c.text)
	shell := exec.CommandContext(t.Context(), "bash", "-o", "pipefail", "-c", c.text)
	shell.Dir = folder
	switch word {
	case "landscape", "bin/landscape":
	case "git", "cd":
		return
	case "make":
		shell.Dir = root(t)
		if len(c.want) == 0 {
			shell = exec.CommandContext(t.Context(), "make", append([]string{"-n"}, strings.Fields(c.text)[1:]...)...)
			shell.Dir = root(t)
		}
	default:
		t.Errorf("%s: only commands that begin with landscape, make, git or cd can be tested", place)
		return
	}
	path := filepath.Join(folder, "bin") + string(os.PathListSeparator) + os.Getenv("PATH")
	shell.Env = append(environment(), "PATH="+path, "HOME="+folder, "NO_COLOR=1", "LC_ALL=C.UTF-8", "TERM=xterm", "MAKEFLAGS=-s")
	if word == "make" {
		shell.Env = append(environment(), "MAKEFLAGS=-s")
	}
	shell.Env = append(shell.Env, "LANDSCAPE_NO_PROGRESS=true") // which a slow machine prints
	output, err := shell.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", place, err, output)
		return
	}
	if len(c.want) > 0 && !matches(c.want, string(output)) {
		t.Errorf("%s\nprints\n%s\nand README.md says\n%s", place, output, strings.Join(c.want, "\n"))
	}
}

// matches compares what was printed with what is written, in which "..." stands for any text, or any lines on a line of its own;
// blanks at the end of lines and empty lines at the end do not count.
func matches(want []string, output string) bool {
	tidy := func(lines []string) string {
		var kept []string
		for _, line := range lines {
			kept = append(kept, strings.TrimRight(line, " \r"))
		}
		return strings.TrimRight(strings.Join(kept, "\n"), "\n") + "\n"
	}
	pattern := regexp.QuoteMeta(tidy(want))
	dots := regexp.QuoteMeta("...")
	pattern = regexp.MustCompile(`(?m)^`+regexp.QuoteMeta(dots)+`\n`).ReplaceAllLiteralString(pattern, `(?:[^\n]*\n)*`)
	pattern = strings.ReplaceAll(pattern, dots, `[^\n]*`)
	return regexp.MustCompile(`\A` + pattern + `\z`).MatchString(tidy(strings.Split(output, "\n")))
}

// compile checks a program as a reader would who pastes it into a file of a module that requires this one.
func compile(t *testing.T, s snippet) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(strings.Join(s.lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(s.lines, "package main") {
		t.Errorf("README.md:%d: not a complete program", s.line)
		return
	}
	if output, err := run(t, nil, "go", "vet", "-tags", tag, file); err != nil {
		t.Errorf("README.md:%d: %v\n%s", s.line, err, output)
	}
}

// TestREADMEHarness shows the harness failing and passing on small texts.
func TestREADMEHarness(t *testing.T) {
	t.Run("output", func(t *testing.T) {
		cases := []struct {
			name, want, output string
			matches            bool
		}{
			{"equal", "a\nb", "a\nb\n", true},
			{"other", "a\nb", "a\nc\n", false},
			{"less", "a", "a\nb\n", false},
			{"more", "a\nb", "a\n", false},
			{"any lines", "a\n...\nd", "a\nb\nc\nd\n", true},
			{"no lines", "a\n...\nd", "a\nd\n", true},
			{"any lines at the end", "a\n...", "a\nb\n", true},
			{"any text", "took ... s", "took 1.5 s\n", true},
			{"any text stays in its line", "took ... s", "took\n1.5 s\n", false},
			{"pattern characters", "a.b (c)*", "a.b (c)*\n", true},
			{"blanks at the end", "a\n\n", "a  \n", true},
		}
		for _, c := range cases {
			if got := matches(strings.Split(c.want, "\n"), c.output); got != c.matches {
				t.Errorf("%s: %q against %q: %v", c.name, c.want, c.output, got)
			}
		}
	})
	t.Run("blocks", func(t *testing.T) {
		text := "a\n```console\n$ landscape version \\\n    --json\n{}\n$ make demo\n```\n```sh\n# why\nlandscape help\n```\n"
		snippets, err := snippetsOf(text)
		if err != nil || len(snippets) != 2 {
			t.Fatal(snippets, err)
		}
		first, second := commandsOf(snippets[0]), commandsOf(snippets[1])
		if len(first) != 2 || first[0].text != "landscape version \\\n    --json" || !slices.Equal(first[0].want, []string{"{}"}) ||
			first[0].line != 3 || first[1].text != "make demo" || first[1].want != nil {
			t.Errorf("console: %+v", first)
		}
		if len(second) != 1 || second[0].text != "landscape help" {
			t.Errorf("sh: %+v", second)
		}
		if _, err := snippetsOf("```sh\nx\n"); err == nil {
			t.Error("a block without an end passes")
		}
	})
}
