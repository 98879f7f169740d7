package engine

import (
	"context"
	"math"
	"math/big"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"github.com/customer-landscape/landscape/udf/forecast"
)

// forecastMonths is how far ahead a fit forecasts.
const forecastMonths = 24

// monthlySeries is a series to forecast and what was found for it.
type monthlySeries struct {
	kind, name string
	values     []float64
	firstMonth int // year * 12 + month - 1
	choice     forecast.Choice
}

// forecastSales forecasts the monthly series of the ledger and keeps methods, points, the buckets of the sales forecast and the chances of open
// deals, with as_of and the day of the fit. It needs no model of lifetime value, which takes the place of the series by tier where there is one.
func (f *fit) forecastSales(ctx context.Context) error {
	day := "DATE " + quoteText(f.config.asOf)
	var monthsTo, today string
	err := f.e.queryRow(ctx, f.conn, "SELECT strftime(landscape_base.whole_months_to("+day+"), '%Y-%m-%d'), strftime(current_date, '%Y-%m-%d')", nil, &monthsTo, &today)
	if err != nil {
		return err
	}
	for _, table := range []string{"forecast_models", "forecast_points", "forecast_deals"} {
		if _, err := f.e.exec(ctx, f.conn, "DELETE FROM main."+table+" WHERE as_of = "+day+" AND fitted_on = DATE "+quoteText(today)); err != nil {
			return err
		}
	}
	all, err := f.readSeries(ctx, monthsTo)
	if err != nil || len(all) == 0 {
		return err
	}
	if err := f.chooseMethods(ctx, all); err != nil {
		return err
	}
	p := publication{asOf: f.day(), on: parseDay(today), monthsTo: parseDay(monthsTo), config: f.config}
	if err := appendRows(f.conn, "", "main", "forecast_models", p.modelRows(all)); err != nil {
		return err
	}
	if err := appendRows(f.conn, "", "main", "forecast_points", p.pointRows(all)); err != nil {
		return err
	}
	keys := day + " AS as_of, DATE " + quoteText(today) + " AS fitted_on"
	for _, statement := range []string{
		"INSERT INTO main.forecast_points BY NAME SELECT " + keys + ", * FROM " + f.standingOf("landscape_base.forecast_repeats", f.config.asOf),
		"INSERT INTO main.forecast_points BY NAME SELECT " + keys + `, 'bucket' AS kind, s.bucket AS series, DATE ` + quoteText(monthsTo) + ` AS months_to, s.month,
			date_diff('month', DATE ` + quoteText(monthsTo) + `, s.month) AS ahead, s.low::DECIMAL(18, 4) AS low, s.expected::DECIMAL(18, 4) AS expected,
			s.high::DECIMAL(18, 4) AS high, s.method
			FROM ` + f.standingOf("sales_forecast", f.config.asOf, "months := 24") + ` AS s WHERE s.remaining = 1 AND s.expected IS NOT NULL`,
		"INSERT INTO main.forecast_deals BY NAME SELECT " + keys + `, d.opportunity_id, d.stage, d.amount, d.probability, d.expected_close_date
			FROM landscape_base.deal_chances(as_of := ` + day + ") AS d",
	} {
		if _, err := f.e.exec(ctx, f.conn, statement); err != nil {
			return err
		}
	}
	return nil
}

func parseDay(text string) time.Time {
	day, _ := time.Parse(time.DateOnly, text)
	return day
}

// readSeries reads the series, months without a line as 0 up to the last whole month, the series of all sales first.
func (f *fit) readSeries(ctx context.Context, monthsTo string) ([]*monthlySeries, error) {
	last := parseDay(monthsTo)
	until := last.Year()*12 + int(last.Month()) - 1
	var all []*monthlySeries
	err := f.e.query(ctx, f.conn, `SELECT s.kind, s.series, year(s.month) * 12 + month(s.month) - 1, s.net::DOUBLE
		FROM `+f.standingOf("landscape_base.forecast_series", monthsTo)+` AS s ORDER BY s.kind != 'total', s.kind, s.series, s.month`, nil,
		func(scan func(...any) error) error {
			var kind, name string
			var month int
			var net float64
			if err := scan(&kind, &name, &month, &net); err != nil {
				return err
			}
			if n := len(all); n == 0 || all[n-1].kind != kind || all[n-1].name != name {
				all = append(all, &monthlySeries{kind: kind, name: name, firstMonth: month, values: make([]float64, until-month+1)})
			}
			series := all[len(all)-1]
			series.values[month-series.firstMonth] = net
			return nil
		})
	return all, err
}

// chooseMethods forecasts every series, those too short for a season of their own with that of all sales.
func (f *fit) chooseMethods(ctx context.Context, all []*monthlySeries) error {
	total := all[0]
	var shares []float64
	var err error
	if total.kind == "total" && len(total.values) >= 2*forecast.Season {
		if shares, err = forecast.SeasonalShares(total.series(nil)); err != nil {
			return err
		}
	}
	faults := make([]error, len(all))
	work := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(all)) {
		workers.Go(func() {
			for i := range work {
				all[i].choice, faults[i] = forecast.Choose(all[i].series(shares), forecast.ChooseOptions{
					Steps: forecastMonths, Level: f.config.level, Seed: f.config.seed})
			}
		})
	}
	for i := range all {
		if ctx.Err() == nil {
			work <- i
		}
	}
	close(work)
	workers.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	if i := slices.IndexFunc(faults, func(err error) bool { return err != nil }); i >= 0 {
		return faults[i]
	}
	return nil
}

func (s *monthlySeries) series(shares []float64) forecast.Series {
	return forecast.Series{Values: s.values, Month: s.firstMonth%12 + 1, Shares: shares}
}

// money is a number for a column DECIMAL(18,4); nil where it does not fit.
func money(value float64) any {
	scaled := math.Round(value * 1e4)
	if !(math.Abs(scaled) < 1e18) {
		return nil
	}
	whole, _ := big.NewFloat(scaled).Int(nil)
	return duckdb.Decimal{Width: 18, Scale: 4, Value: whole}
}
