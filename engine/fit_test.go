package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
)

// buyers writes a ledger of customers who buy at a rate of their own and leave after a purchase with a chance of their own.
func buyers(seed uint64, customers, days int) string {
	random := rand.New(rand.NewPCG(seed, 9))
	var b strings.Builder
	b.WriteString("customer_id,invoice_date,net_amount\n")
	start := time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range customers {
		gap, leaves := 20+200*random.Float64(), 0.05+0.3*random.Float64()
		value := 10 + 90*random.Float64()
		for day := float64(random.IntN(days)); int(day) < days; day += math.Ceil(gap * random.ExpFloat64()) {
			fmt.Fprintf(&b, "c%04d,%s,%.2f\n", i, start.AddDate(0, 0, int(day)).Format(time.DateOnly), value*(0.5+random.Float64()))
			if random.Float64() < leaves {
				break
			}
		}
	}
	return b.String()
}

// openFile opens a ledger in a copy of an empty file, which takes a fraction of the time of making one in memory.
func openFile(t *testing.T) ledger { return ledger{t, enginetest.Open(t)} }

func (l ledger) fit(opts engine.FitOptions) *engine.FitSummary {
	l.Helper()
	s, err := l.e.Fit(l.Context(), opts)
	if err != nil {
		l.Fatalf("%v\nTry: %s", err, engine.HintOf(err))
	}
	return s
}

// fitRows are the rows that a fit keeps but for the moment of the fit.
var fitRows = []string{
	"select * exclude (fitted_at) from ltv_models order by all", "from ltv_validation order by all", "from landscape_base.ltv_levels order by all",
	"select * exclude (scored_at) from ltv_scores order by all",
}

func (l ledger) fitState() string {
	l.Helper()
	var state []string
	for _, query := range fitRows {
		state = append(state, strings.Join(l.rows(query), "\n"))
	}
	return strings.Join(state, "\n\n")
}

// TestFitTwiceIsOnce fits the same day twice, and a second model beside the first.
func TestFitTwiceIsOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	l := openFile(t)
	l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", buyers(1, 400, 1200))}})
	var phases int
	first := l.fit(engine.FitOptions{Progress: func(e engine.ProgressEvent) {
		if e.Phase != "fit" || e.Unit != "steps" || e.Done != int64(phases) {
			t.Errorf("event %+v", e)
		}
		phases++
	}})
	if first.Method != "model" || !first.Converged || phases != 8 || first.Validation == nil || first.TotalCV == nil || *first.TotalCV <= 0 || *first.TotalCV > 0.5 {
		t.Errorf("%+v after %d events", first, phases)
	}
	if first.IntervalBasis != "rolling_origins" || *first.Tau <= 0 || *first.Tau > 0.5 || first.SeasonConfounded {
		t.Errorf("tau %v by %s", *first.Tau, first.IntervalBasis)
	}
	state := l.fitState()
	second := l.fit(engine.FitOptions{})
	second.Seconds = first.Seconds
	if a, b := asJSON(t, first), asJSON(t, second); a != b {
		t.Errorf("the second fit is\n%s\nafter\n%s", b, a)
	}
	if after := l.fitState(); after != state {
		t.Error("a second fit of the same ledger changes rows")
	}
	l.want("select count(*), count(*) filter (chosen), any_value(fit_load_id) from ltv_models", "1|1|1")
	for _, model := range []string{"bg", "pareto"} {
		l.fit(engine.FitOptions{Model: model, Unit: "week"})
	}
	l.fit(engine.FitOptions{Model: "bg", Unit: "month"})
	l.want("select model, unit, chosen from ltv_models where model in ('bg', 'pareto') order by all", "bg|month|true", "bg|week|false", "pareto|week|true")
	l.want(`select round(max(alpha * d) / min(alpha * d), 6), round(max(r) / min(r), 6), round(max(gamma) / min(gamma), 6) from
		(select *, case unit when 'week' then 7 else 365.25 / 12 end as d from ltv_models where model = 'bg')`, "1.0|1.0|1.0")
	l.want("select count(distinct model) >= 6, count(*) filter (won and model != 'bg') from ltv_validation where measure = 'deviance'", "true|0")
	// as many levels as bins, and a customer's interval between them
	l.want("select count(*) % 8, bool_and(level_low < level_high), bool_and(coverage = 0.8) from landscape_base.ltv_levels", "0|true|true")
	l.want("select count(*) = (select count(*) from ltv) and count(*) > 300 from ltv_scores", "true")
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestFitKnowsNothingLater compares a fit of an earlier day with that of a ledger that ends there. Later lines, credit notes among them,
// change nothing.
func TestFitKnowsNothingLater(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	const day = "2023-06-30"
	all := strings.Split(strings.TrimSpace(buyers(2, 400, 1200)), "\n")
	short := []string{all[0] + ",doc_type,invoice_id,reverses_invoice_id"}
	long := []string{short[0]}
	for i, line := range all[1:] {
		invoice := fmt.Sprintf("%s,invoice,i%d,", line, i)
		long = append(long, invoice)
		if strings.Split(line, ",")[1] <= day {
			short = append(short, invoice)
			if i%10 == 0 {
				f := strings.Split(line, ",")
				long = append(long, fmt.Sprintf("%s,2023-12-31,-%s,credit_note,n%d,i%d", f[0], f[2], i, i))
			}
		}
	}
	var states []string
	for _, lines := range [][]string{short, long} {
		l := openFile(t)
		l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", strings.Join(lines, "\n"))}})
		l.fit(engine.FitOptions{AsOf: day})
		states = append(states, l.fitState())
	}
	if states[0] != states[1] {
		t.Error("the fit of a day differs with what came later")
	}
	l := openFile(t)
	l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", strings.Join(long, "\n"))}})
	l.fit(engine.FitOptions{Model: "mbg"})
	l.want("select distinct method, reason like 'no model fitted at or before 2023-06-30%' from ltv(as_of := date '2023-06-30')", "historic|true")
	if s := l.fit(engine.FitOptions{Model: "mbg"}); s.AsOf != l.rows("select max(invoice_date) from invoice_lines")[0] {
		t.Errorf("as of %s", s.AsOf)
	}
}

