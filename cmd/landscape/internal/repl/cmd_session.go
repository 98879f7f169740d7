package repl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/engine"
)

func sessionCommands() []command {
	return slices.Concat([]command{
		{name: "open", args: "FILE [ro]", group: groupSession, summary: "go on with another database; ro for reading alone", aliases: []string{`\c`}, outside: true,
			run: runOpen, complete: completeFiles},
		{name: "databases", group: groupSession, summary: "the databases of this session", aliases: []string{`\l`}, run: runDatabases, examples: []string{".databases"}},
		{name: "status", group: groupSession, summary: "database, limits, transaction, day and measure", run: runStatus, examples: []string{".status"}},
		{name: "history", args: "[N|PAT]", group: groupSession, summary: "the last N inputs, 20 unless told, or those that hold PAT", aliases: []string{`\s`}, run: runHistory,
			examples: []string{".history"}},
		{name: "errors", group: groupSession, summary: "the last errors with their whole texts", run: runErrors, examples: []string{".errors"}},
	}, optionCommands(groupSession), []command{
		{name: "safe", group: groupSession, summary: "from now on no writes, files or programs; there is no way back", run: runSafe, examples: []string{".safe"}},
		{name: "editor", args: "rich|basic|plain", group: groupSession, summary: "how lines are read", run: runEditor, complete: completeWords("rich", "basic", "plain")},
		{name: "shell", args: "CMD", group: groupSession, summary: "run a command of the system", aliases: []string{`\!`}, outside: true, run: runShell,
			examples: []string{".shell echo hello"}},
		{name: "cd", args: "[DIR]", group: groupSession, summary: "the folder that files are looked for in", aliases: []string{`\cd`}, outside: true, run: runCd, complete: completeFiles,
			examples: []string{".cd ."}},
		{name: "config", args: "[save]", group: groupSession, summary: "what differs from the defaults; save keeps it for the next session", run: runConfig,
			complete: completeWords("save"), examples: []string{".config"}},
		{name: "clear", group: groupSession, summary: "clear the screen", aliases: []string{"clear"}, run: runClear, examples: []string{".clear"}},
		{name: "version", group: groupSession, summary: "the versions of the program and its engine", run: runVersion},
		{name: "quit", args: "[CODE]", group: groupSession, summary: "leave", aliases: []string{".exit", "exit", "quit", `\q`}, run: runQuit},
	})
}

func runQuit(_ context.Context, _ *shell, args string) error {
	if args == "" {
		return quit{0}
	}
	code, err := strconv.Atoi(args)
	if err != nil || code < 0 || code > 255 {
		return usage(".quit 1", "%s is not an exit code from 0 to 255", args)
	}
	return quit{code}
}

// runOpen goes on with another database. The old one is closed when the new one is open, and before that only where both are one file.
func runOpen(ctx context.Context, s *shell, args string) error {
	words := splitWords(args)
	readOnly := len(words) == 2 && words[1] == "ro"
	if len(words) == 0 || len(words) > 2 || len(words) == 2 && !readOnly {
		return usage(".open shop.duckdb ro", ".open takes a file, and perhaps ro")
	}
	if s.opts.OpenFile == nil {
		return usage("landscape repl "+words[0], "another database cannot be opened here")
	}
	if s.transaction != noTransaction {
		return usage("commit; or rollback;", "a transaction is open")
	}
	path := words[0]
	if _, err := os.Stat(path); readOnly && err != nil {
		return &engine.Error{Kind: engine.KindDatabase, Op: "open", Object: path, Err: errors.Unwrap(err)}
	}
	open := s.openBeside
	if sameFile(path, s.path) {
		open = s.openAgain
	}
	if err := open(ctx, path, readOnly); err != nil {
		return err
	}
	s.path, s.opts.ReadOnly, s.schema, s.catalogue.stale = path, readOnly, "main", true
	s.note("%s (%s)", filepath.Base(path), s.holdings(ctx))
	return nil
}

// openBeside opens a database while the old one is still open, so that a failure leaves everything as it was.
func (s *shell) openBeside(ctx context.Context, path string, readOnly bool) error {
	d, err := s.opts.OpenFile(ctx, path, readOnly)
	if err != nil {
		return err
	}
	oldSession, oldDatabase := s.session, s.database
	if err := s.use(ctx, d); err != nil {
		return err
	}
	return errors.Join(oldSession.Close(), oldDatabase.Close())
}

// openAgain closes the database and opens it once more. When that fails, it is opened as it was.
func (s *shell) openAgain(ctx context.Context, path string, readOnly bool) error {
	if err := errors.Join(s.session.Close(), s.database.Close()); err != nil {
		return err
	}
	d, err := s.opts.OpenFile(ctx, path, readOnly)
	if err == nil {
		return s.use(ctx, d)
	}
	back, again := s.opts.OpenFile(ctx, s.path, s.opts.ReadOnly)
	if again != nil {
		s.note("the database cannot be opened again: %v", again)
		return errors.Join(err, quit{1})
	}
	return errors.Join(err, s.use(ctx, back))
}

// sameFile tells whether two paths mean one file.
func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// learnCurrency asks for the base currency, which stands under the names of amounts; a database without lines has none.
func (s *shell) learnCurrency(ctx context.Context) {
	if rows, err := s.texts(ctx, "select max(l.base_currency) from landscape_base.ledger_state as l"); err == nil && len(rows) == 1 {
		s.currency = rows[0][0]
	}
}

