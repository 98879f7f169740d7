package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// scoreKey is the column that every set of scores begins with.
const scoreKey = "customer_id"

// ScoreOptions says which scores to make. The settings are those of the session.
type ScoreOptions struct {
	// Columns of the figure scores, in the order wanted; customer_id always comes first. Defaults to all of them. An unknown name is an
	// error of KindInvalid.
	Columns []string
	// Customers are the only ones wanted; nil wants all. A merged account stands for the one it went into, and at level parent an account
	// for its parent. What nobody has is told in the summary.
	Customers []string
	// Since is the label of a snapshot. The scores get a column change behind customer_id: new, changed, same, or gone for a customer that
	// the snapshot has and the ledger no longer; a gone customer has no other value. Compared are the columns wanted but as_of,
	// days_since_last and name, which are no scores. A label that is not there is an error of KindNotFound, one of another measure or
	// level, or of a version that kept no scores, of KindInvalid.
	Since string
	// Delta leaves out the rows whose change is same; it needs Since.
	Delta bool
	// Tolerance is how far a score that drifts may be from the snapshot's before it counts as changed, from 0 to 1: as a difference for p_alive
	// and p_buy_12m, as a share of the larger one for rank, share, expected_orders, expected_spend, ltv_total, low and high. Others count
	// whenever they differ. 0 counts every difference.
	Tolerance float64
}

// Scores are the scores of one session, in a temporary table that the next call of Score replaces and the end of the session removes.
type Scores struct {
	Summary ScoreSummary
	Columns []string // of the rows, customer_id first

	session *Session
	rows    string // the temporary table of the rows, which may have more columns
}

// The temporary tables of a session that scores.
const (
	allScores    = "landscape_all_scores" // of every customer, all columns
	wantedScores = "landscape_scores"     // the rows and columns asked for
	wantedIDs    = "landscape_wanted"     // the customers asked for
)

// Score makes the scores of every customer as the figure scores gives them, in one transaction, so that all of them are of one state
// of the ledger, and checks that they sum to it. Lifetime values come from the last fit where that has seen this very ledger on the same
// day with the same settings and model, and are computed anew elsewhere. A total that does not meet the ledger's is an error of
// KindInternal.
func (s *Session) Score(ctx context.Context, opts ScoreOptions) (*Scores, error) {
	started := time.Now()
	if s.isClosed() {
		return nil, &Error{Kind: KindInvalid, Op: "score", Err: ErrClosed}
	}
	s.endResult()
	scores := &Scores{session: s, rows: allScores}
	err := scores.make(ctx, opts)
	if err != nil {
		return nil, classify("score", s.engine.name(), err)
	}
	scores.Summary.ScoringSeconds = time.Since(started).Seconds()
	return scores, nil
}

func (r *Scores) make(ctx context.Context, opts ScoreOptions) error {
	if err := opts.check(); err != nil {
		return err
	}
	columns, err := r.chosen(ctx, opts.Columns)
	if err != nil {
		return err
	}
	if err := r.storeWanted(ctx, opts.Customers); err != nil {
		return err
	}
	leave, err := r.session.engine.commits.read(ctx)
	if err != nil {
		return err
	}
	defer leave()
	return r.session.engine.transact(ctx, r.session.conn, func(ctx context.Context, _ *sql.Conn) error {
		if opts.Since != "" {
			if err := r.checkSince(ctx, opts.Since); err != nil {
				return err
			}
		}
		if err := r.store(ctx); err != nil {
			return err
		}
		if err := r.sum(ctx, "temp."+allScores); err != nil {
			return err
		}
		return r.pick(ctx, columns, opts)
	})
}

func (o ScoreOptions) check() error {
	if o.Delta && o.Since == "" {
		return &Error{Kind: KindInvalid, Op: "score", Object: "delta", Err: errors.New("a difference needs the label of a snapshot to start from"),
			Hint: "Name it with --since; landscape snapshots lists them."}
	}
	if !(o.Tolerance >= 0 && o.Tolerance <= 1) {
		return &Error{Kind: KindInvalid, Op: "score", Object: "tolerance", Err: fmt.Errorf("%v is not allowed; use a fraction from 0 to 1", o.Tolerance)}
	}
	return nil
}

