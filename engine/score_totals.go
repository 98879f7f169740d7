package engine

import (
	"context"
	"fmt"
	"math/big"
)

// ScoreSummary says what was scored, and that it sums to the ledger.
type ScoreSummary struct {
	AsOf           string        `json:"as_of"` // last day, inclusive; empty while the ledger has no line
	Measure        string        `json:"measure"`
	Level          string        `json:"level"`
	Customers      int64         `json:"customers"`       // scored
	Rows           int64         `json:"rows"`            // asked for of them
	LifetimeValues string        `json:"lifetime_values"` // "of the last fit" or "computed"
	Model          *ScoreModel   `json:"model"`           // nil where nothing is fitted
	Tiers          []ScoreTier   `json:"tiers"`           // of all customers, the best first
	Totals         []ScoreTotal  `json:"totals"`
	Since          *ScoreChanges `json:"since,omitempty"`
	Unknown        []string      `json:"unknown,omitempty"` // customers asked for that nobody has, in the order of their ids
	ScoringSeconds float64       `json:"scoring_seconds"`   // until the rows were ready to be written
}

// ScoreModel is the model behind the lifetime values.
type ScoreModel struct {
	Name          string `json:"name"` // bg, mbg, pareto or cnbd; empty where the fit found none
	AsOf          string `json:"as_of"`
	LoadsSinceFit int64  `json:"loads_since_fit"`
}

// ScoreTier is one tier; the one without a name holds who has no rank.
type ScoreTier struct {
	Tier      string `json:"tier"`
	Customers int64  `json:"customers"`
	Value     string `json:"value"` // of them together, a decimal with 4 places
}

// ScoreTotal is one sum over all scores beside the ledger's own. Amounts are decimals with 4 places.
type ScoreTotal struct {
	Name      string `json:"name"`       // value, of the tier window, or historic_revenue, of all days
	Scores    string `json:"scores"`     // sum over all customers
	NotRanked string `json:"not_ranked"` // of the lines without a customer, and of generic and internal accounts
	Ledger    string `json:"ledger"`     // of all lines
}

// ScoreChanges counts what became of customers since a snapshot.
type ScoreChanges struct {
	Snapshot string `json:"snapshot"`
	New      int64  `json:"new"`
	Changed  int64  `json:"changed"`
	Gone     int64  `json:"gone"`
}

// sum fills the summary from the scores of every customer, and holds the totals to the ledger.
func (r *Scores) sum(ctx context.Context) error {
	s := &r.Summary
	e, conn := r.session.engine, r.session.conn
	err := e.queryRow(ctx, conn, "SELECT coalesce(CAST(c.as_of AS VARCHAR), ''), c.measure, c.level FROM landscape_base.config() AS c", nil,
		&s.AsOf, &s.Measure, &s.Level)
	if err != nil {
		return err
	}
	err = r.read(ctx, `SELECT coalesce(u.kind, ''), CAST(u.fitted_as_of AS VARCHAR), coalesce(u.loads_since_fit, 0)
		FROM landscape_base.ltv_model_used() AS u WHERE u.fitted_as_of IS NOT NULL`, nil, func(scan func(...any) error) error {
		s.Model = &ScoreModel{}
		return scan(&s.Model.Name, &s.Model.AsOf, &s.Model.LoadsSinceFit)
	})
	if err != nil {
		return err
	}
	s.Tiers = []ScoreTier{}
	err = r.read(ctx, `SELECT coalesce(s.tier, ''), count(*), CAST(coalesce(sum(s.value), 0) AS VARCHAR) FROM temp.`+allScores+` AS s
		GROUP BY s.tier ORDER BY min(s.rank) NULLS LAST, s.tier`, nil, func(scan func(...any) error) error {
		var t ScoreTier
		err := scan(&t.Tier, &t.Customers, &t.Value)
		s.Tiers, s.Customers = append(s.Tiers, t), s.Customers+t.Customers
		return err
	})
	if err != nil {
		return err
	}
	return r.reconcile(ctx)
}

// reconcile sums the scores and the ledger. A value of another measure than revenue is no sum of lines.
func (r *Scores) reconcile(ctx context.Context) error {
	r.Summary.Totals = []ScoreTotal{}
	return r.read(ctx, `
		WITH days AS (
			SELECT sum(f.net) AS ever, sum(f.net) FILTER (f.kind <> 'ranked') AS ever_unranked, sum(f.net) FILTER (f.recent) AS recent,
				sum(f.net) FILTER (f.recent AND f.kind <> 'ranked') AS recent_unranked
			FROM (
				SELECT d.net, coalesce(cu.kind, 'ranked') AS kind, d.day > w.tier_start AS recent
				FROM landscape_base.day_facts() AS d
				LEFT JOIN (SELECT c.customer_id, c.kind FROM landscape_base.customers AS c WHERE c.kind <> 'ranked') AS cu ON d.customer_id = cu.customer_id
				CROSS JOIN landscape_base.score_windows() AS w
			) AS f
		),
		scored AS (SELECT sum(s.value) AS value, sum(s.historic_revenue) AS historic FROM temp.`+allScores+` AS s),
		pairs AS (
			SELECT 1 AS place, 'value' AS name, s.value AS scores, d.recent_unranked AS unranked, d.recent AS ledger FROM scored AS s CROSS JOIN days AS d
			CROSS JOIN landscape_base.config() AS c WHERE c.measure = 'revenue'
			UNION ALL
			SELECT 2, 'historic_revenue', s.historic, d.ever_unranked, d.ever FROM scored AS s CROSS JOIN days AS d
		)
		SELECT p.name, CAST(coalesce(p.scores, 0)::DECIMAL(38, 4) AS VARCHAR), CAST(coalesce(p.unranked, 0)::DECIMAL(38, 4) AS VARCHAR),
			CAST(coalesce(p.ledger, 0)::DECIMAL(38, 4) AS VARCHAR)
		FROM pairs AS p ORDER BY p.place`, nil, func(scan func(...any) error) error {
		var t ScoreTotal
		if err := scan(&t.Name, &t.Scores, &t.NotRanked, &t.Ledger); err != nil {
			return err
		}
		r.Summary.Totals = append(r.Summary.Totals, t)
		return t.check()
	})
}

// check refuses a total that does not meet the ledger's to the last digit.
func (t ScoreTotal) check() error {
	var scores, rest, ledger big.Rat
	for _, part := range []struct {
		to   *big.Rat
		text string
	}{{&scores, t.Scores}, {&rest, t.NotRanked}, {&ledger, t.Ledger}} {
		if _, ok := part.to.SetString(part.text); !ok {
			return fmt.Errorf("total %s is %q", t.Name, part.text)
		}
	}
	if scores.Add(&scores, &rest).Cmp(&ledger) == 0 {
		return nil
	}
	return &Error{Kind: KindInternal, Op: "score", Object: "total " + t.Name,
		Err:  fmt.Errorf("the scores sum to %s and %s are not ranked, the ledger holds %s", t.Scores, t.NotRanked, t.Ledger),
		Hint: "Run landscape check, then landscape refresh --full."}
}
