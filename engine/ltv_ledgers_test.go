package engine_test

import (
	"context"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	. "github.com/customer-landscape/landscape/engine/enginetest"
)

func loadAndFit(t *testing.T, path, asOf string) *engine.Session {
	t.Helper()
	e := Open(t)
	if _, err := e.Load(context.Background(), engine.LoadOptions{Paths: []string{path}}); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Fit(context.Background(), engine.FitOptions{AsOf: asOf}); err != nil {
		t.Fatal(err)
	}
	return Session(t, e)
}

// On the Online Retail ledger every row is a number or has its reason, the total is that of the ledger's customers, and the two
// customers whose one huge order was cancelled rank by what is left of it.
func TestLTVOnlineRetail(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	s := loadAndFit(t, SharedData(t, "online-retail/online_retail.parquet"), "")
	for what, condition := range map[string]string{
		"a figure that is no number":                 "isnan(p_alive) or isnan(expected_orders) or isnan(expected_spend) or isinf(expected_orders) or isinf(expected_spend)",
		"a residual below 0":                         "revenue_residual < 0",
		"a probability out of range":                 "p_alive not between 0 and 1 or p_buy_12m not between 0 and p_alive",
		"an expectation outside its interval":        "not (low <= ltv_total and ltv_total <= high)",
		"a row without method or reason":             "method is null or reason is null",
		"a residual without a net history":           "historic_revenue <= 0 and (method != 'historic' or revenue_residual is not null)",
		"a residual missing":                         "historic_revenue > 0 and revenue_residual is null",
		"an interval that does not say what it is":   "(low is null) != (interval_basis is null)",
		"a row that differs from the stored scores":  "customer_id not in (select k.customer_id from ltv_scores as k where k.ltv_total is not distinct from ltv.ltv_total)",
		"a total that differs from historic and new": "ltv_total != historic_revenue + coalesce(revenue_residual, 0)",
	} {
		if n := one(t, s, "select count(*) from ltv where "+condition); n != int64(0) {
			t.Errorf("%v customers with %s", n, what)
		}
	}
	if n := one(t, s, "select count(*) from (from ltv_summary where method = 'all') as a, (from pareto_rank(months := 1200)) as r having sum(r.value) != any_value(a.historic_revenue)"); n != nil {
		t.Errorf("the history does not sum to the ledger: %v", n)
	}
	if n := one(t, s, "select count(*) from ltv as v where v.method = 'btyd' and v.orders = 0"); n != int64(0) {
		t.Errorf("%v customers without a purchase are modelled", n)
	}
	for customer, want := range map[string]float64{"16446": 2.90, "12346": 0} {
		history, _ := float(one(t, s, "select historic_revenue from ltv where customer_id = '"+customer+"'"))
		place, _ := float(one(t, s, "select count(*) from ltv where ltv_total > (select k.ltv_total from ltv as k where k.customer_id = '"+customer+"')"))
		all, _ := float(one(t, s, "select count(*) from ltv"))
		if history != want || place < 0.95*all {
			t.Errorf("%s has a history of %v and rank %v of %v", customer, history, place, all)
		}
	}
}

// The twelve rows are too few for any model: the tiers' moves serve whom they can, and nobody else has a residual.
func TestLTVGoldenLedger(t *testing.T) {
	s := loadAndFit(t, Testdata(t, "golden12/invoice_lines.csv"), "2025-12-31")
	AsOf(t, s, "2025-12-31")
	var got []string
	for _, r := range Query(t, s, "select customer_id || ' ' || method || ' ' || (revenue_residual is not null) as line from ltv order by customer_id") {
		got = append(got, r["line"].(string))
	}
	want := "Acme migration true, Bolt migration true, Core migration true, Dune migration true, Echo migration true, Fern historic false, Gale historic false"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %s", strings.Join(got, ", "))
	}
	if reason := one(t, s, "select reason from ltv where customer_id = 'Acme'"); !strings.Contains(reason.(string), "at least 100 customers") {
		t.Errorf("the reason is %v", reason)
	}
	// the history is that of the ledger: 90 + 1150 + 950
	if total := one(t, s, "select historic_revenue::varchar from ltv_summary where method = 'all'"); total != "2190.0000" {
		t.Errorf("the history sums to %v", total)
	}
	if reason := one(t, s, "select any_value(reason) from ltv(as_of := date '2025-06-30') where customer_id = 'Acme'"); reason != "no model fitted at or before 2025-06-30: landscape fit --as-of 2025-06-30" {
		t.Errorf("before the fit: %v", reason)
	}
}

// A running contract is worth its term and, with the rate of renewals so far, what follows; nothing else of the customer is scored.
func TestLTVContracts(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	_, s := openShop(t, 10)
	storeModel(t, s, "2025-12-31")
	exec(t, s, `insert into contracts (contract_id, customer_id, start_date, end_date, annual_amount) values
		('old', 'c01', date '2023-01-01', date '2024-01-01', 1000), ('now', 'c01', date '2024-01-01', date '2026-12-31', 3652.5),
		('left', 'c02', date '2024-01-01', date '2025-01-01', 1000)`)
	// one of two ended contracts was renewed: rate (1 + 1) / (2 + 2); the term ends in 365 days, and a next one of 1095 reaches beyond 1096
	row := Query(t, s, "from ltv(discount := 0) where customer_id = 'c01'")[0]
	residual, _ := float(row["revenue_residual"])
	low, _ := float(row["low"])
	high, _ := float(row["high"])
	history, _ := float(row["historic_revenue"])
	if row["method"] != "contract" || residual != 10*(365+0.5*(1096-365)) || low != history+3650 || high != history+10960 {
		t.Errorf("got %v", row)
	}
	if p, _ := float(row["p_buy_12m"]); p != 1 {
		t.Errorf("the contract runs in a year with probability %v", p)
	}
	if reason := row["reason"].(string); reason != "running contract; 1 of 2 ended contracts were renewed" {
		t.Errorf("the reason is %q", reason)
	}
	if method := one(t, s, "select method from ltv where customer_id = 'c02'"); method == "contract" {
		t.Error("a contract that ended still scores its customer")
	}
	if n := one(t, s, "select count(*) from ltv_summary where method = 'contract' and customers = 1 and low <= ltv_total and ltv_total <= high"); n != int64(1) {
		t.Error("the summary does not hold the contract")
	}
}
