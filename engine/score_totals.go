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

// sum fills the summary from a relation that holds the scores of every customer, and holds the totals to the ledger.
func (r *Scores) sum(ctx context.Context, scores string) error {
	s := &r.Summary
	e, conn := r.session.engine, r.session.conn
	err := e.queryRow(ctx, conn, "SELECT coalesce(CAST(c.as_of AS VARCHAR), ''), c.measure, c.level FROM landscape_base.config() AS c", nil,
		&s.AsOf, &s.Measure, &s.Level)
	if err != nil {
		return err
	}
	err = r.read(ctx, modelQuery, nil, func(scan func(...any) error) error {
		s.Model = &ScoreModel{}
		return scan(&s.Model.Name, &s.Model.AsOf, &s.Model.LoadsSinceFit)
	})
	if err != nil {
		return err
	}
	s.Tiers = []ScoreTier{}
	err = r.read(ctx, tiersQuery(scores), nil, func(scan func(...any) error) error {
		var t ScoreTier
		var place int64
		err := scan(&place, &t.Tier, &t.Customers, &t.Value)
		s.Tiers, s.Customers = append(s.Tiers, t), s.Customers+t.Customers
		return err
	})
	if err != nil {
		return err
	}
	return r.reconcile(ctx, scores)
}

// reconcile sums the scores and the ledger. A value of another measure than revenue is no sum of lines.
func (r *Scores) reconcile(ctx context.Context, scores string) error {
	r.Summary.Totals = []ScoreTotal{}
	return r.read(ctx, totalsQuery(scores), nil, func(scan func(...any) error) error {
		var t ScoreTotal
		var place int64
		if err := scan(&place, &t.Name, &t.Scores, &t.NotRanked, &t.Ledger); err != nil {
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
