package repl

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/engine"
)

func writeCommands() []command {
	return []command{
		{name: "once", args: "FILE||CMD", group: groupWrite, summary: "write the next result, whole, into a file or a command", outside: true,
			run: runOnce, complete: completeFiles, examples: []string{".once top.csv\nfrom pareto_rank order by position;", ".once |sort\nfrom churn;"}},
		{name: "output", args: "[FILE||CMD]", group: groupWrite, summary: "write all results there, until .output", aliases: []string{`\o`}, outside: true,
			run: runOutput, complete: completeFiles, examples: []string{".output all.csv\nfrom kpi;\n.output"}},
		{name: "excel", group: groupWrite, summary: "open the next result in a spreadsheet", outside: true, run: runExcel},
		{name: "copy", group: groupWrite, summary: "the last result to the clipboard of the terminal", run: runCopy},
		{name: "save", args: "FILE", group: groupWrite, summary: "the whole database into a new file", outside: true, run: runSave, complete: completeFiles,
			examples: []string{".save copy.duckdb"}},
		{name: "import", args: "FILE TABLE", group: groupWrite, summary: "a file into a table: invoice lines and master data as landscape load does, others as they are",
			outside: true, run: runImport, complete: completeFiles},
	}
}

func runOnce(_ context.Context, s *shell, args string) error {
	if args == "" {
		return usage(".once top.csv", ".once takes a file, or a command behind |")
	}
	to, err := parseSink(args)
	if err != nil {
		return err
	}
	if err := s.mayReplace(to); err != nil {
		return err
	}
	to.once = true
	s.sink = to
	return nil
}

func runOutput(_ context.Context, s *shell, args string) error {
	if args == "" || args == "stdout" {
		s.sink, s.output = nil, nil
		return nil
	}
	to, err := parseSink(args)
	if err != nil {
		return err
	}
	if err := s.mayReplace(to); err != nil {
		return err
	}
	s.sink, s.output = to, to
	return nil
}

// mayReplace refuses to write over the database itself, and asks before it writes over another file.
func (s *shell) mayReplace(to *sink) error {
	if to.file == "" {
		return nil
	}
	if s.path != "" && filepath.Clean(s.path) == filepath.Clean(to.file) {
		return usage("", "%s is the database itself", to.file)
	}
	if info, err := os.Stat(filepath.Dir(to.file)); err != nil || !info.IsDir() {
		return usage("mkdir -p "+filepath.Dir(to.file), "the folder of %s does not exist", to.file)
	}
	if question := fileQuestion(to.file); question != "" && s.interactive {
		return s.confirm(context.Background(), question)
	}
	return nil
}

func runExcel(_ context.Context, s *shell, _ string) error {
	f, err := os.CreateTemp("", "landscape-*.csv")
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	s.sink = &sink{file: f.Name(), format: "csv", bom: true, once: true, after: func() error { return s.openFile(f.Name()) }}
	return nil
}

// openFile hands a file to the program that the desktop has for it.
func (s *shell) openFile(path string) error {
	opener := map[string]string{"darwin": "open", "windows": "explorer"}[runtime.GOOS]
	if opener == "" {
		opener = "xdg-open"
	}
	if program, err := exec.LookPath(opener); err == nil && s.interactive {
		if exec.Command(program, path).Start() == nil {
			return nil
		}
	}
	s.note("wrote %s", path)
	return nil
}

// maxCopy is how much text terminals take for their clipboard.
const maxCopy = 74_000

