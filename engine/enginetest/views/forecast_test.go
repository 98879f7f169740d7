package views_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine"
	. "github.com/customer-landscape/landscape/engine/enginetest"
	"github.com/customer-landscape/landscape/udf/forecast"
)

// TestPipelineByHand holds testdata/pipeline7, whose README has the arithmetic.
func TestPipelineByHand(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := Open(t)
	LoadFolder(t, e, "pipeline7")
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	CheckFigures(t, s, "pipeline7", [][3]string{
		{"expected_pipeline", "status tier stage", "pipeline"},
		{"expected_funnel", "stage", "prospect_funnel"},
		{"expected_cycle", "status", "sales_cycle"},
		{"expected_forecast", "month bucket", "sales_forecast(months := 2)"},
		{"expected_gap", "segment plan_year month", "forecast_gap"},
	})
	for _, c := range []struct{ what, query, want string }{
		{"15 % without a fit", `select round(low, 1)::varchar || ' ' || round(high, 1)::varchar as v from sales_forecast where bucket = 'repeat A' and month = date '2026-01-01'`, "673.1 993.5"},
		{"buckets sum to the month", `select count(*)::varchar as v from (select month, sum(expected) - any_value(month_expected) as d from sales_forecast(months := 24)
			group by month) where abs(d) > 0.001`, "0"},
		{"intervals hold what is expected", `select count(*)::varchar as v from sales_forecast(months := 24) where not (low <= expected and expected <= high)
			and bucket not like '%pipeline%'`, "0"},
		{"closed deals never count", `select count(*)::varchar as v from landscape_base.deal_months(24) where opportunity_id in ('O6', 'O7', 'O8', 'O9', 'O10')`, "0"},
		{"a deal of a quarter is won in a quarter of the draws", `select (abs(p_reach - 0.25) < 0.03)::varchar as v from forecast_gap where segment = 'total' and month = date '2026-02-01'`, "true"},
		{"required win rate", `select round(required_win_rate, 4)::varchar || ' ' || round(coverage, 4)::varchar as v from forecast_gap where segment = 'total' and plan_year = 2026 and month is null`, "0.3361 2.9756"},
		{"no month of the past", `select min(month)::varchar as v from sales_forecast(as_of := date '2025-12-10')`, "2025-12-01"},
		{"what is left of the month under way", `select distinct remaining::varchar as v from sales_forecast(months := 1, as_of := date '2025-12-31')`, "1.0"},
	} {
		if rows := Query(t, s, c.query); len(rows) != 1 || rows[0]["v"] != c.want {
			t.Errorf("%s: %v, want %s", c.what, rows, c.want)
		}
	}
}

func fitAt(t *testing.T, e *engine.Engine, day string) {
	t.Helper()
	if _, err := e.Fit(context.Background(), engine.FitOptions{AsOf: day}); err != nil {
		t.Fatal(err)
	}
}