func runDatabases(ctx context.Context, s *shell, _ string) error {
	return s.list(ctx, `select d.database_name as name, coalesce(d.path, 'in memory') as path, d.readonly, d.type
from duckdb_databases() as d
where not d.internal
order by d.database_oid`, nil)
}

func runStatus(ctx context.Context, s *shell, _ string) error {
	rows, err := s.texts(ctx, `select current_setting('memory_limit'), current_setting('threads'), current_setting('TimeZone'),
    (select f.value || ' (' || f.origin || ')' from settings_in_force as f where f.name = 'as_of'),
    (select f.value || ' (' || f.origin || ')' from settings_in_force as f where f.name = 'measure')`)
	if err != nil {
		return err
	}
	where := "in memory"
	if s.path != "" {
		where = s.path
	}
	line := func(name, text string) { fmt.Fprintf(s.out, "%-12s %s\n", name, text) }
	line("database", where)
	line("holds", s.holdings(ctx))
	line("engine", "DuckDB "+strings.TrimPrefix(engine.DuckDBVersion(), "v"))
	line("memory", rows[0][0]+" for the engine, "+rows[0][1]+" threads")
	line("time zone", rows[0][2])
	line("transaction", [...]string{"none", "open", "failed"}[s.transaction])
	line("as of", rows[0][3])
	line("measure", rows[0][4])
	if s.currency != "" {
		line("currency", s.currency)
	}
	line("mode", s.settings.mode)
	if s.output != nil {
		line("output", s.output.file+s.output.command)
	}
	if s.settings.safe {
		line("safe", "on")
	}
	return nil
}

func runHistory(_ context.Context, s *shell, args string) error {
	if len(s.history.entries) == 0 {
		s.note("nothing was typed yet")
	}
	most, wanted := 20, ""
	if n, err := strconv.Atoi(args); err == nil && n > 0 {
		most = n
	} else if wanted = strings.ToLower(strings.Trim(unquote(args), "*%")); wanted != "" {
		most = len(s.history.entries)
	}
	for i, e := range s.history.entries {
		if wanted == "" && i < len(s.history.entries)-most || !strings.Contains(strings.ToLower(e.SQL), wanted) {
			continue
		}
		text := strings.ReplaceAll(e.SQL, "\n", "\n       ")
		fmt.Fprintf(s.out, "%5d  %s\n", i+1, strings.ReplaceAll(render.Visible(strings.ReplaceAll(text, "\n", "\x00")), "␀", "\n"))
	}
	return nil
}

func runErrors(_ context.Context, s *shell, _ string) error {
	for i, err := range s.errors {
		fmt.Fprintf(s.out, "%2d. %v\n", i+1, err)
	}
	if len(s.errors) == 0 {
		s.note("no errors")
	}
	return nil
}

// errSafe is the error of a command that .safe forbids.
func errSafe(name string) error {
	return &engine.Error{Kind: engine.KindReadOnly, Err: fmt.Errorf(".%s reads or writes files or runs programs, and the session is .safe", name)}
}

// runSafe goes on with a session that reads alone and reaches no file.
func runSafe(ctx context.Context, s *shell, _ string) error {
	if s.settings.safe {
		return nil
	}
	if s.transaction != noTransaction {
		return usage("commit; or rollback;", "a transaction is open")
	}
	if own, ok := s.session.(confined); ok {
		if err := own.Confine(ctx); err != nil {
			return err
		}
	}
	session, err := s.database.Session(ctx, true)
	if err != nil {
		return err
	}
	old := s.session
	s.session, s.settings.safe, s.sink, s.output = session, true, nil, nil
	s.note("safe: no writes, files or programs in this session")
	return old.Close()
}

func runEditor(_ context.Context, s *shell, args string) error {
	if !s.interactive {
		return usage("", "lines come from a pipe or a file")
	}
	editor, err := s.newEditor(strings.ToLower(args))
	if err != nil {
		return err
	}
	old := s.input
	s.input = editor
	return old.Close()
}

func runShell(ctx context.Context, s *shell, args string) error {
	if s.opts.Connected {
		return usage("", "a session on a server runs no programs")
	}
	if args == "" {
		return usage(".shell ls", ".shell takes a command")
	}
	program := exec.CommandContext(ctx, "sh", "-c", args)
	program.Stdout, program.Stderr = s.out, s.err
	if s.interactive {
		program.Stdin = os.Stdin
	}
	if err := program.Run(); err != nil {
		return &engine.Error{Kind: engine.KindQuery, Op: "shell", Object: args, Err: err}
	}
	return nil
}

func runCd(_ context.Context, s *shell, args string) error {
	if args == "" {
		folder, err := os.Getwd()
		if err == nil {
			fmt.Fprintln(s.out, folder)
		}
		return err
	}
	if err := os.Chdir(unquote(args)); err != nil {
		return &engine.Error{Kind: engine.KindNotFound, Op: "cd", Object: args, Err: errors.Unwrap(err)}
	}
	return nil
}

func runClear(_ context.Context, s *shell, _ string) error {
	if s.term.isTerminal {
		fmt.Fprint(s.opts.Stdout, "\x1b[H\x1b[2J")
	}
	return nil
}

func runVersion(_ context.Context, s *shell, _ string) error {
	fmt.Fprintf(s.out, "landscape %s%sDuckDB %s\n", s.opts.Version, s.term.Separator(), strings.TrimPrefix(engine.DuckDBVersion(), "v"))
	return nil
}
