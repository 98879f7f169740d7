package benchmarks

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/engine"
)

// scored is what a Parquet file of lifetime values holds.
type scored struct {
	Customers int64   `json:"customers"` // distinct
	Rows      int64   `json:"rows"`
	Unknown   int64   `json:"unknown"` // without a probability of being alive, or with one that is no number between 0 and 1
	NotFinite int64   `json:"not_finite"`
	Alive     float64 `json:"alive"` // sum of the probabilities of being alive; 0 where no model was fitted
	Net       string  `json:"net"`   // historic revenue, with two decimals
}

// doScore does the work of the command score: every score of every customer, held to the ledger and written.
func doScore(ctx context.Context, t task) (outcome, error) {
	return writeScores(ctx, t, "share, value, ltv_total, low, high, p_buy_12m, expected_orders, expected_spend", func(s *engine.Session) error {
		_, err := s.ScoreParquet(ctx, t.Files[0], engine.ScoreOptions{})
		return err
	})
}

// doScoreByHand writes what a query over the lines gives that someone wrote with the parameters at hand.
func doScoreByHand(ctx context.Context, t task) (outcome, error) {
	return writeScores(ctx, t, "expected_orders, expected_spend", func(s *engine.Session) error {
		_, err := s.Exec(ctx, "copy ("+t.Theirs+") to "+literal(t.Files[0])+" (format parquet)", nil)
		return err
	})
}

// writeScores times what writes the first file of the task, with historic_revenue and p_alive, and reads back what it holds, the columns
// named by numbers among it.
func writeScores(ctx context.Context, t task, numbers string, write func(*engine.Session) error) (out outcome, err error) {
	file := literal(t.Files[0])
	defer os.Remove(t.Files[0])
	err = withSession(ctx, t, func(_ *engine.Engine, s *engine.Session) error {
		started := time.Now()
		if err := write(s); err != nil {
			return err
		}
		out.Steps = []step{{Name: t.Do, Seconds: []float64{time.Since(started).Seconds()}}}
		rows, err := texts(ctx, s, `select count(distinct customer_id), count(*), count(*) filter (p_alive between 0 and 1 is not true),
			count(*) filter (list_contains([isfinite(n::double) for n in [`+numbers+`]], false)), coalesce(sum(p_alive), 0), sum(historic_revenue)::decimal(38, 2)::varchar
			from `+file)
		if err != nil {
			return err
		}
		out.Scored = &scored{Net: rows[0][5]}
		_, err = fmt.Sscan(strings.Join(rows[0][:5], " "), &out.Scored.Customers, &out.Scored.Rows, &out.Scored.Unknown, &out.Scored.NotFinite, &out.Scored.Alive)
		return err
	})
	return out, err
}
