package benchmarks

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/engine"
)

// deeds are what a child process can be told to do.
var deeds = map[string]func(context.Context, task) (outcome, error){
	"load":          doLoad,
	"peer":          doPeer,
	"views":         doViews,
	"buyers":        doBuyers,
	"fit":           doFit,
	"score":         doScore,
	"score by hand": doScoreByHand,
}

// withSession opens the database of a task, creating it when it is missing, and runs fn with a session.
func withSession(ctx context.Context, t task, fn func(e *engine.Engine, s *engine.Session) error) (err error) {
	e, err := engine.Open(ctx, engine.Options{Path: t.Database, Create: true, Threads: t.Threads, MemoryLimit: t.Memory})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	s, err := e.Session(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return fn(e, s)
}

// doLoad loads the files one after the other; each is a step. The database is opened and its SQL objects are made before the clock
// starts, for the peer too.
func doLoad(ctx context.Context, t task) (out outcome, err error) {
	err = withSession(ctx, t, func(e *engine.Engine, s *engine.Session) error {
		for _, file := range t.Files {
			started := time.Now()
			if _, err := e.Load(ctx, engine.LoadOptions{Paths: []string{file}}); err != nil {
				return err
			}
			out.Steps = append(out.Steps, step{Name: file, Seconds: []float64{time.Since(started).Seconds()}})
		}
		return out.total(ctx, s, "invoice_lines")
	})
	return out, err
}

// doPeer loads the first file as bare DuckDB does when it is left to guess everything, and makes the result durable as a load does.
func doPeer(ctx context.Context, t task) (out outcome, err error) {
	err = withSession(ctx, t, func(e *engine.Engine, s *engine.Session) error {
		started := time.Now()
		file := strings.ReplaceAll(t.Files[0], "'", "''")
		if _, err := s.Exec(ctx, "create table peer as from read_csv('"+file+"')", nil); err != nil {
			return err
		}
		if _, err := s.Exec(ctx, "checkpoint", nil); err != nil {
			return err
		}
		out.Steps = []step{{Name: t.Files[0], Seconds: []float64{time.Since(started).Seconds()}}}
		return out.total(ctx, s, "peer")
	})
	return out, err
}

// total fills in what a table of lines holds.
func (out *outcome) total(ctx context.Context, s *engine.Session, table string) error {
	rows, err := texts(ctx, s, "select count(*) as lines, sum(net_amount::decimal(18, 2))::decimal(38, 2) as net from "+table)
	if err != nil {
		return err
	}
	out.Net = rows[0][1]
	_, err = fmt.Sscan(rows[0][0], &out.Lines)
	return err
}

// doViews reads every default view: first once to warm up, then as often as the task says. A view that shows customers by rank is read
// as a screen would show it, the first hundred; lines are never listed whole.
func doViews(ctx context.Context, t task) (out outcome, err error) {
	err = withSession(ctx, t, func(e *engine.Engine, s *engine.Session) error {
		if err := checkReconciled(ctx, s); err != nil {
			return err
		}
		views, err := texts(ctx, s, "select name, list_contains([c.name for c in columns], 'rank'), grain from catalogue where kind = 'view' order by name")
		if err != nil {
			return err
		}
		for _, view := range views {
			name, ranked := view[0], view[1] == "true"
			query := "from " + name
			switch {
			case ranked:
				query += " order by rank limit 100"
			case strings.Contains(view[2], "line"):
				query += " limit 100"
			}
			st, err := timeQuery(ctx, s, query, t.Repeat)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			st.Name, st.Limited = "view "+name, ranked
			out.Steps = append(out.Steps, st)
		}
		return out.total(ctx, s, "invoice_lines")
	})
	return out, err
}

// checkReconciled refuses to time figures over base tables that do not hold the ledger to the cent.
func checkReconciled(ctx context.Context, s *engine.Session) error {
	rows, err := texts(ctx, s, `select (select sum(net_amount) from invoice_lines) as lines, (select sum(net) from landscape_base.customer_days) as days`)
	if err != nil {
		return err
	}
	if rows[0][0] != rows[0][1] {
		return fmt.Errorf("the lines sum to %s and the days of the customers to %s", rows[0][0], rows[0][1])
	}
	return nil
}

// timeQuery drains the query once unmeasured and then repeat times, but no longer than two seconds; all must give the same number of rows.
func timeQuery(ctx context.Context, s *engine.Session, query string, repeat int) (step, error) {
	var st step
	var err error
	if st.Rows, err = drain(ctx, s, query); err != nil {
		return st, err
	}
	var spent float64
	for len(st.Seconds) < max(1, repeat) && spent < 2 {
		started := time.Now()
		rows, err := drain(ctx, s, query)
		if err != nil {
			return st, err
		}
		if rows != st.Rows {
			return st, fmt.Errorf("%d rows, and %d the first time", rows, st.Rows)
		}
		st.Seconds = append(st.Seconds, time.Since(started).Seconds())
		spent += st.Seconds[len(st.Seconds)-1]
	}
	return st, nil
}

func drain(ctx context.Context, s *engine.Session, query string) (rows int64, err error) {
	result, err := s.Query(ctx, query, nil)
	if err != nil {
		return 0, err
	}
	defer result.Release()
	for result.Next() {
		rows += result.Batch().NumRows()
	}
	return rows, result.Err()
}

// texts reads a small result whole.
func texts(ctx context.Context, s *engine.Session, query string) (rows [][]string, err error) {
	result, err := s.Query(ctx, query, nil)
	if err != nil {
		return nil, err
	}
	defer result.Release()
	for result.Next() {
		batch := result.Batch()
		for i := range int(batch.NumRows()) {
			row := make([]string, batch.NumCols())
			for c := range row {
				row[c] = strings.Clone(batch.Column(c).ValueStr(i)) // the text lies in the batch
			}
			rows = append(rows, row)
		}
	}
	return rows, result.Err()
}
