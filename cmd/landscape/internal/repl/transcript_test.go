package repl

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/report"
	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
)

var update = flag.Bool("update", false, "rewrite the golden transcripts")

// smallLedger is a database file with the twelve lines of the golden ledger, made once.
var smallLedger = sync.OnceValues(func() (image []byte, err error) {
	dir, err := os.MkdirTemp("", "landscape-repl-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "shop.duckdb")
	ctx := context.Background()
	e, err := engine.Open(ctx, engine.Options{Path: path, Create: true})
	if err != nil {
		return nil, err
	}
	lines, err := filepath.Abs(filepath.Join("..", "..", "..", "..", "testdata", "golden12", "invoice_lines.csv"))
	if err != nil {
		return nil, err
	}
	_, err = e.Load(ctx, engine.LoadOptions{Paths: []string{lines}})
	if err := errors.Join(err, e.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// place makes an empty folder the current one, with a copy of the small ledger in it, and keeps files of the user out.
func place(t *testing.T) {
	t.Helper()
	image, err := smallLedger()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "shop.duckdb"), image, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, "config"))
	t.Setenv("LANDSCAPE_EDITOR_COMMAND", "true")
	t.Setenv("TMPDIR", dir)
}

// dotShell opens a shell on the small ledger, or on one without lines, that writes into out.
func dotShell(t *testing.T, out io.Writer, lines bool) *shell {
	t.Helper()
	place(t)
	open := func(ctx context.Context, path string, readOnly bool) (door.Database, error) {
		e, err := engine.Open(ctx, engine.Options{Path: path, Create: true, ReadOnly: readOnly})
		return door.File{Engine: e}, err
	}
	opts := Options{Stdin: strings.NewReader(""), Stdout: out, Stderr: out, Version: "1.0", Path: "shop.duckdb",
		Style: func(any) render.Style { return render.Style{Width: 100} }, OpenFile: open,
		Open: func(ctx context.Context) (door.Database, error) { return open(ctx, "shop.duckdb", false) }}
	s := &shell{opts: opts, path: opts.Path, out: out, err: out, settings: defaultOptions(), vars: map[string]variable{}, schema: "main",
		history: newHistory("")}
	s.lookAround()
	if lines {
		if err := s.start(t.Context()); err != nil {
			t.Fatal(err)
		}
	} else if err := s.use(t.Context(), door.File{Engine: enginetest.Open(t)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// play carries out the inputs of a script, each written before what it answers; an error is told and does not end it.
func play(t *testing.T, s *shell, out *bytes.Buffer, script string) {
	t.Helper()
	source := newPlain(strings.NewReader(script), nil, nil)
	for {
		input, err := source.Statement(t.Context(), prompt{})
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		input = strings.TrimSpace(input)
		fmt.Fprintf(out, "> %s\n", strings.ReplaceAll(input, "\n", "\n  "))
		err = s.do(t.Context(), input)
		var leave quit
		switch {
		case errors.As(err, &leave):
			fmt.Fprintf(out, "(leaves with %d)\n", leave.code)
			return
		case err != nil:
			s.tellError(err)
		}
	}
}

// masks are the texts of a transcript that differ from run to run, and what stands for them.
var masks = []struct {
	pattern *regexp.Regexp
	by      string
}{
	{regexp.MustCompile(`memory       .*`), "memory       (of this machine)"},
	{regexp.MustCompile(`DuckDB \d+\.\d+\.\d+`), "DuckDB 1.2.3"},
	{regexp.MustCompile(`landscape-\d+\.(csv|sql)`), "landscape-1.$1"},
}

func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "transcripts", "*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d transcripts, %v", len(files), err)
	}
	golden := make([]string, len(files))
	for i, file := range files {
		if golden[i], err = filepath.Abs(strings.TrimSuffix(file, ".sql") + ".txt"); err != nil {
			t.Fatal(err)
		}
		script := readFile(t, file)
		t.Run(strings.TrimSuffix(filepath.Base(file), ".sql"), func(t *testing.T) {
			var out bytes.Buffer
			s := dotShell(t, &out, true)
			dir, err := os.Getwd()
			if err != nil {
				t.Fatal(err)
			}
			play(t, s, &out, script)
			got := strings.ReplaceAll(out.String(), dir, "DIR")
			for _, m := range masks {
				got = m.pattern.ReplaceAllString(got, m.by)
			}
			if filepath.Base(file) != "look.sql" && strings.Contains(got, "\x1b") {
				t.Error("a session without colours holds an escape")
			}
			if *update {
				if err := os.WriteFile(golden[i], []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want := readFile(t, golden[i]); got != want {
				t.Errorf("differs from %s:\n%s", golden[i], firstDifference(got, want))
			}
		})
	}
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return fmt.Sprintf("line %d is\n%s\nnot\n%s", i+1, strings.Join(a[i:min(i+5, len(a))], "\n"), strings.Join(b[min(i, len(b)):min(i+5, len(b))], "\n"))
		}
	}
	return "the end is missing"
}

// TestEveryCommandHasATranscript keeps the golden sessions complete.
func TestEveryCommandHasATranscript(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "transcripts", "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		all.WriteString("\n" + readFile(t, file))
	}
	for _, c := range commands {
		typed := append(slices.Clone(c.aliases), "."+c.name)
		if !slices.ContainsFunc(typed, func(name string) bool {
			return regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + `( |$)`).MatchString(all.String())
		}) {
			t.Errorf("no transcript has .%s", c.name)
		}
	}
	for _, m := range modes {
		if !strings.Contains(all.String(), "\n.mode "+m.name) {
			t.Errorf("no transcript has .mode %s", m.name)
		}
	}
}

