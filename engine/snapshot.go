package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Snapshot is one row of the table snapshots.
type Snapshot struct {
	Label     string    `json:"label"`
	AsOf      string    `json:"as_of"` // last day that it takes into account
	TakenAt   time.Time `json:"taken_at"`
	Measure   string    `json:"measure"`
	Customers int64     `json:"customers"` // with a rank
	Value     string    `json:"value"`     // of them together, a decimal with 4 places
}

// TakeSnapshot keeps the landscape of the settings in force under a label, so that compare(snapshot := label), and Score since it, can show
// later what has changed, whatever is loaded, withdrawn or set until then. A label that is taken is an error of KindInvalid unless replace is set.
func (e *Engine) TakeSnapshot(ctx context.Context, label string, replace bool) (*Snapshot, error) {
	if label == "" || strings.TrimSpace(label) != label {
		return nil, &Error{Kind: KindInvalid, Op: "snapshot", Object: "label", Err: fmt.Errorf("%q is empty or has blanks around it", label),
			Hint: "Give it a name, such as budget-2026."}
	}
	var s *Snapshot
	err := e.write(ctx, func(ctx context.Context, conn *sql.Conn) error {
		found, err := e.deleteSnapshot(ctx, conn, label)
		if err != nil {
			return err
		}
		if found && !replace {
			return &Error{Kind: KindInvalid, Op: "snapshot", Object: label, Err: errors.New("there is a snapshot of this label"),
				Hint: "Choose another label, or pass --replace to keep the landscape of now in its place."}
		}
		if s, err = e.storeSnapshot(ctx, conn, label); err == nil && s.AsOf == "" {
			err = &Error{Kind: KindInvalid, Op: "snapshot", Object: label, Err: errors.New("the ledger has no lines, so there is nothing to keep"),
				Hint: "Load one with `landscape load`."}
		}
		return err
	})
	if err != nil {
		return nil, classify("snapshot", label, err)
	}
	return s, nil
}

func (e *Engine) storeSnapshot(ctx context.Context, conn *sql.Conn, label string) (*Snapshot, error) {
	_, err := e.exec(ctx, conn, `INSERT INTO main.snapshot_customers BY NAME
		SELECT `+quoteText(label)+` AS label, f.customer_id, f.name, f.status, f.tier, f.rank, f.value, f.share, f.value_12m, f.orders, f.last_order
		FROM landscape_base.customer_facts() AS f`)
	if err != nil {
		return nil, err
	}
	if err = e.storeSnapshotScores(ctx, conn, label); err != nil {
		return nil, err
	}
	_, err = e.exec(ctx, conn, `INSERT INTO main.snapshots BY NAME
		SELECT ? AS label, c.as_of, CAST(? AS TIMESTAMP) AS taken_at, c.measure, c.level, c.tier_months, k.customers, k.value,
			s.data_version, landscape_base.settings_text() AS settings
		FROM landscape_base.config() AS c CROSS JOIN landscape_base.ledger_state AS s
		CROSS JOIN (SELECT count(rank) AS customers, coalesce(sum(value), 0) AS value FROM main.snapshot_customers WHERE label = ?) AS k`,
		label, time.Now().UTC(), label)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{}
	err = e.query(ctx, conn, readSnapshots+" WHERE label = "+quoteText(label), nil, func(scan func(...any) error) error { return s.scan(scan) })
	return s, err
}

// storeSnapshotScores keeps what landscape score says, so that a later one can tell what has changed.
func (e *Engine) storeSnapshotScores(ctx context.Context, conn *sql.Conn, label string) error {
	query, err := e.scoreQuery(ctx, conn)
	if err != nil {
		return err
	}
	_, err = e.exec(ctx, conn, "INSERT INTO main.snapshot_scores BY NAME SELECT "+quoteText(label)+" AS label, s.* EXCLUDE (as_of) FROM ("+query.text+") AS s")
	return err
}

const readSnapshots = "SELECT label, coalesce(CAST(as_of AS VARCHAR), ''), taken_at, measure, customers, CAST(value AS VARCHAR) FROM main.snapshots"

func (s *Snapshot) scan(scan func(...any) error) error {
	return scan(&s.Label, &s.AsOf, &s.TakenAt, &s.Measure, &s.Customers, &s.Value)
}

// Snapshots lists the landscapes that were kept, the oldest first.
func (e *Engine) Snapshots(ctx context.Context) ([]Snapshot, error) {
	var all []Snapshot
	err := e.read(ctx, func(ctx context.Context, conn *sql.Conn) error {
		return e.query(ctx, conn, readSnapshots+" ORDER BY taken_at, label", nil, func(scan func(...any) error) error {
			var s Snapshot
			err := s.scan(scan)
			all = append(all, s)
			return err
		})
	})
	return all, classify("snapshots", e.name(), err)
}

// DropSnapshot forgets a landscape that was kept. A label that is not there is an error of KindNotFound.
func (e *Engine) DropSnapshot(ctx context.Context, label string) error {
	err := e.write(ctx, func(ctx context.Context, conn *sql.Conn) error {
		found, err := e.deleteSnapshot(ctx, conn, label)
		if err == nil && !found {
			err = &Error{Kind: KindNotFound, Op: "snapshot", Object: label, Err: errors.New("there is no such snapshot"),
				Hint: "landscape snapshots lists them."}
		}
		return err
	})
	return classify("snapshot", label, err)
}

// deleteSnapshot takes a label out and reports whether it was there.
func (e *Engine) deleteSnapshot(ctx context.Context, conn *sql.Conn, label string) (found bool, err error) {
	n, err := e.exec(ctx, conn, "DELETE FROM main.snapshots WHERE label = ?", label)
	if err != nil || n == 0 {
		return false, err
	}
	for _, table := range []string{"snapshot_customers", "snapshot_scores"} {
		if _, err = e.exec(ctx, conn, "DELETE FROM main."+table+" WHERE label = ?", label); err != nil {
			return true, err
		}
	}
	return true, nil
}