// TestForecastsAreKept fits a ledger that carries no model of lifetime value, three times, and compares what was published with what came.
func TestForecastsAreKept(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := Open(t)
	LoadFolder(t, e, "pipeline7")
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	fitAt(t, e, "2025-02-15")
	fitAt(t, e, "2025-05-15")
	rows := "select * exclude (fitted_on) from forecast_points order by all"
	before := fmt.Sprint(Query(t, s, rows))
	fitAt(t, e, "2025-05-15")
	if after := fmt.Sprint(Query(t, s, rows)); after != before {
		t.Error("a second fit of the same day changes what was published")
	}
	for _, c := range []struct{ what, query, want string }{
		{"the month under way is in no fit", `select string_agg(as_of::varchar || ' ' || months_to::varchar, ', ' order by as_of) as v
			from forecast_models where kind = 'total'`, "2025-02-15 2025-01-31, 2025-05-15 2025-04-30"},
		{"months of the series", `select string_agg(months::varchar, ' ' order by as_of) as v from forecast_models where kind = 'total'`, "21 24"},
		{"the first month published is the one under way", `select min(month)::varchar as v from forecast_points where kind = 'total' and as_of = date '2025-05-15'`, "2025-05-01"},
		{"open deals then", `select string_agg(opportunity_id, ' ' order by as_of) as v from forecast_deals`, "O7 O8"},
		{"what became of them", `select forecasts::varchar || ' ' || expected::int::varchar || ' ' || actual::int::varchar || ' ' || win_rate::varchar || ' ' || brier::varchar as v
			from forecast_accuracy where kind = 'win_rate' and series = 'all'`, "2 1 1 0.5 0.0"},
		{"bottom up", `select count(*)::varchar as v from forecast_accuracy where kind = 'bottom_up' and months_ahead is null`, "1"},
		{"no fit of today, no method of a fit", `select count(*)::varchar as v from sales_forecast where fitted_as_of is not null`, "0"},
	} {
		if got := Query(t, s, c.query); len(got) != 1 || got[0]["v"] != c.want {
			t.Errorf("%s: %v, want %s", c.what, got, c.want)
		}
	}
	// accuracy of the total once more, by loops over points and lines
	came := map[string]float64{}
	for _, r := range Query(t, s, "select date_trunc('month', invoice_date)::date::varchar as m, sum(net_amount)::double as net from invoice_lines group by 1") {
		came[r["m"].(string)] = r["net"].(float64)
	}
	expected, actual, ape, above, within, n := 0.0, 0.0, 0.0, 0, 0, 0
	for _, r := range Query(t, s, `select month::varchar as m, low::double as low, expected::double as expected, high::double as high from forecast_points
		where kind = 'total' and month < date '2026-01-01'`) {
		got, want := came[r["m"].(string)], r["expected"].(float64)
		expected, actual, n = expected+want, actual+got, n+1
		if got > 0 {
			ape, above = ape+math.Abs(got-want)/got, above+1
		}
		if r["low"].(float64) <= got && got <= r["high"].(float64) {
			within++
		}
	}
	r := Query(t, s, "select forecasts, bias, mape, coverage from forecast_accuracy where kind = 'total' and months_ahead is null")[0]
	for name, want := range map[string]float64{"bias": expected/actual - 1, "mape": ape / float64(above), "coverage": float64(within) / float64(n)} {
		if got := r[name].(float64); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s %v, want %v", name, got, want)
		}
	}
	if r["forecasts"] != int64(n) {
		t.Errorf("%v forecasts, want %d", r["forecasts"], n)
	}
}

// TestDealsAgainstGo computes probabilities and slippage of random deals with package forecast.
func TestDealsAgainstGo(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 7))
	today := time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)
	text := "opportunity_id,prospect_id,stage,amount,created_date,closed_date,outcome\n"
	type deal struct {
		id, stage string
		age       float64
	}
	var open []deal
	var took []float64
	won, closed := map[string]int64{}, map[string]int64{}
	for i := range 300 {
		d := deal{fmt.Sprintf("D%03d", i), fmt.Sprintf("s%d", random.IntN(4)), float64(random.IntN(400))}
		created := today.AddDate(0, 0, -int(d.age))
		days := random.IntN(300)
		outcome, end := "open", ""
		if end = created.AddDate(0, 0, days).Format(time.DateOnly); !created.AddDate(0, 0, days).After(today) && random.IntN(4) > 0 {
			outcome = []string{"won", "lost"}[random.IntN(2)]
			closed[d.stage]++
			if outcome == "won" {
				won[d.stage]++
				took = append(took, float64(days))
			}
		} else {
			end = ""
			open = append(open, d)
		}
		text += fmt.Sprintf("%s,P,%s,100,%s,%s,%s\n", d.id, d.stage, created.Format(time.DateOnly), end, outcome)
	}
	e := Open(t)
	loadTexts(t, e, map[string]string{"opportunities": text, "invoice_lines": "customer_id,invoice_date,net_amount\nc,2025-12-31,1\n"})
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	var allWon, allClosed int64
	for stage := range closed {
		allWon, allClosed = allWon+won[stage], allClosed+closed[stage]
	}
	times, err := forecast.NewCloseTimes(took)
	if err != nil {
		t.Fatal(err)
	}
	chances := map[string]float64{}
	for _, r := range Query(t, s, "select opportunity_id, ahead, chance from landscape_base.deal_months(6)") {
		chances[fmt.Sprint(r["opportunity_id"], r["ahead"])] = r["chance"].(float64)
	}
	found := 0
	for _, d := range open {
		p, err := forecast.StageProbability(won[d.stage], closed[d.stage], float64(allWon)/float64(allClosed), 10)
		if err != nil {
			t.Fatal(err)
		}
		before := 0.0
		for ahead := 1; ahead <= 6; ahead++ {
			end := time.Date(2026, time.Month(ahead+1), 0, 0, 0, 0, 0, time.UTC)
			by, err := times.Within(d.age, end.Sub(today).Hours()/24)
			if err != nil {
				t.Fatal(err)
			}
			want, got := p*(by-before), chances[fmt.Sprint(d.id, ahead)]
			if math.Abs(want-got) > 1e-12 {
				t.Errorf("%s %d months ahead: %v, want %v", d.id, ahead, got, want)
			}
			if got > 0 {
				found++
			}
			before = by
		}
	}
	if found != len(chances) || found < 100 {
		t.Errorf("%d chances of %d", found, len(chances))
	}
}

