package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// ledgerState is what the refresh reads of the row of ledger_state and keeps in it. Empty texts are NULL.
type ledgerState struct {
	exists       bool
	baseCurrency string
	knownAt      string
	fxAsOf       string
	settings     refreshSettings
	settingsText string
	dataVersion  int64
	foreign      []string // currencies of the ledger other than the base currency; of the present ledger only
}

func (r *refresh) readState(ctx context.Context) error {
	r.full = r.touched.everything
	b := &r.before
	err := r.e.queryRow(ctx, r.conn, `
		SELECT true, coalesce(base_currency, ''), coalesce(CAST(fx_as_of AS VARCHAR), ''), refreshed_settings, data_version
		FROM landscape_base.ledger_state`, nil, &b.exists, &b.baseCurrency, &b.fxAsOf, &b.settingsText, &b.dataVersion)
	if errors.Is(err, sql.ErrNoRows) {
		r.widen("nothing was computed before")
		return nil
	}
	return err
}

// decideSettings resolves what depends on settings and on the ledger as a whole. A difference to the last refresh concerns every line.
func (r *refresh) decideSettings(ctx context.Context) error {
	a := &r.after
	var err error
	if a.settings, err = r.e.readRefreshSettings(ctx, r.conn); err != nil {
		return err
	}
	if a.settingsText, err = a.settings.text(); err != nil {
		return err
	}
	a.knownAt, a.dataVersion = a.settings.KnownAt, r.before.dataVersion+1
	var currencies []string
	err = r.e.query(ctx, r.conn, "SELECT DISTINCT currency FROM main.invoice_lines WHERE currency IS NOT NULL"+r.known()+" ORDER BY currency", nil,
		func(scan func(...any) error) error {
			var currency string
			err := scan(&currency)
			currencies = append(currencies, currency)
			return err
		})
	if err != nil {
		return err
	}
	if a.baseCurrency, err = a.settings.baseCurrency(currencies); err != nil {
		return err
	}
	a.foreign = slices.DeleteFunc(currencies, func(c string) bool { return c == a.baseCurrency })
	if a.settings.FxMode == "constant" && len(a.foreign) > 0 {
		if a.fxAsOf = a.settings.asOf; a.fxAsOf == "" {
			err = r.e.queryRow(ctx, r.conn, "SELECT CAST(least(max(invoice_date), current_date) AS VARCHAR) FROM main.invoice_lines WHERE true"+r.known(),
				nil, &a.fxAsOf)
			if err != nil {
				return err
			}
		}
	}
	switch b := r.before; {
	case b.settingsText != a.settingsText:
		r.widen("settings of the refresh were changed")
	case b.baseCurrency != a.baseCurrency:
		r.widen("the base currency is another")
	case b.fxAsOf != a.fxAsOf:
		r.widen("the day of the constant rates is another")
	}
	return r.writeSettings(ctx)
}

// writeSettings puts the row in place from which the ledger view and the fill statements read base currency and dates.
func (r *refresh) writeSettings(ctx context.Context) error {
	a := r.after
	if _, err := r.e.exec(ctx, r.conn, "DELETE FROM landscape_base.ledger_state"); err != nil {
		return err
	}
	_, err := r.e.exec(ctx, r.conn, `
		INSERT INTO landscape_base.ledger_state BY NAME SELECT nullif(?, '') AS base_currency, `+instantLiteral(a.knownAt)+` AS known_at,
			CAST(nullif(?, '') AS DATE) AS fx_as_of, CAST(? AS INTEGER) AS fx_max_age_days, ? AS refreshed_settings,
			CAST(? AS BIGINT) AS data_version, 0 AS lines, 0 AS net, 0 AS customers, 0 AS months, 0 AS invoice_lines, 0 AS lines_without_rate`,
		a.baseCurrency, a.fxAsOf, a.settings.FxMaxAgeDays, a.settingsText, a.dataVersion)
	if err != nil {
		return err
	}
	if err := r.e.queryRow(ctx, r.conn, "SELECT count(*) > 0 FROM landscape_base.aliases", nil, &r.aliases); err != nil {
		return err
	}
	lines := r.touched.pieces
	if len(lines) == 0 {
		lines = []string{allLines}
	}
	r.pieces = make([]string, len(lines))
	for i, piece := range lines {
		if r.pieces[i], err = r.ledgerRelation(piece); err != nil {
			return err
		}
	}
	return nil
}

// writeState completes the row of ledger_state.
func (r *refresh) writeState(ctx context.Context) error {
	_, err := r.e.exec(ctx, r.conn, `
		UPDATE landscape_base.ledger_state SET first_date = d.first_date, last_date = d.last_date, lines = d.lines, net = d.net,
			customers = (SELECT count(*) FROM landscape_base.customers WHERE in_ledger AND kind <> 'unassigned'),
			months = d.months, invoice_lines = (SELECT count(*) FROM main.invoice_lines),
			refreshed_load_id = (SELECT max(load_id) FROM main.loads WHERE unloaded_at IS NULL)
		FROM (
			SELECT min(day) AS first_date, max(day) AS last_date, coalesce(sum(lines), 0) AS lines, coalesce(sum(net), 0) AS net,
				count(DISTINCT mi) AS months
			FROM landscape_base.customer_days
		) AS d`)
	if err != nil {
		return err
	}
	if len(r.after.foreign) > 0 {
		_, err = r.e.exec(ctx, r.conn, `
			UPDATE landscape_base.ledger_state SET lines_without_rate = (SELECT count(*) FROM landscape_base.ledger WHERE net IS NULL)
			WHERE EXISTS (FROM landscape_base.fx_daily WHERE to_base IS NULL)`)
	}
	r.summary.DataVersion = r.after.dataVersion
	return err
}

// missed tells whether the base tables hold another number of lines than the ledger has: lines came or went that nobody noted.
func (r *refresh) missed(ctx context.Context) (missed bool, err error) {
	err = r.e.queryRow(ctx, r.conn, "SELECT s.lines <> (SELECT count(*) FROM main.invoice_lines WHERE true"+r.known()+
		") FROM landscape_base.ledger_state AS s", nil, &missed)
	return missed, err
}

// known is the condition that leaves out the lines that known_at hides.
func (r *refresh) known() string {
	if r.after.knownAt == "" {
		return ""
	}
	return " AND recorded_at <= " + instantLiteral(r.after.knownAt)
}

func instantLiteral(text string) string {
	if text == "" {
		return "CAST(NULL AS TIMESTAMP)"
	}
	return fmt.Sprintf("CAST(%s AS TIMESTAMP)", quoteText(text))
}