// chosen are the columns asked for, checked, without customer_id.
func (r *Scores) chosen(ctx context.Context, wanted []string) ([]string, error) {
	var all []string
	err := r.read(ctx, columnsQuery, nil, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		all = append(all, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	return chosen(all, wanted)
}

// chosen are the columns wanted of all that scores have, without customer_id, which comes first.
func chosen(all, wanted []string) ([]string, error) {
	all = all[1:]
	if len(wanted) == 0 {
		return all, nil
	}
	var columns []string
	for _, name := range wanted {
		switch {
		case name == scoreKey || slices.Contains(columns, name):
		case !slices.Contains(all, name):
			return nil, &Error{Kind: KindInvalid, Op: "score", Object: "column " + name, Err: errors.New("scores have no such column"),
				Hint: "They are customer_id, " + strings.Join(all, ", ") + "."}
		default:
			columns = append(columns, name)
		}
	}
	return columns, nil
}

// store scores every customer.
func (r *Scores) store(ctx context.Context) error {
	query, err := r.ask(ctx)
	if err != nil {
		return err
	}
	return r.run(ctx, "CREATE OR REPLACE TEMP TABLE "+allScores+" AS "+query.text)
}

// ask finds out how the scores are made.
func (r *Scores) ask(ctx context.Context) (scoreQuery, error) {
	query, err := r.session.engine.scoreQuery(ctx, r.session.conn)
	r.Summary.LifetimeValues = query.lifetimeValues()
	return query, err
}

// scoreQuery is how the figure scores is asked for: with lifetime values of the last fit, or computed anew.
type scoreQuery struct {
	text         string
	fitted, kept bool
}

func (q scoreQuery) lifetimeValues() string {
	if q.fitted {
		return "of the last fit"
	}
	return "computed"
}

// scoreQuery asks whether the last fit has seen what a score would see now, and whether the rest is kept.
func (e *Engine) scoreQuery(ctx context.Context, conn *sql.Conn) (q scoreQuery, err error) {
	err = e.queryRow(ctx, conn, "SELECT ("+fittedQuery+"), ("+keptQuery+")", nil, &q.fitted, &q.kept)
	q.text = scoreRows(q.fitted, q.kept)
	return q, err
}

// pick finds the rows asked for. Where all of them are, no copy is made.
func (r *Scores) pick(ctx context.Context, columns []string, opts ScoreOptions) error {
	r.Columns = append([]string{scoreKey}, columns...)
	if opts.Since == "" && opts.Customers == nil {
		r.Summary.Rows = r.Summary.Customers
		return nil
	}
	query := "SELECT n.* FROM temp." + allScores + " AS n"
	if opts.Since != "" {
		var err error
		if query, err = changes("temp."+allScores, columns, opts); err != nil {
			return err
		}
		r.Columns = slices.Insert(r.Columns, 1, changeColumn)
	}
	if opts.Customers != nil {
		query = "SELECT q.* FROM (" + query + ") AS q WHERE q." + scoreKey + " IN (SELECT w.unit_id FROM temp." + wantedIDs + " AS w)"
	}
	r.rows = wantedScores
	if err := r.run(ctx, "CREATE OR REPLACE TEMP TABLE "+wantedScores+" AS "+query); err != nil {
		return err
	}
	if err := r.countPicked(ctx, opts); err != nil {
		return err
	}
	return r.run(ctx, "DROP TABLE temp."+allScores)
}

// read runs a query of the session.
func (r *Scores) read(ctx context.Context, query string, args []any, each func(scan func(...any) error) error) error {
	return r.session.engine.query(ctx, r.session.conn, query, args, each)
}

func (r *Scores) run(ctx context.Context, statement string) error {
	_, err := r.session.engine.exec(ctx, r.session.conn, statement)
	return err
}
