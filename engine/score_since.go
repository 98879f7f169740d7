package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// changeColumn says what became of a score since a snapshot: new, changed, same or gone.
const changeColumn = "change"

// noScores are the columns of scores that change by themselves, or that say nothing about the customer's standing.
var noScores = []string{"as_of", "days_since_last", "name"}

// Scores that drift: a day more, or another customer's order, moves those of nearly everybody a little.
var (
	driftingChances = []string{"p_alive", "p_buy_12m"}
	driftingAmounts = []string{"rank", "share", "expected_orders", "expected_spend", "ltv_total", "low", "high"}
)

// differs is the condition that a score n is another than k of the snapshot.
func differs(name string, tolerance float64) string {
	now, kept := "n."+quoteName(name), "k."+quoteName(name)
	far := fmt.Sprintf("abs(%s::DOUBLE - %s::DOUBLE) > %g", now, kept, tolerance)
	switch {
	case tolerance > 0 && slices.Contains(driftingAmounts, name):
		far += fmt.Sprintf(" * greatest(abs(%s::DOUBLE), abs(%s::DOUBLE))", now, kept)
	case !(tolerance > 0 && slices.Contains(driftingChances, name)):
		return now + " IS DISTINCT FROM " + kept
	}
	return fmt.Sprintf("((%s IS NULL) != (%s IS NULL) OR coalesce(%s, false))", now, kept, far)
}

// checkSince refuses a snapshot that the scores cannot be compared with.
func (r *Scores) checkSince(ctx context.Context, label string) error {
	var k snapshotKept
	err := r.session.engine.queryRow(ctx, r.session.conn, sinceQuery, []any{label}, &k.found, &k.sameMeasure, &k.sameLevel, &k.measure, &k.level, &k.hasScores)
	if err != nil {
		return err
	}
	return k.check(label)
}

// snapshotKept is what a comparison wants to know of a snapshot.
type snapshotKept struct {
	found, sameMeasure, sameLevel, hasScores bool
	measure, level                           string
}

func (k snapshotKept) check(label string) error {
	refuse := func(kind Kind, hint, format string, args ...any) error {
		return &Error{Kind: kind, Op: "score", Object: "since " + label, Err: fmt.Errorf(format, args...), Hint: hint}
	}
	switch {
	case !k.found:
		return refuse(KindNotFound, "landscape snapshots lists them, and landscape snapshot keeps one.", "there is no such snapshot")
	case !k.sameMeasure:
		return refuse(KindInvalid, "Score with --measure "+k.measure+".", "it was kept by %s", k.measure)
	case !k.sameLevel:
		return refuse(KindInvalid, "Score with --level "+k.level+".", "it was kept at level %s", k.level)
	case !k.hasScores:
		return refuse(KindInvalid, "Keep one with landscape snapshot, from which the next difference starts.", "it holds no scores: an earlier version kept it")
	}
	return nil
}

// changes selects scores of now beside those of the snapshot, with what became of each.
func changes(scores string, columns []string, opts ScoreOptions) (string, error) {
	var different, values []string
	for _, name := range columns {
		q := quoteName(name)
		values = append(values, "n."+q+" AS "+q)
		if !slices.Contains(noScores, name) {
			different = append(different, differs(name, opts.Tolerance))
		}
	}
	if len(different) == 0 {
		return "", &Error{Kind: KindInvalid, Op: "score", Object: "since " + opts.Since, Err: errors.New("none of the columns is a score that can change"),
			Hint: "Columns that change by themselves are " + strings.Join(noScores, ", ") + "."}
	}
	query := fmt.Sprintf(`SELECT coalesce(n.%[1]s, k.%[1]s) AS %[1]s,
			CASE WHEN k.%[1]s IS NULL THEN 'new' WHEN n.%[1]s IS NULL THEN 'gone' WHEN %[2]s THEN 'changed' ELSE 'same' END AS %[3]s, %[4]s
		FROM %[5]s AS n
		FULL JOIN (SELECT s.* FROM snapshot_scores AS s WHERE s.label = %[6]s) AS k ON n.%[1]s = k.%[1]s`,
		scoreKey, strings.Join(different, " OR "), changeColumn, strings.Join(values, ", "), scores, quoteText(opts.Since))
	if opts.Delta {
		query = "SELECT d.* FROM (" + query + ") AS d WHERE d." + changeColumn + " <> 'same'"
	}
	return query, nil
}

// storeWanted keeps the customers asked for, each with the one whose score stands for it.
func (r *Scores) storeWanted(ctx context.Context, ids []string) error {
	if ids == nil {
		return nil
	}
	if err := r.run(ctx, "CREATE OR REPLACE TEMP TABLE "+wantedIDs+" (id VARCHAR, unit_id VARCHAR)"); err != nil {
		return err
	}
	rows := func(yield func([]any) bool) {
		for _, id := range ids {
			if !yield([]any{id, nil}) {
				return
			}
		}
	}
	if err := appendRows(r.session.conn, "temp", "main", wantedIDs, rows); err != nil {
		return err
	}
	return r.run(ctx, "UPDATE temp."+wantedIDs+" AS w SET unit_id = f.unit_id FROM ("+unitsQuery("temp."+wantedIDs)+") AS f WHERE w.id = f.id")
}

// countPicked counts the rows asked for, by what became of them, and the customers asked for that nobody has.
func (r *Scores) countPicked(ctx context.Context, opts ScoreOptions) error {
	if opts.Since != "" {
		c := &ScoreChanges{Snapshot: opts.Since}
		r.Summary.Since = c
		err := r.session.engine.queryRow(ctx, r.session.conn, `SELECT count(*) FILTER (change = 'new'), count(*) FILTER (change = 'changed'),
			count(*) FILTER (change = 'gone') FROM temp.`+wantedScores, nil, &c.New, &c.Changed, &c.Gone)
		if err != nil {
			return err
		}
	}
	if opts.Customers != nil {
		r.Summary.Unknown = []string{}
		err := r.read(ctx, `SELECT DISTINCT w.id FROM temp.`+wantedIDs+` AS w WHERE w.unit_id NOT IN (SELECT s.customer_id FROM temp.`+allScores+` AS s)
			AND w.unit_id NOT IN (SELECT s.customer_id FROM temp.`+wantedScores+` AS s) ORDER BY w.id`, nil, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			r.Summary.Unknown = append(r.Summary.Unknown, id)
			return err
		})
		if err != nil {
			return err
		}
	}
	return r.session.engine.queryRow(ctx, r.session.conn, "SELECT count(*) FROM temp."+wantedScores, nil, &r.Summary.Rows)
}
