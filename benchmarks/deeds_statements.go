package benchmarks

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/encode"
)

// prepared opens a session in which the statements of the task that come first have run.
func prepared(ctx context.Context, t task, fn func(s *engine.Session) error) error {
	return withSession(ctx, t, func(_ *engine.Engine, s *engine.Session) error {
		for _, statement := range t.Prepare {
			if _, err := s.Exec(ctx, statement, nil); err != nil {
				return err
			}
		}
		return fn(s)
	})
}

// doStatements drains each query as often as the task says; each is a step.
func doStatements(ctx context.Context, t task) (out outcome, err error) {
	err = prepared(ctx, t, func(s *engine.Session) error {
		for _, query := range t.Queries {
			st, err := timeQuery(ctx, s, query, t.Repeat)
			if err != nil {
				return fmt.Errorf("%s: %w", query, err)
			}
			out.Steps = append(out.Steps, st)
		}
		return nil
	})
	return out, err
}

// doExecute runs each query once, for what it changes.
func doExecute(ctx context.Context, t task) (out outcome, err error) {
	err = prepared(ctx, t, func(s *engine.Session) error {
		for _, query := range t.Queries {
			started := time.Now()
			if _, err := s.Exec(ctx, query, nil); err != nil {
				return err
			}
			out.Steps = append(out.Steps, step{Seconds: []float64{time.Since(started).Seconds()}})
		}
		return nil
	})
	return out, err
}

// doSame counts the rows in which two queries differ.
func doSame(ctx context.Context, t task) (out outcome, err error) {
	err = prepared(ctx, t, func(s *engine.Session) error {
		for table, query := range map[string]string{"ours": t.Ours, "theirs": t.Theirs} {
			if _, err := s.Exec(ctx, "create temp table "+table+" as "+query, nil); err != nil {
				return fmt.Errorf("%s: %w", query, err)
			}
		}
		const differing = "(select 'ours' as side, o.* from (from ours except all from theirs) as o) union all (select 'theirs' as side, t.* from (from theirs except all from ours) as t)"
		rows, err := texts(ctx, s, "select count(*), (select count(*) from ours), any_value(d)::varchar from ("+differing+") as d")
		if err != nil {
			return err
		}
		if rows[0][1] == "0" {
			return fmt.Errorf("no rows to compare: %s", t.Ours)
		}
		out.Sample = rows[0][2]
		_, err = fmt.Sscan(rows[0][0], &out.Different)
		return err
	})
	return out, err
}

// doAnswer gives the one row of the first query as text.
func doAnswer(ctx context.Context, t task) (out outcome, err error) {
	err = prepared(ctx, t, func(s *engine.Session) error {
		rows, err := texts(ctx, s, t.Queries[0])
		if err == nil {
			out.Sample = strings.Join(rows[0], " ")
		}
		return err
	})
	return out, err
}

// doExport writes the first query into the first file as landscape export does.
func doExport(ctx context.Context, t task) (out outcome, err error) {
	err = prepared(ctx, t, func(s *engine.Session) error {
		started := time.Now()
		f, err := os.Create(t.Files[0])
		if err != nil {
			return err
		}
		defer f.Close()
		result, err := s.Query(ctx, t.Queries[0], nil)
		if err != nil {
			return err
		}
		defer result.Release()
		rows, err := encode.Write(f, encode.Format(t.Format), result, encode.Options{})
		if err != nil {
			return err
		}
		out.Steps = []step{{Seconds: []float64{time.Since(started).Seconds()}, Rows: rows}}
		return f.Close()
	})
	return out, err
}

// doRefresh computes all base tables again.
func doRefresh(ctx context.Context, t task) (out outcome, err error) {
	err = withSession(ctx, t, func(e *engine.Engine, s *engine.Session) error {
		started := time.Now()
		refreshed, err := e.Refresh(ctx, engine.RefreshOptions{Full: true})
		if err != nil {
			return err
		}
		out.Shortage = refreshed.Shortage
		out.Steps = []step{{Seconds: []float64{time.Since(started).Seconds()}}}
		return checkReconciled(ctx, s)
	})
	return out, err
}

// literal makes a text of SQL.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
