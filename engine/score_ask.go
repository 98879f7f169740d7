package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Ask runs a statement that reads, with parameters as Session.Query binds them, and calls each for every row, with its values as text and
// NULL as an empty one.
type Ask func(ctx context.Context, query string, params map[string]any, each func(row []string) error) error

// AskedScores are scores that a reader makes who has no temporary tables, as behind a server.
type AskedScores struct {
	// Summary is that of all scores. Who reads the rows adds how many there are and, with Since, what became of them.
	Summary ScoreSummary
	// Columns of the rows, customer_id first.
	Columns []string
	// Query and Params select the rows, in no particular order.
	Query  string
	Params map[string]any

	state string
}

// The relations of a reader's statements, under names that no view or macro has.
const (
	askedAll = "landscape_asked_scores"
	askedIDs = "landscape_asked_ids"
	askedOf  = "landscape_asked_units"
)

// AskScores is Session.Score for a reader who can but ask: the same rows, checks and totals by statements of their own, so that the ledger
// may change between them. Still tells.
func AskScores(ctx context.Context, ask Ask, opts ScoreOptions) (*AskedScores, error) {
	if err := opts.check(); err != nil {
		return nil, err
	}
	a := &AskedScores{}
	var all []string
	err := ask(ctx, columnsQuery, nil, func(row []string) error {
		all = append(all, row[0])
		return nil
	})
	if err != nil {
		return nil, err
	}
	columns, err := chosen(all, opts.Columns)
	if err != nil {
		return nil, err
	}
	query, err := a.look(ctx, ask)
	if err != nil {
		return nil, err
	}
	if err := checkAskedSince(ctx, ask, opts.Since); err != nil {
		return nil, err
	}
	head := "WITH " + askedAll + " AS MATERIALIZED (" + query.text + ")"
	if opts.Customers != nil {
		a.Params = map[string]any{"ids": opts.Customers}
		head += ", " + askedIDs + " AS (SELECT unnest(CAST($ids AS VARCHAR[])) AS id), " + askedOf + " AS MATERIALIZED (" + unitsQuery(askedIDs) + ")"
	}
	if err := a.sum(ctx, ask, head, opts); err != nil {
		return nil, err
	}
	return a, a.pick(head, columns, opts)
}

// Still tells whether the ledger and the settings are what they were, so that all rows and totals are of one state.
func (a *AskedScores) Still(ctx context.Context, ask Ask) (bool, error) {
	now := &AskedScores{}
	_, err := now.look(ctx, ask)
	return err == nil && now.state == a.state, err
}

// look asks what scores would be made of.
func (a *AskedScores) look(ctx context.Context, ask Ask) (q scoreQuery, err error) {
	err = ask(ctx, askedQuery, nil, func(row []string) error {
		a.Summary.AsOf, a.Summary.Measure, a.Summary.Level, a.state = row[0], row[1], row[2], row[5]
		q.fitted, q.kept = row[3] == "true", row[4] == "true"
		return nil
	})
	q.text = scoreRows(q.fitted, q.kept)
	a.Summary.LifetimeValues = q.lifetimeValues()
	return q, err
}

func checkAskedSince(ctx context.Context, ask Ask, label string) error {
	if label == "" {
		return nil
	}
	var k snapshotKept
	err := ask(ctx, sinceQuery, map[string]any{"1": label}, func(row []string) error {
		k = snapshotKept{found: row[0] == "true", sameMeasure: row[1] == "true", sameLevel: row[2] == "true", measure: row[3], level: row[4], hasScores: row[5] == "true"}
		return nil
	})
	if err != nil {
		return err
	}
	return k.check(label)
}

// sum asks for the model, the tiers, the totals and the ids that nobody has, in one statement, so that the scores are made once for it.
func (a *AskedScores) sum(ctx context.Context, ask Ask, head string, opts ScoreOptions) error {
	parts := []string{
		"SELECT 'model' AS part, 1 AS place, CAST(m.model AS VARCHAR) AS a, m.fitted_as_of AS b, CAST(m.loads AS VARCHAR) AS c, '' AS d FROM (" + modelQuery + ") AS m",
		"SELECT 'tier', t.place, t.name, CAST(t.customers AS VARCHAR), t.value, '' FROM (" + tiersQuery(askedAll) + ") AS t",
		"SELECT 'total', t.place, t.name, t.scores, t.unranked, t.ledger FROM (" + totalsQuery(askedAll) + ") AS t",
	}
	if opts.Customers != nil {
		known := "SELECT s.customer_id FROM " + askedAll + " AS s"
		if opts.Since != "" {
			known += " UNION ALL SELECT k.customer_id FROM snapshot_scores AS k WHERE k.label = " + quoteText(opts.Since)
		}
		parts = append(parts, "SELECT 'unknown', row_number() OVER (ORDER BY w.id), w.id, '', '', '' FROM "+askedOf+" AS w WHERE w.unit_id NOT IN ("+known+")")
		a.Summary.Unknown = []string{}
	}
	s := &a.Summary
	s.Tiers, s.Totals = []ScoreTier{}, []ScoreTotal{}
	query := head + " SELECT p.part, p.a, p.b, p.c, p.d FROM (" + strings.Join(parts, " UNION ALL ") + ") AS p ORDER BY p.part, p.place"
	return ask(ctx, query, a.Params, func(row []string) error {
		switch row[0] {
		case "model":
			loads, err := strconv.ParseInt(row[3], 10, 64)
			s.Model = &ScoreModel{Name: row[1], AsOf: row[2], LoadsSinceFit: loads}
			return err
		case "tier":
			customers, err := strconv.ParseInt(row[2], 10, 64)
			s.Tiers, s.Customers = append(s.Tiers, ScoreTier{Tier: row[1], Customers: customers, Value: row[3]}), s.Customers+customers
			return err
		case "total":
			t := ScoreTotal{Name: row[1], Scores: row[2], NotRanked: row[3], Ledger: row[4]}
			s.Totals = append(s.Totals, t)
			return t.check()
		case "unknown":
			s.Unknown = append(s.Unknown, row[1])
			return nil
		default:
			return fmt.Errorf("a summary has a part %q", row[0])
		}
	})
}

// pick makes the statement of the rows asked for.
func (a *AskedScores) pick(head string, columns []string, opts ScoreOptions) error {
	a.Columns = append([]string{scoreKey}, columns...)
	rows := askedAll
	if opts.Since != "" {
		query, err := changes(askedAll, columns, opts)
		if err != nil {
			return err
		}
		a.Summary.Since = &ScoreChanges{Snapshot: opts.Since}
		a.Columns = slices.Insert(a.Columns, 1, changeColumn)
		rows = "(" + query + ")"
	}
	a.Query = head + " SELECT " + quoteNames("q.", a.Columns) + " FROM " + rows + " AS q"
	if opts.Customers != nil {
		a.Query += " WHERE q." + scoreKey + " IN (SELECT w.unit_id FROM " + askedOf + " AS w)"
	}
	return nil
}

// Count adds the rows of one batch: change is what became of each since the snapshot, empty without one.
func (s *ScoreSummary) Count(rows int64, change []string) error {
	s.Rows += rows
	if s.Since == nil {
		return nil
	}
	for _, c := range change {
		switch c {
		case "new":
			s.Since.New++
		case "changed":
			s.Since.Changed++
		case "gone":
			s.Since.Gone++
		case "same":
		default:
			return errors.New("a row of scores says of its change " + c)
		}
	}
	return nil
}