// TestExamplesOfCommands runs every example of the help in one session; .safe, which there is no way back from, has its own.
func TestExamplesOfCommands(t *testing.T) {
	var out bytes.Buffer
	s := dotShell(t, &out, true)
	for _, c := range commands {
		for _, example := range c.examples {
			in := s
			if c.name == "safe" {
				in = dotShell(t, &out, true)
			}
			out.Reset()
			if err := in.runScript(t.Context(), "example", example); err != nil {
				t.Errorf(".%s: %s: %v\n%s", c.name, example, err, out.String())
			}
		}
	}
}

// TestNarrowTerminal shows help, pages, facts, tables and charts on forty columns. What can be copied stays on one line.
func TestNarrowTerminal(t *testing.T) {
	var out bytes.Buffer
	s := dotShell(t, &out, true)
	s.settings.width = 40
	s.term.Style = s.styled(s.opts.Style(&out))
	for _, input := range []string{".help", ".doc tier", ".explain Acme", ".report what_changed", ".chart", "from pareto_rank order by position;", ".chart bar customer_id value",
		".columns tier_floors", ".views churn*"} {
		out.Reset()
		if err := s.do(t.Context(), input); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			line = strings.TrimSuffix(line, "\n")
			if n := render.Shown(line); n > 40 && !strings.HasPrefix(line, "example") && !strings.HasPrefix(line, "  .") {
				t.Errorf("%s: a line takes %d columns: %s", input, n, line)
			}
		}
	}
}

// TestCopy sends the last result to the clipboard of a terminal, also through tmux, and refuses what is too large for one.
func TestCopy(t *testing.T) {
	var out bytes.Buffer
	s := dotShell(t, &out, false)
	s.term.isTerminal = true
	want := base64.StdEncoding.EncodeToString([]byte("a\tb\n1\tx y\n"))
	for env, code := range map[string]string{"": "\x1b]52;c;" + want + "\a", "tmux": "\x1bPtmux;\x1b\x1b]52;c;" + want + "\a\x1b\\"} {
		t.Setenv("TMUX", env)
		out.Reset()
		play(t, s, &out, "select 1 as a, 'x y' as b;\n.copy")
		if !strings.Contains(out.String(), code) || !strings.Contains(out.String(), "copied 1 row") {
			t.Errorf("TMUX=%q: %q", env, out.String())
		}
	}
	out.Reset()
	play(t, s, &out, "select repeat('x', 100000) as a;\n.copy")
	if !strings.Contains(out.String(), "too large for the clipboard") {
		t.Errorf("%.200q", out.String())
	}
}

