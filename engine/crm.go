package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"github.com/customer-landscape/landscape/queries"
)

// CRMExport is one row of crm_exports.
type CRMExport struct {
	ExportID       int64      `json:"export_id"`
	Target         string     `json:"target"`
	AsOf           string     `json:"as_of"` // last day that the labels take into account; empty where the ledger has no line
	Rows           int64      `json:"rows"`
	ExportedAt     time.Time  `json:"exported_at"`
	AcknowledgedAt *time.Time `json:"acknowledged_at,omitempty"` // nil while pending
}

// ExportCRM hands what the view crm_delta says of the target to write, as rows in the columns that the target's import of accounts
// expects, and records them as a pending export in the same transaction: an error of write leaves nothing behind. Until AckCRM the next
// export tells the same again, with what has changed since, and takes this one's place. write keeps nothing of the result after it
// returns. An unknown target is an error of KindInvalid.
func (e *Engine) ExportCRM(ctx context.Context, target string, write func(*Result) error) (*CRMExport, error) {
	crm, err := findCRM(target)
	if err != nil {
		return nil, err
	}
	var x *CRMExport
	err = e.write(ctx, func(ctx context.Context, conn *sql.Conn) error {
		if x, err = e.recordExport(ctx, conn, crm); err != nil {
			return err
		}
		return e.stream(ctx, conn, crm.rows(x.ExportID), write)
	})
	if err != nil {
		return nil, classify("crm export", target, err)
	}
	return x, nil
}

// recordExport writes the rows of a new pending export in place of an earlier one.
func (e *Engine) recordExport(ctx context.Context, conn *sql.Conn, crm crmTarget) (*CRMExport, error) {
	x := &CRMExport{Target: crm.name, ExportedAt: time.Now().UTC()}
	if err := e.queryRow(ctx, conn, "SELECT coalesce(max(export_id), 0) + 1 FROM main.crm_exports", nil, &x.ExportID); err != nil {
		return nil, err
	}
	for _, statement := range []string{
		"DELETE FROM main.crm_sent WHERE export_id IN (SELECT export_id FROM main.crm_exports WHERE target = ? AND acknowledged_at IS NULL)",
		"DELETE FROM main.crm_exports WHERE target = ? AND acknowledged_at IS NULL",
	} {
		if _, err := e.exec(ctx, conn, statement, crm.name); err != nil {
			return nil, err
		}
	}
	_, err := e.exec(ctx, conn, fmt.Sprintf(`INSERT INTO main.crm_sent BY NAME
		SELECT %d AS export_id, %s AS target, d.kind, d.customer_id, d.name, d.new_label AS label, d.new_status AS status, d.new_tier AS tier,
			d.new_potential AS potential_tier, d.new_hash AS hash
		FROM crm_delta(%s) AS d`, x.ExportID, quoteText(crm.name), quoteText(crm.name)))
	if err != nil {
		return nil, err
	}
	var asOf sql.NullString
	err = e.queryRow(ctx, conn, "SELECT (SELECT last_day::VARCHAR FROM landscape_base.basics()), count(*) FROM main.crm_sent WHERE export_id = ?",
		[]any{x.ExportID}, &asOf, &x.Rows)
	if err != nil {
		return nil, err
	}
	x.AsOf = asOf.String
	_, err = e.exec(ctx, conn, `INSERT INTO main.crm_exports BY NAME
		SELECT ? AS export_id, ? AS target, CAST(? AS DATE) AS as_of, ? AS rows, CAST(? AS TIMESTAMP) AS exported_at`,
		x.ExportID, x.Target, asOf, x.Rows, x.ExportedAt)
	return x, err
}

// stream hands the result of a statement on the caller's connection, and so in its transaction, to read.
func (e *Engine) stream(ctx context.Context, conn *sql.Conn, query string, read func(*Result) error) error {
	return conn.Raw(func(raw any) error {
		driverConn, ok := raw.(*duckdb.Conn)
		if !ok {
			return fmt.Errorf("the driver connection is a %T", raw)
		}
		stmt, err := prepareStatement(ctx, driverConn, query)
		if err != nil {
			return err
		}
		stmt.stop = e.stop
		result, err := startResult(ctx, stmt, nil)
		if err != nil {
			return err
		}
		defer result.Release()
		return errors.Join(read(result), result.Err())
	})
}

// AckCRM notes that the target has taken in its pending export, from which the view crm_delta starts from then on. Without a pending
// export it is an error of KindNotFound.
func (e *Engine) AckCRM(ctx context.Context, target string) (*CRMExport, error) {
	if _, err := findCRM(target); err != nil {
		return nil, err
	}
	x := &CRMExport{Target: target}
	_, err := e.writeAndKeepWritten(ctx, nil, func(ctx context.Context, conn *sql.Conn) ([]queries.Object, error) {
		var asOf sql.NullString
		err := e.queryRow(ctx, conn, `SELECT export_id, as_of::VARCHAR, rows, exported_at FROM main.crm_exports
			WHERE target = ? AND acknowledged_at IS NULL`, []any{target}, &x.ExportID, &asOf, &x.Rows, &x.ExportedAt)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, &Error{Kind: KindNotFound, Op: "crm ack", Object: target, Err: errNothingPending,
				Hint: "Write one with `landscape crm export DB --target " + target + " --out FILE`."}
		}
		if err != nil {
			return nil, err
		}
		x.AsOf = asOf.String
		now := time.Now().UTC()
		x.AcknowledgedAt = &now
		if err := e.keepSent(ctx, conn, x); err != nil {
			return nil, err
		}
		// the tiers that labels keep are now those of this export
		tables, kept, err := e.forgetWritten(ctx, conn, queries.WriterCRM)
		if err == nil {
			_, err = e.storeContactKeys(ctx, conn, kept)
		}
		return tables, err
	}, nil)
	if err != nil {
		return nil, classify("crm ack", target, err)
	}
	return x, nil
}

// keepSent makes the rows of an export the last that the target was told: earlier ones of the same accounts go, and so do those of
// accounts that are gone.
func (e *Engine) keepSent(ctx context.Context, conn *sql.Conn, x *CRMExport) error {
	if _, err := e.exec(ctx, conn, `DELETE FROM main.crm_sent AS s USING main.crm_sent AS n
		WHERE n.export_id = ? AND s.target = n.target AND s.kind = n.kind AND s.customer_id = n.customer_id AND s.export_id <> n.export_id`,
		x.ExportID); err != nil {
		return err
	}
	if _, err := e.exec(ctx, conn, "DELETE FROM main.crm_sent WHERE export_id = ? AND hash IS NULL", x.ExportID); err != nil {
		return err
	}
	_, err := e.exec(ctx, conn, "UPDATE main.crm_exports SET acknowledged_at = ? WHERE export_id = ?", *x.AcknowledgedAt, x.ExportID)
	return err
}