// TestUnknownStaysUnknown: a deal without a probability, while none was closed, weighs nothing; a ledger of one day tells no new customers.
func TestUnknownStaysUnknown(t *testing.T) {
	t.Parallel()
	e := Open(t)
	loadTexts(t, e, map[string]string{
		"invoice_lines": "customer_id,invoice_date,net_amount\nc,2025-12-31,1\n",
		"opportunities": "opportunity_id,prospect_id,amount,outcome,expected_close_date\nO,P,100,open,2026-01-15\n",
	})
	s := Session(t, e)
	for query, want := range map[string]string{
		"select coalesce((weighted_amount)::varchar, 'unknown') || ' ' || open_amount::varchar as v from pipeline":                                               "unknown 100.0000",
		"select count(*)::varchar as v from landscape_base.deal_months(3)":                                                                                       "0",
		"select count(*)::varchar as v from sales_forecast(months := 2) where bucket = 'unidentified new' and expected is null and low is null and high is null": "2",
	} {
		if rows := Query(t, s, query); len(rows) != 1 || rows[0]["v"] != want {
			t.Errorf("%s: %v, want %s", query, rows, want)
		}
	}
}

// TestForecastOfOnlineRetail fits a real ledger of 13 months that ends within one: the series of all sales is that of its whole months, and its
// forecast that of package forecast.
func TestForecastOfOnlineRetail(t *testing.T) {
	t.Parallel()
	e := Open(t)
	if _, err := e.Load(context.Background(), engine.LoadOptions{Paths: []string{SharedData(t, "online-retail/online_retail.parquet")}}); err != nil {
		t.Fatal(err)
	}
	fitAt(t, e, "")
	s := Session(t, e)
	series := forecast.Series{Month: 12}
	for _, r := range Query(t, s, `select sum(net_amount)::double as net from invoice_lines where invoice_date < date '2011-12-01'
		group by date_trunc('month', invoice_date) order by date_trunc('month', invoice_date)`) {
		series.Values = append(series.Values, r["net"].(float64))
	}
	want, err := forecast.Choose(series, forecast.ChooseOptions{Steps: 24, Level: 0.8, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	got := Query(t, s, "select expected::double as expected, low::double as low, method, months_to::varchar as months_to from forecast_points where kind = 'total' order by month")
	if len(series.Values) != 12 || len(got) != 24 || got[0]["months_to"] != "2011-11-30" {
		t.Fatalf("%d months, %v", len(series.Values), got)
	}
	for h, r := range got {
		if math.Abs(r["expected"].(float64)-want.Expected[h]) > 0.01 || math.Abs(r["low"].(float64)-want.Low[h]) > 0.01 || r["method"] != string(want.Method) {
			t.Errorf("%d ahead: %v, want %v from %v by %s", h+1, r, want.Expected[h], want.Low[h], want.Method)
		}
	}
	for _, c := range []struct{ what, query, want string }{
		{"what is left of December", "select (remaining between 0.3 and 0.7)::varchar as v from sales_forecast(months := 1) limit 1", "true"},
		{"lines without a customer have a bucket", "select (expected > 0)::varchar as v from sales_forecast(months := 1) where bucket = 'not assigned'", "true"},
		{"a year cannot tell new customers", "select coalesce(expected::varchar, 'unknown') as v from sales_forecast(months := 1) where bucket = 'unidentified new'", "unknown"},
		{"repeat business by the model of lifetime value", "select string_agg(distinct method, ' ') as v from sales_forecast where bucket like 'repeat%'", "btyd mbg"},
		{"no pipeline", "select count(*)::varchar as v from pipeline", "0"},
		{"no plan", "select count(*)::varchar as v from forecast_gap", "0"},
	} {
		if rows := Query(t, s, c.query); len(rows) != 1 || rows[0]["v"] != c.want {
			t.Errorf("%s: %v, want %s", c.what, rows, c.want)
		}
	}
}
