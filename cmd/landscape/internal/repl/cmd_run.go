package repl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/report"
	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/encode"
)

func runCommands() []command {
	return []command{
		{name: "read", args: "FILE", group: groupRun, summary: "run the statements and commands of a file, up to the first error", aliases: []string{`\i`}, outside: true,
			run: runRead, complete: completeFiles},
		{name: "report", args: "NAME [ARG=VALUE]...", group: groupRun, summary: "run a report (.reports, .doc NAME)", run: runReport, complete: completeReports,
			examples: []string{".report top_customers n=3 measure=profit", ".report lost_customers"}},
		{name: "edit", args: "[N]", group: groupRun, summary: "the last statement, or number N of the history, in $VISUAL or $EDITOR, and run it", aliases: []string{`\e`}, outside: true,
			run: runEdit},
		{name: "watch", args: "SECONDS [times=N] [SQL]", group: groupRun, summary: "run the last query, or SQL, again and again until Ctrl-C", aliases: []string{`\watch`},
			run: runWatch, examples: []string{".watch 0.1 times=2 select count(*) as lines from invoice_lines"}},
		{name: "set", args: "NAME = EXPR", group: groupRun, summary: "a value for statements that name it as $NAME; EXPR may be a (SELECT)", aliases: []string{`\set`}, run: runSet,
			examples: []string{".set since = date '2025-01-01'\nselect count(*) as lines from invoice_lines where invoice_date >= $since;",
				".set best = (select customer_id from pareto_rank order by position limit 1)\nselect $best as best;"}},
		{name: "unset", args: "NAME", group: groupRun, summary: "forget a value", aliases: []string{`\unset`}, run: runUnset, complete: completeVars,
			examples: []string{".set n = 1\n.unset n"}},
		{name: "vars", group: groupRun, summary: "the values of .set", run: runVars, examples: []string{".set n = 2 + 3\n.vars"}},
	}
}

func runRead(ctx context.Context, s *shell, args string) error {
	path := unquote(args)
	if path == "" {
		return usage(".read first.sql", ".read takes a file")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return &engine.Error{Kind: engine.KindNotFound, Op: "read", Object: path, Hint: lookedIn(), Err: errors.Unwrap(err)}
	}
	return s.runScript(ctx, filepath.Base(path), string(text))
}

// lookedIn says where files are looked for.
func lookedIn() string {
	folder, err := os.Getwd()
	if err != nil {
		return ""
	}
	return ".cd; files are looked for in " + folder
}

func runReport(ctx context.Context, s *shell, args string) error {
	words := splitWords(args)
	if len(words) == 0 {
		return runReports(ctx, s, "")
	}
	r, params, err := findReport(words)
	if err != nil {
		return err
	}
	return s.ask(ctx, r.Body, params, r.Chart)
}

func completeReports(_ *shell, word string) []candidate {
	reports, _ := report.List(report.Folder())
	var found []candidate
	for _, r := range reports {
		if strings.HasPrefix(r.Name, word) {
			found = append(found, candidate{text: r.Name, kind: "report", detail: r.Summary})
		}
	}
	return found
}

// runEdit opens the editor of the user on a statement and runs what is there when it is closed.
func runEdit(ctx context.Context, s *shell, args string) error {
	text := ""
	switch {
	case args != "":
		n, err := strconv.Atoi(args)
		if err != nil || n < 1 || n > len(s.history.entries) {
			return usage(".history", "there is no statement %s in the history", args)
		}
		text = s.history.entries[n-1].SQL
	case s.last != nil && s.last.statement != "":
		text = s.last.statement + ";"
	}
	edited, err := editText(ctx, text)
	if err != nil {
		return err
	}
	input := strings.TrimSpace(edited)
	if input == "" {
		return nil
	}
	s.history.remember(input)
	s.note("%s", s.term.Dim(input))
	return s.runScript(ctx, "edited", input)
}

