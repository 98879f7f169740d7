package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/customer-landscape/landscape/queries"
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
			EXISTS (FROM landscape_base.customer_days AS d WHERE d.purchases > 0),
			landscape_base.kept_for_session() AND c.as_of IS NOT DISTINCT FROM (SELECT n.as_of FROM landscape_base.ltv_config() AS n)
		FROM landscape_base.ltv_config(as_of := `+day+") AS c", nil,
		&c.asOf, &c.model, &c.horizon, &c.seed, &c.level, &c.zeroValue, &c.horizonDays, &c.yearDays, &c.loadID, &c.hasPurchases, &c.standing)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("the settings were never stored: landscape refresh")
	}
	if f.opts.Model != "" {
		c.model = f.opts.Model
	}
	if f.opts.ZeroValueOrders != "" {
		c.standing = c.standing && c.zeroValue == f.opts.ZeroValueOrders
		c.zeroValue = f.opts.ZeroValueOrders
	}
	return err
}

// standingOf calls a figure or macro as of a day: the one over what the refresh has kept where that is the day of the fit and rows are kept for
// it. arguments are others that it is called with, such as "months := 24".
func (f *fit) standingOf(name, day string, arguments ...string) string {
	if f.config.standing && day == f.config.asOf {
		name = queries.NowName(strings.TrimPrefix(name, queries.BaseSchema+"."))
	} else {
		arguments = append(arguments, "as_of := DATE "+quoteText(day))
	}
	return name + "(" + strings.Join(arguments, ", ") + ")"
}

// readNow decides where to cut and reads the histories.
func (f *fit) readNow(ctx context.Context) error {
	if err := f.findCut(ctx); err != nil {
		return err
	}
	return f.readHistories(ctx)
}

// findCut decides where to cut: nowhere where there is no purchase, or no day before the last.
func (f *fit) findCut(ctx context.Context) error {
	days := "landscape_base.fit_days(" + f.known(f.config.asOf) + ")"
	if f.config.standing {
		days = queries.KeptName("fit_days")
	}
	var cut sql.NullString
	err := f.e.queryRow(ctx, f.conn, "SELECT coalesce(d.span_months, 0), strftime(d.cut, '%Y-%m-%d') FROM "+days+" AS d", nil, &f.config.spanMonths, &cut)
	if err != nil {
		return err
	}
	f.config.cut = cut.String
	switch {
	case f.opts.Cut == "":
	case f.opts.Cut >= f.config.asOf:
		return &Error{Kind: KindInvalid, Op: "fit", Object: "cut", Err: fmt.Errorf("%s is not before %s, the last day of the fit", f.opts.Cut, f.config.asOf)}
	default:
		f.config.cut = f.opts.Cut
	}
	return nil
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
