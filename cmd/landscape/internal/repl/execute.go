package repl

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

// execute runs one statement and shows its result. It asks before what destroys, and follows transaction, schema and catalogue.
func (s *shell) execute(ctx context.Context, sql string) error {
	if err := s.admit(ctx, sql); err != nil {
		return err
	}
	if err := s.keepLast(ctx, sql); err != nil {
		return err
	}
	last, err := s.run(ctx, sql)
	s.noteTransaction(ctx, sql, err)
	if err != nil {
		return err
	}
	s.noteSchema(ctx, sql)
	s.catalogue.note(sql)
	if last == nil {
		return nil
	}
	return s.show(ctx, last)
}

// run carries out one statement. What answers becomes the last result, which is returned unless it is written already; what changes
// something is told.
func (s *shell) run(ctx context.Context, sql string) (*lastResult, error) {
	start := time.Now()
	params := s.parametersOf(sql)
	defer s.hush()()
	s.progress = s.watch()
	defer s.progress.stop()
	if change := lexer.ChangeOf(sql); change.Done != "" {
		n, err := s.session.Exec(ctx, sql, params)
		s.progress.stop()
		if err == nil {
			s.tellChange(change, n, time.Since(start))
		}
		return nil, err
	}
	if s.streams() {
		return nil, s.stream(ctx, sql, params, "")
	}
	last, err := s.query(ctx, sql, params)
	if err != nil {
		return nil, err
	}
	s.last.release()
	s.last = last
	s.announce(last.elapsed)
	return last, nil
}

// query runs a statement that answers and reads the rows that are kept.
func (s *shell) query(ctx context.Context, sql string, params map[string]any) (*lastResult, error) {
	start := time.Now()
	result, err := s.session.Query(ctx, sql, params)
	if err != nil {
		return nil, err
	}
	defer result.Release()
	first := time.Since(start)
	last, err := collect(result, s.settings.fetch)
	if err != nil {
		last.release()
		return nil, err
	}
	last.statement, last.params, last.first, last.elapsed = sql, params, first, time.Since(start)
	return last, nil
}

// parametersOf are the stored values that the statement names; the engine refuses values that a statement does not ask for.
func (s *shell) parametersOf(sql string) map[string]any {
	params := map[string]any{}
	for _, name := range lexer.Parameters(sql) {
		if value, ok := s.vars[name]; ok {
			params[name] = value.bound
		}
	}
	return params
}

func (s *shell) tellChange(change lexer.Change, rows int64, elapsed time.Duration) {
	if s.opts.Quiet && !s.interactive {
		return
	}
	parts := []string{change.Done}
	if change.Counts {
		parts[0] += " " + plural(rows, "row")
	}
	if s.interactive && s.settings.timer != "off" {
		parts = append(parts, seconds(elapsed))
	}
	s.note("%s", s.term.Dim(strings.Join(parts, s.term.Separator())))
	s.announce(elapsed)
}

// long is the time after which the terminal's title says that a statement is done, when .notify is on.
const long = 10 * time.Second

func (s *shell) announce(elapsed time.Duration) {
	if s.settings.notify && s.term.isTerminal && s.term.Color && elapsed > long {
		fmt.Fprintf(s.err, "\x1b]0;%s: done after %s\x07", s.databaseName(), seconds(elapsed))
	}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f s", d.Seconds()) }

// number groups the digits of a whole number in text.
func number(text string) string {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return text
	}
	return render.Count(n)
}