// dataset writes customers whose purchase days are given as days from 2021-01-01, one event of 10 each.
func dataset(customers int, days func(i int) []int) string {
	var b strings.Builder
	b.WriteString("customer_id,invoice_date,net_amount\n")
	for i := range customers {
		for _, day := range days(i) {
			fmt.Fprintf(&b, "c%04d,%s,10\n", i, time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, day).Format(time.DateOnly))
		}
	}
	return b.String()
}

// TestFitDegenerate fits data that plain likelihood has no answer for. Each ends with a method and, where no model is used, with a sentence
// that names the data; nothing is infinite or unknown where a number is given.
func TestFitDegenerate(t *testing.T) {
	last := 700
	for _, c := range []struct {
		name    string
		data    string
		methods string // the methods allowed
		says    string // in the reason
	}{
		{"nobody came back", dataset(300, func(i int) []int { return []int{i % 600} }), "historic migration", "Of 300 customers 300 bought once; a purchase-rate model needs at least 30 repeat buyers (0 found)."},
		{"one customer", dataset(1, func(int) []int { return []int{0, 300, last} }), "historic migration", "A purchase-rate model needs at least 100 customers (1 found)."},
		{"too few repeat buyers", dataset(412, func(i int) []int { return append([]int{i}, []int{i + 200}[:min(1, max(0, 15-i))]...) }), "historic migration", "Of 412 customers 397 bought once"},
		{"everyone bought today", dataset(300, func(i int) []int { return []int{i, 100 + i, last} }), "model historic migration", ""},
		{"everyone bought only today", dataset(300, func(int) []int { return []int{last} }), "historic migration", "Of 300 customers 300 bought once"},
		{"identical customers", dataset(300, func(int) []int { return []int{0, 100, 200, 300, 400} }), "model historic migration", ""},
		{"nobody ever leaves", dataset(300, func(i int) []int {
			var days []int
			for day := i % 30; day <= last; day += 20 + i%25 {
				days = append(days, day)
			}
			return days
		}), "model historic migration", ""},
		{"everyone left after two", dataset(300, func(i int) []int { return []int{i, i + 1 + i%5} }), "model historic migration", ""},
		{"a history of three months", dataset(300, func(i int) []int { return []int{i % 40, 40 + i%50} }), "historic migration", "needs a history of at least 180 days (89 found)"},
		{"one customer buys every day", dataset(300, func(i int) []int {
			if i > 0 {
				return []int{i, i + 50 + i%300}
			}
			days := make([]int, last)
			for d := range days {
				days[d] = d
			}
			return days
		}), "model historic migration", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := openFile(t)
			l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", c.data)}})
			options := []engine.FitOptions{{}, {Model: "bg", NoPrior: true}}
			if !strings.Contains(c.methods, "model") {
				options = options[:1]
			}
			for _, opts := range options {
				s := l.fit(opts)
				if !strings.Contains(c.methods, s.Method) || !strings.Contains(s.Reason, c.says) || s.Method != "model" && s.Reason == "" {
					t.Errorf("%s: %s", s.Method, s.Reason)
				}
				if (s.Model == "none") != (s.Method != "model") || s.Converged != (s.Method == "model") {
					t.Errorf("%+v", s)
				}
				asJSON(t, s) // fails on a number that JSON does not have
			}
			l.want("select count(*) from ltv_scores where method is null or reason is null or isnan(expected_orders) or isinf(expected_orders) or "+
				"p_alive not between 0 and 1 or expected_orders < 0", "0")
		})
	}
}