// TestExcel writes a file that spreadsheets read as UTF-8.
func TestExcel(t *testing.T) {
	var out bytes.Buffer
	s := dotShell(t, &out, false)
	play(t, s, &out, ".excel\nselect 'é' as text;\nselect 2 as next;")
	files, err := filepath.Glob("landscape-*.csv")
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v\n%s", files, err, out.String())
	}
	if got := readFile(t, files[0]); got != "\ufefftext\né\n" {
		t.Errorf("%q", got)
	}
}

// TestSummaryOfManyRows takes the range from all rows and the rest from those that are drawn.
func TestSummaryOfManyRows(t *testing.T) {
	var out bytes.Buffer
	s := dotShell(t, &out, false)
	s.settings.mode = "csv"
	play(t, s, &out, "create table many as select range as n, 'x' as t from range(1000003);\n.summary many")
	if got := out.String(); !strings.Contains(got, "many: 1,000,003 rows") || !regexp.MustCompile(`(?m)^n,bigint,0,\d+,0,1000002,`).MatchString(got) ||
		!strings.Contains(got, "t,varchar,0,1,x,x,x,") {
		t.Errorf("%s", got)
	}
}

// TestLastResultWhereNothingIsWritten keeps the last result as a table in a database that is open for reading, and in a safe session.
func TestLastResultWhereNothingIsWritten(t *testing.T) {
	var out bytes.Buffer
	s := dotShell(t, &out, true)
	s.settings.mode = "csv"
	play(t, s, &out, ".open shop.duckdb ro\nselect 20 as n;\nselect n + 1 as readonly from _;\n.safe\nselect n + 1 as safe from (select 29 as n);\nselect safe + 1 as both from _;\n"+
		".open shop.duckdb")
	for _, want := range []string{"readonly\n21\n", "safe\n30\n", "both\n31\n", "session is .safe"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing:\n%s", want, out.String())
		}
	}
}

// TestFirstQuestions runs .examples on the small ledger and on one without lines.
func TestFirstQuestions(t *testing.T) {
	for _, lines := range []bool{true, false} {
		var out bytes.Buffer
		s := dotShell(t, &out, lines)
		for i := range firstQuestions {
			out.Reset()
			if err := s.do(t.Context(), fmt.Sprintf(".examples %d", i+1)); err != nil {
				t.Errorf("question %d, lines %t: %v", i+1, lines, err)
			}
			if !strings.Contains(out.String(), "row") {
				t.Errorf("question %d, lines %t:\n%s", i+1, lines, out.String())
			}
		}
	}
}

// TestDocOfEverything asks for every name of the catalogue and every report: each has its summary and an example that runs.
func TestDocOfEverything(t *testing.T) {
	if testing.Short() {
		t.Skip("asks every figure; make test-all runs it")
	}
	var out bytes.Buffer
	s := dotShell(t, &out, true)
	names, err := s.texts(t.Context(), "select c.name, any_value(c.summary) from catalogue as c where c.kind != 'report' group by c.name order by 1")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		out.Reset()
		if err := s.do(t.Context(), ".doc "+name[0]); err != nil {
			t.Errorf(".doc %s: %v", name[0], err)
		}
		first, _, _ := strings.Cut(name[1], " ")
		if !strings.Contains(out.String(), name[0]) || !strings.Contains(out.String(), first) {
			t.Errorf(".doc %s:\n%s", name[0], out.String())
		}
	}
	reports, _ := report.List("")
	for _, r := range reports {
		p := reportPage(r)
		if p.summary == "" || p.grain == "" || len(p.columns) == 0 || p.example == "" {
			t.Errorf("the page of %s: %+v", r.Name, p)
		}
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
