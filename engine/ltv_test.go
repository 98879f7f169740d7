package engine_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// storeModel puts a fitted model into ltv_models as a fit would: an MBG/NBD in days.
func storeModel(t *testing.T, s *engine.Session, asOf string) {
	t.Helper()
	exec(t, s, `insert into ltv_models (model, as_of, unit, r, alpha, a, b, p, q, gamma, converged, chosen, method, tau, interval_basis, total_cv)
		values ('mbg', date '`+asOf+`', 'day', 0.8, 60, 0.7, 2.5, 6.25, 3.74, 154.4, true, true, 'model', 0.15, 'default', 0.05)`)
}

// openShop opens an engine with a random shop's ledger, as of the end of 2025.
func openShop(t *testing.T, seed uint64) (*engine.Engine, *engine.Session) {
	t.Helper()
	e := Open(t)
	Fill(t, e, newShop(seed).ledger)
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	return e, s
}

func one(t *testing.T, s *engine.Session, sql string) any {
	t.Helper()
	rows := Query(t, s, "select ("+sql+") as answer")
	return rows[0]["answer"]
}

// A day before the first fit has no residual, and the reason is the command that helps. A fit never serves a day before it.
func TestLTVUsesNoLaterFit(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	_, s := openShop(t, 3)
	storeModel(t, s, "2025-06-30")
	const count = "select count(*) from ltv(as_of := date '2025-06-29') where "
	if n := one(t, s, count+`revenue_residual is not null or method != 'historic' or low is not null or ltv_total is distinct from historic_revenue`); n != int64(0) {
		t.Errorf("%v rows know of a fit of the day after", n)
	}
	const reason = "no model fitted at or before 2025-06-29: landscape fit --as-of 2025-06-29"
	if n := one(t, s, count+"reason = '"+reason+"'"); n == int64(0) {
		t.Errorf("no row says %q", reason)
	}
	if n := one(t, s, "select count(*) from ltv(model := 'bg') where reason like 'no model bg fitted%landscape fit --model bg --as-of 2025-12-31'"); n == int64(0) {
		t.Error("a model that was not fitted is not named")
	}
	storeModel(t, s, "2025-09-30")
	for day, want := range map[string]string{"2025-06-30": "2025-06-30", "2025-09-29": "2025-06-30", "2025-09-30": "2025-09-30", "2025-12-31": "2025-09-30"} {
		if got := one(t, s, "select any_value(model_as_of)::varchar from ltv(as_of := date '"+day+"')"); got != want {
			t.Errorf("%s is scored by the model of %v, want %s", day, got, want)
		}
	}
}

// The rows sum to the summary, the expectation lies in its interval, and the residual grows from nothing with the horizon.
func TestLTVIdentities(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	_, s := openShop(t, 4)
	storeModel(t, s, "2025-12-31")
	for _, measure := range []string{"revenue", "profit", "contribution"} {
		differing := one(t, s, `select count(*) from (
			select method, count(*) as customers, sum(historic_revenue) as revenue, sum(revenue_residual) as residual, sum(ltv_total) as total
			from ltv(measure := '`+measure+`') group by method
		) as v full join (from ltv_summary(measure := '`+measure+`') where method != 'all') as m using (method)
		where v.customers is distinct from m.customers or v.revenue is distinct from m.historic_revenue
			or v.residual is distinct from m.revenue_residual or v.total is distinct from m.ltv_total`)
		if differing != int64(0) {
			t.Errorf("%s: %v methods differ from the summary", measure, differing)
		}
		outside := one(t, s, "select count(*) from ltv(measure := '"+measure+"') where not (low <= ltv_total and ltv_total <= high)")
		whole := one(t, s, "select count(*) from ltv_summary(measure := '"+measure+"') where method = 'all' and low < ltv_total and ltv_total < high")
		if outside != int64(0) || whole != int64(1) {
			t.Errorf("%s: %v expectations lie outside their interval, whole inside: %v", measure, outside, whole)
		}
	}
	before := -1.0
	for _, months := range []string{"1", "12", "36", "600"} {
		residual, _ := float(one(t, s, "select sum(revenue_residual) from ltv(horizon_months := "+months+")"))
		if residual <= before {
			t.Errorf("%s months are worth %v, less time %v", months, residual, before)
		}
		before = residual
	}
	month, _ := float(one(t, s, "select sum(revenue_residual) from ltv(horizon_months := 1, discount := 0)"))
	year, _ := float(one(t, s, "select sum(revenue_residual) from ltv(horizon_months := 12, discount := 0)"))
	if ratio := month / year; ratio < 31.0/365 || ratio > 2*31.0/365 {
		t.Errorf("one month is worth %.3f of a year", ratio)
	}
	if n := one(t, s, `select count(*) from ltv where isnan(p_alive) or p_alive not between 0 and 1 or p_buy_12m not between 0 and p_alive
		or revenue_residual < 0 or expected_orders < 0`); n != int64(0) {
		t.Errorf("%v impossible rows", n)
	}
}