// TestFitWithoutAmounts fits customers and days alone: orders are expected, and no spend.
func TestFitWithoutAmounts(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	l := openFile(t)
	l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", buyers(3, 400, 900))}, Map: []string{"customer_id=customer_id", "invoice_date=invoice_date", "net_amount=0"}})
	s := l.fit(engine.FitOptions{Model: "mbg"})
	if s.Method != "model" || s.SpendLogLikelihood != nil || !strings.Contains(s.Reason, "The ledger has no amounts: orders are expected, and no spend.") {
		t.Errorf("%+v", s)
	}
	l.want("select p is null and q is null and gamma is null and r > 0 from ltv_models", "true")
	l.want("select count(expected_orders) > 0, count(expected_spend), count(revenue_residual) from ltv", "true|0|0")
}

// TestFitLeftCensored leaves customers out that may be older than the ledger, as long as 500 others remain.
func TestFitLeftCensored(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	l := openFile(t)
	l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", buyers(4, 900, 900))}})
	without := l.fit(engine.FitOptions{Model: "mbg"})
	with := l.fit(engine.FitOptions{Model: "mbg", LeftCensored: "include"})
	if !without.LeftOut || without.LeftCensored < 50 || without.Customers != without.AllCustomers-without.LeftCensored {
		t.Errorf("%d of %d, %d left-censored", without.Customers, without.AllCustomers, without.LeftCensored)
	}
	if with.LeftOut || with.Customers != with.AllCustomers || with.LeftCensored != without.LeftCensored {
		t.Errorf("%d of %d", with.Customers, with.AllCustomers)
	}
	l.want("select left_censored from ltv_models", "include")
	few := openFile(t)
	few.load(engine.LoadOptions{Paths: []string{few.file("a.csv", buyers(4, 450, 900))}})
	if s := few.fit(engine.FitOptions{Model: "mbg"}); s.LeftOut || s.Customers != s.AllCustomers {
		t.Errorf("%d of %d", s.Customers, s.AllCustomers)
	}
}

func TestFitSettingsAndErrors(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	l := openFile(t)
	ctx := context.Background()
	if s := l.fit(engine.FitOptions{}); s.Model != "none" || s.Method != "historic" || !strings.Contains(s.Reason, "The ledger has no purchase") {
		t.Errorf("an empty ledger: %+v", s)
	}
	l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", buyers(5, 300, 900))}})
	if err := l.e.SetSettings(ctx, []engine.Setting{{Name: "ltv_model", Value: "pareto"}, {Name: "as_of", Value: "2023-03-31"}, {Name: "seed", Value: "7"}, {Name: "horizon_months", Value: "12"}}); err != nil {
		t.Fatal(err)
	}
	s := l.fit(engine.FitOptions{})
	if s.Model != "pareto" || s.AsOf != "2023-03-31" || len(s.Expected) != 1 || s.Expected[0].Months != 12 || s.Expected[0].Length != 366 {
		t.Errorf("%+v", s)
	}
	l.want("select seed, as_of from ltv_models where model = 'pareto'", "7|2023-03-31")
	for _, c := range []struct {
		opts engine.FitOptions
		want string
	}{
		{engine.FitOptions{Model: "poisson"}, `model: "poisson" is not allowed`}, {engine.FitOptions{AsOf: "31.12.2024"}, "as-of"},
		{engine.FitOptions{Cut: "2024-02-30"}, "cut"}, {engine.FitOptions{AsOf: "2022-12-31", Cut: "2022-12-31"}, "cut: 2022-12-31 is not before 2022-12-31"},
		{engine.FitOptions{ZeroValueOrders: "maybe"}, "zero-value-orders"},
	} {
		if _, err := l.e.Fit(ctx, c.opts); engine.KindOf(err) != engine.KindInvalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c.opts, err)
		}
	}
	stopped, stop := context.WithCancel(ctx)
	before := l.fitState()
	_, err := l.e.Fit(stopped, engine.FitOptions{Model: "bg", Progress: func(e engine.ProgressEvent) {
		if e.Done == 4 {
			stop()
		}
	}})
	if engine.KindOf(err) != engine.KindCanceled || l.fitState() != before {
		t.Errorf("a fit that was stopped: %v", err)
	}
}
