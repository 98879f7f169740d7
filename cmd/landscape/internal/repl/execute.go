package repl

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

// execute runs one statement and shows its result.
func (s *shell) execute(ctx context.Context, sql string) error {
	start := time.Now()
	params := s.parametersOf(sql)
	if change := lexer.ChangeOf(sql); change.Done != "" {
		n, err := s.session.Exec(ctx, sql, params)
		if err == nil {
			s.tellChange(change, n, time.Since(start))
		}
		return err
	}
	result, err := s.session.Query(ctx, sql, params)
	if err != nil {
		return err
	}
	defer result.Release()
	last, err := collect(result, s.settings.fetch)
	if err != nil {
		last.release()
		return err
	}
	last.statement, last.params, last.elapsed = sql, params, time.Since(start)
	s.last.release()
	s.last = last
	return s.show(last)
}

// parametersOf are the stored values that the statement names; the engine refuses values that a statement does not ask for.
func (s *shell) parametersOf(sql string) map[string]any {
	params := map[string]any{}
	for _, name := range lexer.Parameters(sql) {
		if value, ok := s.vars[name]; ok {
			params[name] = value
		}
	}
	return params
}

func (s *shell) tellChange(change lexer.Change, rows int64, elapsed time.Duration) {
	parts := []string{change.Done}
	if change.Counts {
		parts[0] += " " + plural(rows, "row")
	}
	if s.settings.timer != "off" {
		parts = append(parts, seconds(elapsed))
	}
	s.note("%s", s.term.Dim(strings.Join(parts, s.term.Separator())))
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f s", d.Seconds()) }
