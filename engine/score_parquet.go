package engine

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"
)

// summedScores are the columns that the summary of scores is made from.
var summedScores = []string{"rank", "value", "tier", "historic_revenue"}

// ScoreParquet is Score and WriteParquet of all rows in one: the summary is that of Score, and the file holds the rows asked for. Scores of
// every customer go into the file as they are made, and the totals that are held to the ledger are summed from the file. A file of
// an error is cut or holds sums that are not the ledger's, and is the caller's to remove.
func (s *Session) ScoreParquet(ctx context.Context, path string, opts ScoreOptions) (ScoreSummary, error) {
	started := time.Now()
	if s.isClosed() || opts.Since != "" || opts.Customers != nil || !sumsUp(opts.Columns) {
		scores, err := s.Score(ctx, opts)
		if err != nil {
			return ScoreSummary{}, err
		}
		return scores.Summary, scores.WriteParquet(ctx, path, scores.Whole())
	}
	s.endResult()
	scores := &Scores{session: s}
	err := scores.makeFile(ctx, path, opts)
	scores.Summary.ScoringSeconds = time.Since(started).Seconds()
	return scores.Summary, classify("score", s.engine.name(), err)
}

// sumsUp tells whether the columns asked for are enough for the totals.
func sumsUp(columns []string) bool {
	missing := func(name string) bool { return !slices.Contains(columns, name) }
	return len(columns) == 0 || !slices.ContainsFunc(summedScores, missing)
}

func (r *Scores) makeFile(ctx context.Context, path string, opts ScoreOptions) error {
	if err := opts.check(); err != nil {
		return err
	}
	columns, err := r.chosen(ctx, opts.Columns)
	if err != nil {
		return err
	}
	r.Columns = append([]string{scoreKey}, columns...)
	leave, err := r.session.engine.commits.read(ctx)
	if err != nil {
		return err
	}
	defer leave()
	return r.session.engine.transact(ctx, r.session.conn, func(ctx context.Context, _ *sql.Conn) error {
		query, err := r.ask(ctx)
		if err != nil {
			return err
		}
		err = r.run(ctx, parquetOf("SELECT "+quoteNames("s.", r.Columns)+" FROM ("+query.text+") AS s", path))
		if err == nil {
			err = r.sum(ctx, "read_parquet("+quoteText(literalPath.Replace(path))+")")
		}
		r.Summary.Rows = r.Summary.Customers
		return err
	})
}

// literalPath writes a path so that DuckDB takes none of its characters for a wildcard.
var literalPath = strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]")
