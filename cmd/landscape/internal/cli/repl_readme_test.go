//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// asking is what stands before an input in a transcript.
var asking = regexp.MustCompile(`^(shop\S*> |   \S?-?> |.*\[y/N\] )(.*)$`)

// changing is what differs from run to run: times and the program's version.
var changing = regexp.MustCompile(`\d+\.\d{3} s|landscape \S+ ·`)

// TestReadmeTranscript types what the README's transcript shows and wants what it shows.
func TestReadmeTranscript(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	root := filepath.Join("..", "..", "..", "..")
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, behind, found := strings.Cut(string(readme), "```text\nlandscape ")
	transcript, _, closed := strings.Cut(behind, "```")
	if !found || !closed {
		t.Fatal("the README has no transcript of the shell")
	}
	transcript = strings.TrimRight("landscape "+transcript, "\n")
	db := filepath.Join(t.TempDir(), "shop.duckdb")
	must(t, "load", db, filepath.Join(root, "testdata", "golden12", "invoice_lines.csv"))
	s := open(t, 96, 60, []string{"NO_COLOR=1"}, "repl", db, "--editor", "plain", "--no-progress")
	plain := func(text string) string {
		return changing.ReplaceAllString(strings.ReplaceAll(strings.TrimRight(text, "\r\n"), "\r\n", "\n"), "-")
	}
	shown := ""
	for line := range strings.Lines(transcript) {
		line = strings.TrimRight(line, "\n")
		m := asking.FindStringSubmatch(line)
		if m == nil {
			shown += line + "\n"
			continue
		}
		s.wait("the transcript:\n"+shown+m[1], func() bool { return plain(s.bytes()) == plain(shown+m[1]) })
		s.keys(m[2] + "\n")
		shown += line + "\n"
	}
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	<-s.done
	if got := plain(s.bytes()); got != plain(shown) {
		t.Errorf("shows:\n%s\nwant:\n%s", got, plain(shown))
	}
}