// A spend model of repeat purchases alone, as in the literature, is asked about repeat purchases alone.
func TestLTVRepeatSpend(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	_, s := openShop(t, 11)
	storeModel(t, s, "2025-12-31")
	exec(t, s, "update ltv_models set first_in_spend = false")
	const differing = `select count(*) from ltv as v inner join landscape_base.purchase_histories() as h using (customer_id)
		where v.method = 'btyd' and abs(v.expected_spend - expected_spend(h.repeat_days, h.repeat_value::double / nullif(h.repeat_days, 0), 6.25, 3.74, 154.4)) > 1e-4`
	if n := one(t, s, differing); n != int64(0) {
		t.Errorf("%v customers are not scored by their repeat purchases", n)
	}
	once := one(t, s, "select count(*) from ltv where x = 0 and method = 'btyd' and abs(expected_spend - 6.25 * 154.4 / 2.74) > 1e-4")
	if once != int64(0) {
		t.Errorf("%v customers who bought once differ from the mean of all", once)
	}
}

// Two sessions, one with a single thread, see the same bytes.
func TestLTVIsReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	e, s := openShop(t, 5)
	storeModel(t, s, "2025-12-31")
	const digest = "select md5(string_agg(v::varchar, '|' order by customer_id)) from ltv as v"
	first := one(t, s, digest)
	other := Session(t, e)
	AsOf(t, other, "2025-12-31")
	if second := one(t, other, digest); first != second {
		t.Errorf("%v and %v", first, second)
	}
}

// A net history of nothing has no residual: an order that was taken back whole, returns alone, more returned than bought.
func TestLTVNetNonpositive(t *testing.T) {
	line := func(id, customer, day, doc, net, reverses string) Line {
		return Line{Source: "s", InvoiceID: id, LineNo: 1, CustomerID: customer, Date: ParseDay(day), DocType: doc, Net: ParseAmount(net), Reverses: reverses}
	}
	e := Open(t)
	Fill(t, e, Ledger{Lines: []Line{
		line("1", "cancelled", "2025-01-10", Invoice, "77183.60", ""),
		line("2", "cancelled", "2025-01-10", CreditNote, "-77183.60", "1"),
		line("3", "mostly cancelled", "2025-03-01", Invoice, "2.90", ""),
		line("4", "mostly cancelled", "2025-09-01", Invoice, "168469.60", ""),
		line("5", "mostly cancelled", "2025-09-01", CreditNote, "-168469.60", "4"),
		line("6", "returns", "2025-05-01", CreditNote, "-10", ""),
		line("7", "returned more", "2025-05-01", Invoice, "10", ""),
		line("8", "returned more", "2025-06-01", CreditNote, "-30", ""),
		line("9", "buyer", "2025-02-01", Invoice, "100", ""),
		line("10", "buyer", "2025-08-01", Invoice, "100", ""),
	}})
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	storeModel(t, s, "2025-12-31")
	got := map[string]string{}
	var ranking []string
	for _, r := range Query(t, s, "select customer_id, orders, method, reason, ltv_total, revenue_residual from ltv order by ltv_total desc, customer_id") {
		customer := r["customer_id"].(string)
		ranking = append(ranking, customer)
		got[customer] = strings.Join([]string{r["method"].(string), r["reason"].(string)}, " ")
		if residual, known := float(r["revenue_residual"]); known != (r["method"] == "btyd") || known && residual <= 0 {
			t.Errorf("%s has the residual %v", customer, r["revenue_residual"])
		}
	}
	for customer, want := range map[string]string{"cancelled": "historic net_nonpositive", "returns": "historic net_nonpositive",
		"returned more": "historic net_nonpositive", "mostly cancelled": "btyd one purchase day", "buyer": "btyd purchase history"} {
		if got[customer] != want {
			t.Errorf("%s is %q, want %q", customer, got[customer], want)
		}
	}
	if strings.Join(ranking, ", ") != "buyer, mostly cancelled, cancelled, returns, returned more" {
		t.Errorf("ranked %v", ranking)
	}
	if total, _ := float(one(t, s, "select ltv_total from ltv where customer_id = 'cancelled'")); total != 0 {
		t.Errorf("a cancelled order is worth %v", total)
	}
}

