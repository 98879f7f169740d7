package engine

import (
	"context"
	"database/sql"
)

// contactKeys recomputes what who_is looks up. A ledger without contacts pays nothing for it. Where rows are kept behind the commit it
// waits for that, unless a write has changed what the keys say.
func (r *refresh) contactKeys(ctx context.Context) error {
	if r.summary.keep && r.touched.byHand {
		r.summary.keysWait = true
		return nil
	}
	return r.e.noteContactKeys(ctx, r.conn, r.summary, false)
}

// noteContactKeys computes the keys, from kept rows or without them, and says how many there are.
func (e *Engine) noteContactKeys(ctx context.Context, conn *sql.Conn, summary *RefreshSummary, fromKept bool) error {
	n, err := e.storeContactKeys(ctx, conn, fromKept)
	if n > 0 {
		summary.Rows["contact_keys"] = n
	}
	return err
}

// storeContactKeys writes the keys of all contacts with the labels of the settings in force, and returns how many there are. fromKept says that
// the tables of kept rows are filled.
func (e *Engine) storeContactKeys(ctx context.Context, conn *sql.Conn, fromKept bool) (int64, error) {
	var had, has bool
	err := e.queryRow(ctx, conn, "SELECT EXISTS (FROM landscape_base.contact_keys), EXISTS (FROM main.contacts)", nil, &had, &has)
	if err != nil {
		return 0, err
	}
	if had {
		if _, err := e.exec(ctx, conn, "DELETE FROM landscape_base.contact_keys"); err != nil {
			return 0, err
		}
	}
	if !has {
		return 0, nil
	}
	o, err := baseTable("contact_keys")
	if err != nil {
		return 0, err
	}
	body := o.Body
	if fromKept && o.Filled != "" {
		body = o.Filled
	}
	return e.exec(ctx, conn, "INSERT INTO "+o.QualifiedName()+" "+body)
}