func runCopy(ctx context.Context, s *shell, _ string) error {
	if s.last == nil {
		return errNoResult
	}
	if !s.term.isTerminal {
		return usage(".once FILE", "there is no terminal to copy into")
	}
	var text bytes.Buffer
	name := s.settings.mode
	if m, err := modeOf(name); err != nil || m.forPeople {
		name = "tsv"
	}
	if err := s.write(&text, name, s.describe(s.last.columns), s.last.source()); err != nil {
		return err
	}
	if text.Len() > maxCopy {
		return usage(".once FILE", "the result is too large for the clipboard of a terminal: %s", render.Bytes(int64(text.Len())))
	}
	code := "\x1b]52;c;" + base64.StdEncoding.EncodeToString(text.Bytes()) + "\a"
	if os.Getenv("TMUX") != "" {
		code = "\x1bPtmux;\x1b" + code + "\x1b\\"
	}
	if _, err := fmt.Fprint(s.opts.Stdout, code); err != nil {
		return err
	}
	s.note("copied %s", plural(s.last.kept, "row"))
	return ctx.Err()
}

func runSave(ctx context.Context, s *shell, args string) error {
	if args == "" {
		return usage(".save shop.duckdb", ".save takes a new file")
	}
	path := unquote(args)
	file, ok := s.database.(compacted)
	if !ok {
		return usage("export VIEW --out FILE, or .once FILE", "the database lies with the server; copies of it are made there")
	}
	if err := file.Compact(ctx, path); err != nil {
		return err
	}
	s.note("saved %s; .open %s goes on there", path, path)
	return nil
}

func runImport(ctx context.Context, s *shell, args string) error {
	words := splitWords(args)
	if len(words) != 2 {
		return usage(".import lines.csv invoice_lines", ".import takes a file and a table")
	}
	file, table := words[0], words[1]
	inputs, err := s.texts(ctx, "select 1 from landscape_base.objects as o where o.kind = 'table' and o.name = "+quoteText(table)+
		" and list_contains(list_transform(o.columns, lambda c: c.name), 'load_id')")
	if err != nil {
		return err
	}
	if len(inputs) > 0 {
		summary, err := s.database.Load(ctx, engine.LoadOptions{Paths: []string{file}, Into: table})
		if err != nil {
			return err
		}
		s.catalogue.stale = true
		for _, note := range summary.Notes {
			s.note("note: %s", note)
		}
		s.note("load %d: %s into %s", summary.LoadID, plural(summary.Rows, "row"), table)
		return nil
	}
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) && !strings.ContainsAny(file, "*?") && !strings.Contains(file, "://") {
		return &engine.Error{Kind: engine.KindNotFound, Op: "import", Object: file, Hint: lookedIn(), Err: errors.New("there is no such file")}
	}
	exists, err := s.texts(ctx, "select 1 from duckdb_tables() where schema_name = current_schema() and table_name = "+quoteText(table))
	if err != nil {
		return err
	}
	sql := "create table " + render.Quote(table) + " as from " + quoteText(file)
	if len(exists) > 0 {
		sql = "insert into " + render.Quote(table) + " by name from " + quoteText(file)
	}
	return s.execute(ctx, sql)
}

// splitWords splits at blanks; quotes keep a word together.
func splitWords(text string) []string {
	var words []string
	var word strings.Builder
	var open rune
	inside := false
	for _, r := range text {
		switch {
		case open != 0 && r == open:
			open = 0
		case open == 0 && (r == '\'' || r == '"'):
			open, inside = r, true
		case open == 0 && (r == ' ' || r == '\t'):
			if inside {
				words = append(words, word.String())
				word.Reset()
			}
			inside = false
		default:
			word.WriteRune(r)
			inside = true
		}
	}
	if inside {
		words = append(words, word.String())
	}
	return words
}

// completeFiles offers the files and folders that a path could mean.
func completeFiles(_ *shell, word string) []candidate {
	matches, err := filepath.Glob(strings.TrimLeft(word, `'"`) + "*")
	if err != nil {
		return nil
	}
	var found []candidate
	for _, m := range matches[:min(len(matches), 100)] {
		c := candidate{text: m, kind: "file"}
		if info, err := os.Stat(m); err == nil && info.IsDir() {
			c.text, c.kind = m+string(filepath.Separator), "folder"
		}
		found = append(found, c)
	}
	return found
}