// What is missing is said: no ledger, no amounts, no cost.
func TestLTVWithoutInputs(t *testing.T) {
	e := Open(t)
	s := Session(t, e)
	if n := one(t, s, "select count(*) from ltv"); n != int64(0) {
		t.Errorf("an empty database has %v rows", n)
	}
	if n := one(t, s, "select customers from ltv_summary where method = 'all'"); n != int64(0) {
		t.Errorf("and %v customers", n)
	}
	for _, relation := range []string{"spend_ceiling", "ltv_scores"} {
		if n := one(t, s, "select count(*) from "+relation); n != int64(0) {
			t.Errorf("%s has %v rows", relation, n)
		}
	}
	var lines []Line
	for _, day := range []string{"2025-01-10", "2025-03-10", "2025-07-10"} {
		lines = append(lines, Line{Source: "s", InvoiceID: "i" + day, LineNo: 1, CustomerID: "a", Date: ParseDay(day), DocType: Invoice})
	}
	loads := Fill(t, e, Ledger{Lines: lines})
	AsOf(t, s, "2025-12-31")
	storeModel(t, s, "2025-12-31")
	row := Query(t, s, "from ltv")[0]
	orders, _ := float(row["expected_orders"])
	if !(orders > 0) || row["expected_spend"] != nil || row["revenue_residual"] != nil || row["reason"] != "no_amounts" || row["x"] != int64(2) {
		t.Errorf("without amounts: %v", row)
	}
	Empty(t, e, loads)
	Fill(t, e, Ledger{Lines: []Line{{Source: "s", InvoiceID: "i", LineNo: 1, CustomerID: "a", Date: ParseDay("2025-05-01"), DocType: Invoice, Net: One}}})
	row = Query(t, s, "from ltv(measure := 'profit')")[0]
	if row["reason"] != "cost_coverage" || row["ltv_total"] != nil || row["profit_residual"] != nil || row["revenue_residual"] == nil {
		t.Errorf("without cost: %v", row)
	}
}

// The next 12 months that stand beside any horizon are those of a horizon of 12 months without discount, in expectation and in spread.
func TestNextTwelveMonths(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	_, s := openShop(t, 6)
	storeModel(t, s, "2025-12-31")
	for query, want := range map[string]int64{
		`select count(*) from ltv(horizon_months := 36) as v
			join landscape_base.ltv_rows(horizon_months := 12, discount := 0, measure := 'revenue') as r using (customer_id)
			where v.method = 'btyd' and (v.revenue_12m is distinct from r.residual or not abs(v.revenue_12m_sd - r.spread) <= 0.0001)`: 0,
		"select count(*) from ltv where (method = 'btyd') != (revenue_12m is not null)":             0,
		"select count(*) from ltv where revenue_12m > revenue_residual and revenue_12m_sd is null":  0,
		"select (count(*) filter (where revenue_12m > 0 and revenue_12m_sd > 0) > 0)::int from ltv": 1,
	} {
		got := one(t, s, query)
		if n, ok := got.(int64); !ok || n != want {
			t.Errorf("%s: %v, want %d", query, got, want)
		}
	}
}