// runWatch runs a query every so many seconds, from end to start, until it is interrupted or was run often enough.
func runWatch(ctx context.Context, s *shell, args string) error {
	word, sql, _ := strings.Cut(args, " ")
	wait, err := strconv.ParseFloat(word, 64)
	if err != nil || wait <= 0 || wait > 86_400 {
		return usage(".watch 5", "%q is not a number of seconds above 0", word)
	}
	times := 0
	if first, rest, _ := strings.Cut(strings.TrimSpace(sql), " "); strings.HasPrefix(first, "times=") {
		if times, err = strconv.Atoi(strings.TrimPrefix(first, "times=")); err != nil || times < 1 {
			return usage(".watch 5 times=3", "%s is not a number of times", first)
		}
		sql = rest
	}
	if sql = strings.TrimSpace(sql); sql == "" {
		if s.last == nil || s.last.statement == "" {
			return errNoResult
		}
		sql = s.last.statement
	}
	if times == 0 && !s.interactive {
		return usage(".watch 5 times=3", "where nobody can press Ctrl-C, .watch takes times=N")
	}
	for n := 1; ; n++ {
		if s.term.isTerminal {
			s.note("%s", s.term.Dim(time.Now().Format("15:04:05")+s.term.Separator()+"every "+word+" s, Ctrl-C ends"))
		}
		if err := s.execute(ctx, sql); err != nil {
			return err
		}
		if n == times {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(wait * float64(time.Second))):
		}
	}
}

func runSet(ctx context.Context, s *shell, args string) error {
	name, expression, ok := strings.Cut(args, "=")
	name = strings.TrimPrefix(strings.TrimSpace(name), "$")
	if !ok {
		name, expression, _ = strings.Cut(args, " ") // as psql writes it
		name = strings.TrimSpace(name)
	}
	expression = strings.TrimSpace(expression)
	if args == "" {
		return runVars(ctx, s, "")
	}
	if !isName(name) || expression == "" {
		return usage(".set since = date '2025-01-01'", ".set takes a name and a value")
	}
	answer, err := s.query(ctx, "select (\n"+expression+"\n) as value", s.parametersOf(expression))
	if err != nil {
		return err
	}
	defer answer.release()
	value, err := valueOf(answer)
	if err != nil {
		return usage("", "%s: %w", name, err)
	}
	s.vars[name] = value
	return nil
}

func isName(text string) bool {
	for i, r := range text {
		if r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return text != ""
}

// variable is a value with the text and type that .vars shows.
type variable struct {
	bound     any
	text, typ string
}

var errNotScalar = errors.New("a value is a number, a text, a day, a time or true and false")

// valueOf is the one value of a result, to bind.
func valueOf(answer *lastResult) (variable, error) {
	field := answer.schema.Field(0).Type
	text := firstCell(answer)
	typ := ""
	switch {
	case answer.kept == 1 && answer.batches[0].Column(0).IsNull(0):
		return variable{nil, "NULL", strings.ToLower(answer.columns[0].Type)}, nil
	case arrow.IsDecimal(field.ID()):
		typ = "decimal"
	case arrow.IsFloating(field.ID()):
		typ = "double"
	case encode.IsNumber(field):
		typ = "int"
	case field.ID() == arrow.DATE32:
		typ = "date"
	case field.ID() == arrow.TIMESTAMP:
		typ = "timestamp"
	case field.ID() == arrow.BOOL:
		typ = "bool"
	case field.ID() == arrow.STRING:
		typ = "text"
	default:
		return variable{}, errNotScalar
	}
	bound, err := engine.Parameter(typ, text)
	return variable{bound, text, strings.ToLower(answer.columns[0].Type)}, err
}

func runUnset(_ context.Context, s *shell, args string) error {
	name := strings.TrimPrefix(args, "$")
	if _, ok := s.vars[name]; !ok {
		return usage(".vars", "there is no value %q", name)
	}
	delete(s.vars, name)
	return nil
}

func runVars(_ context.Context, s *shell, _ string) error {
	var names []string
	longest := 0
	for name := range s.vars {
		names = append(names, name)
		longest = max(longest, len(name))
	}
	slices.Sort(names)
	for _, name := range names {
		v := s.vars[name]
		fmt.Fprintf(s.out, "$%-*s  %s %s\n", longest, name, render.Visible(v.text), s.term.Dim(v.typ))
	}
	if len(names) == 0 {
		s.note("no values; .set NAME = EXPR")
	}
	return nil
}

func completeVars(s *shell, word string) []candidate {
	var found []candidate
	for name := range s.vars {
		if strings.HasPrefix(name, word) {
			found = append(found, candidate{text: name, kind: "value"})
		}
	}
	slices.SortFunc(found, func(a, b candidate) int { return strings.Compare(a.text, b.text) })
	return found
}
