package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
)

func (c fitConfig) logUnit() float64 { return math.Log(c.unit) }

// in turns a number of days into the unit of the fit.
func (c fitConfig) in(days int) float64 { return float64(days) / c.unit }

// configure resolves the options by the settings. The fit knows nothing later than as_of, so that loads which came later count as seen only if
// they are there now.
func (f *fit) configure(ctx context.Context) error {
	day := "NULL"
	if f.opts.AsOf != "" {
		day = "DATE " + quoteText(f.opts.AsOf)
	}
	c := &f.config
	c.unit = unitDays[f.opts.Unit]
	err := f.e.queryRow(ctx, f.conn, `SELECT strftime(c.as_of, '%Y-%m-%d'), c.ltv_model, c.horizon_months, c.seed, c.interval_level, c.zero_value_orders,
			date_diff('day', c.as_of, (c.as_of + to_months(c.horizon_months))::DATE), date_diff('day', c.as_of, (c.as_of + to_months(12))::DATE),
			(SELECT max(l.load_id) FROM main.loads AS l WHERE l.unloaded_at IS NULL),
			EXISTS (FROM landscape_base.customer_days AS d WHERE d.purchases > 0)
		FROM landscape_base.ltv_config(as_of := `+day+") AS c", nil,
		&c.asOf, &c.model, &c.horizon, &c.seed, &c.level, &c.zeroValue, &c.horizonDays, &c.yearDays, &c.loadID, &c.hasPurchases)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("the settings were never stored: landscape refresh")
	}
	if f.opts.Model != "" {
		c.model = f.opts.Model
	}
	if f.opts.ZeroValueOrders != "" {
		c.zeroValue = f.opts.ZeroValueOrders
	}
	return err
}

// readNow decides where to cut and reads the histories.
func (f *fit) readNow(ctx context.Context) error {
	if err := f.findCut(ctx); err != nil {
		return err
	}
	return f.readHistories(ctx)
}

// findCut decides where to cut, by the first purchase day of all: the cut stays empty where there is none, or no day before the last.
func (f *fit) findCut(ctx context.Context) error {
	first, err := f.firstDay(ctx)
	if err != nil || first == "" {
		return err
	}
	var cut string
	err = f.e.queryRow(ctx, f.conn, `SELECT date_diff('month', s.first_day, s.last_day) - if(s.first_day > period_edge(s.last_day, date_diff('month', s.first_day, s.last_day)), 1, 0),
			strftime(greatest(period_edge(s.last_day, 12), s.last_day - ((s.last_day - s.first_day) // 3)::INTEGER), '%Y-%m-%d')
		FROM (SELECT DATE `+quoteText(f.config.asOf)+" AS last_day, DATE "+quoteText(first)+" AS first_day) AS s", nil,
		&f.config.spanMonths, &cut)
	if err != nil {
		return err
	}
	if f.config.cut = cut; f.opts.Cut != "" {
		f.config.cut = f.opts.Cut
	}
	if f.config.cut >= f.config.asOf {
		if f.opts.Cut != "" {
			return &Error{Kind: KindInvalid, Op: "fit", Object: "cut", Err: fmt.Errorf("%s is not before %s, the last day of the fit", f.opts.Cut, f.config.asOf)}
		}
		f.config.cut = ""
	}
	return nil
}

// firstDay is the first purchase day of all customers; empty where there is none. It is looked for in the first month of the ledger, where it
// mostly is, before all days are read.
func (f *fit) firstDay(ctx context.Context) (string, error) {
	var month sql.NullString
	err := f.e.queryRow(ctx, f.conn, "SELECT strftime(min(s.first_date) + 31, '%Y-%m-%d') FROM landscape_base.ledger_state AS s", nil, &month)
	if err != nil || !month.Valid {
		return "", err
	}
	for _, until := range []string{month.String, "infinity"} {
		var first sql.NullString
		err := f.e.queryRow(ctx, f.conn, "SELECT strftime(min(v.day), '%Y-%m-%d') FROM landscape_base.purchase_events(after := DATE '0001-01-01', "+
			f.known(f.config.asOf)+") AS v WHERE v.day <= DATE "+quoteText(until), nil, &first)
		if err != nil || first.Valid {
			return first.String, err
		}
	}
	return "", nil
}

// dropTables drops the temporary tables and views, whose connection may serve another write.
func (f *fit) dropTables(ctx context.Context) error {
	for _, relation := range []string{"VIEW IF EXISTS temp.fit_now", "VIEW IF EXISTS temp.fit_past", "TABLE IF EXISTS temp.fit_now_gaps",
		"TABLE IF EXISTS temp.fit_past_gaps", "TABLE IF EXISTS temp.fit_histories", "TABLE IF EXISTS temp.fit_origin"} {
		if _, err := f.e.exec(ctx, f.conn, "DROP "+relation); err != nil {
			return err
		}
	}
	return nil
}
