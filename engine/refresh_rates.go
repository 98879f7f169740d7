package engine

import (
	"context"
	"fmt"
	"strings"
)

// rates recomputes fx_daily. A rate of a day that the ledger had before and that is another now concerns lines that no load touched.
func (r *refresh) rates(ctx context.Context) error {
	if len(r.after.foreign) == 0 {
		_, err := r.e.exec(ctx, r.conn, "DELETE FROM landscape_base.fx_daily")
		return err
	}
	if _, err := r.e.exec(ctx, r.conn, "CREATE OR REPLACE TEMP TABLE refresh_rates AS FROM landscape_base.fx_daily"); err != nil {
		return err
	}
	if _, err := r.e.exec(ctx, r.conn, "DELETE FROM landscape_base.fx_daily"); err != nil {
		return err
	}
	if _, err := r.fill(ctx, "fx_daily", "", nil); err != nil {
		return err
	}
	if r.after.settings.FxMissing == "error" {
		if err := r.missingRates(ctx); err != nil {
			return err
		}
	}
	var changed bool
	err := r.e.queryRow(ctx, r.conn, `SELECT count(*) > 0 FROM refresh_rates AS o INNER JOIN landscape_base.fx_daily AS n
		ON n.currency = o.currency AND n.day = o.day WHERE n.to_base IS DISTINCT FROM o.to_base`, nil, &changed)
	if changed {
		r.widen("exchange rates of lines in the ledger were changed")
	}
	if err != nil {
		return err
	}
	_, err = r.e.exec(ctx, r.conn, "DROP TABLE temp.refresh_rates")
	return err
}

// missingRates is the error that lists currencies and dates without a rate, nil when there is none.
func (r *refresh) missingRates(ctx context.Context) error {
	var gaps []string
	const find = `
		SELECT currency, count(*), CAST(min(day) AS VARCHAR), CAST(max(day) AS VARCHAR)
		FROM landscape_base.fx_daily WHERE to_base IS NULL GROUP BY currency ORDER BY currency`
	err := r.e.query(ctx, r.conn, find, nil, func(scan func(...any) error) error {
		var currency, first, last string
		var days int64
		if err := scan(&currency, &days, &first, &last); err != nil {
			return err
		}
		switch days {
		case 1:
			gaps = append(gaps, fmt.Sprintf("%s on %s", currency, first))
		default:
			gaps = append(gaps, fmt.Sprintf("%s on %d days from %s to %s", currency, days, first, last))
		}
		return nil
	})
	if err != nil || len(gaps) == 0 {
		return err
	}
	return &Error{Kind: KindInvalid, Op: "refresh", Object: "fx_rates",
		Err: fmt.Errorf("no exchange rate into %s that is at most %d days old for %s", r.after.baseCurrency,
			r.after.settings.FxMaxAgeDays, strings.Join(gaps, "; ")),
		Hint: "Load the rates with `landscape load DB RATES --into fx_rates`, allow older ones with `landscape set DB fx_max_age_days N`, " +
			"or leave the lines out of every sum with `landscape set DB fx_missing exclude`."}
}