// The end of a fit keeps what ltv says of its day.
func TestStoreScores(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	e, s := openShop(t, 6)
	storeModel(t, s, "2025-12-31")
	if err := engine.StoreScores(context.Background(), e, "2025-12-31"); err != nil {
		t.Fatal(err)
	}
	if n := one(t, s, `select count(*) from ltv as v full join ltv_scores as k using (customer_id)
		where v.ltv_total is distinct from k.ltv_total or v.p_alive is distinct from k.p_alive or v.reason is distinct from k.reason`); n != int64(0) {
		t.Errorf("%v rows differ from ltv", n)
	}
	if got := one(t, s, "select any_value(measure || horizon_months || discount) from ltv_scores"); got != "revenue360.1" {
		t.Errorf("scored with %v", got)
	}
}

// Where no model could be fitted the yearly moves between the tiers go on. Two customers of 100 a year stay; of two that were in the
// ledger one leaves: the chain's numbers follow by hand.
func TestLTVMigration(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	e := Open(t)
	var lines []Line
	buy := func(customer string, years ...string) {
		for _, year := range years {
			lines = append(lines, Line{Source: "s", InvoiceID: customer + year, LineNo: 1, CustomerID: customer, Date: ParseDay(year + "-06-01"),
				DocType: Invoice, Net: 100 * One})
		}
	}
	buy("stays", "2022", "2023", "2024", "2025")
	buy("stays too", "2022", "2023", "2024", "2025")
	buy("leaves", "2022", "2023", "2024")
	Fill(t, e, Ledger{Lines: lines})
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	exec(t, s, `insert into ltv_models (model, as_of, unit, converged, chosen, method, reason)
		values ('none', date '2025-12-31', 'day', false, true, 'migration', 'Of 3 customers 0 bought once; a model needs 30 repeat buyers.')`)
	if err := engine.StoreScores(context.Background(), e, "2025-12-31"); err != nil {
		t.Fatal(err)
	}
	chain := Query(t, s, "select state, year, value, active from landscape_base.ltv_migration where year <= 2 order by state, year")
	// comparable years 2024 and 2025 (the ledger is complete from May 2022): all are tier A; 3 of 3 stay, then 2 of 3
	want := []Record{
		{"state": "A", "year": int64(1), "value": 500.0 / 6, "active": 5.0 / 6}, {"state": "A", "year": int64(2), "value": 5.0 / 6 * 500 / 6, "active": 25.0 / 36},
		{"state": "none", "year": int64(1), "value": 0.0, "active": 0.0}, {"state": "none", "year": int64(2), "value": 0.0, "active": 0.0},
	}
	for _, line := range Diff(want, chain, []string{"state", "year"}, []string{"value", "active"}) {
		t.Error(line)
	}
	// two of the three years' values, discounted from the middle of each year, the third as long as 36 months last
	years := 1096.0 / 365.25
	value := 0.0
	for k := 1.0; k <= 4; k++ {
		value += 500.0 / 6 * math.Pow(5.0/6, k-1) * math.Max(0, math.Min(1, years-(k-1))) / math.Pow(1.1, k-0.5)
	}
	row := Query(t, s, "from ltv where customer_id = 'stays'")[0]
	residual, _ := float(row["revenue_residual"])
	if row["method"] != "migration" || math.Abs(residual-value) > 1e-4 || !strings.HasPrefix(row["reason"].(string), "Of 3 customers") {
		t.Errorf("got %v, want a residual of %v", row, value)
	}
	if active, _ := float(row["p_buy_12m"]); math.Abs(active-5.0/6) > 1e-8 {
		t.Errorf("buys again with probability %v", active)
	}
	if left, _ := float(one(t, s, "select revenue_residual from ltv where customer_id = 'leaves'")); left != 0 {
		t.Errorf("an ex-customer is worth %v, and none has come back", left)
	}
}
