package engine_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	. "github.com/customer-landscape/landscape/engine/enginetest"
	"github.com/customer-landscape/landscape/udf/btyd"
	"gonum.org/v1/gonum/stat/distuv"
)

// The ceilings follow from the columns of ltv; a new customer is worth its first order and what follows.
func TestSpendCeiling(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	_, s := openShop(t, 8)
	storeModel(t, s, "2025-12-31")
	differing := one(t, s, `select count(*) from spend_ceiling as c full join (from ltv where revenue_residual is not null) as v using (customer_id)
		where customer_id != '(new customer)' and (
			abs(c.residual_if_alive::double - v.revenue_residual::double / v.p_alive) > 0.001 * c.residual_if_alive::double + 0.01
			or abs(c.ceiling_retain::double - 0.10 * c.p_lost * c.residual_if_alive::double) > 0.01 or c.customer_id is null or v.customer_id is null
			or c.p_lost > 1 - v.p_buy_12m)`)
	if differing != int64(0) {
		t.Errorf("%v customers differ", differing)
	}
	model, err := btyd.NewMBG(0.8, 60, 0.7, 2.5)
	must(t, model, err)
	orders := 1 + get(t)(model.Discounted(btyd.History{}, float64(Date(2028, 12, 31)-Date(2025, 12, 31)), math.Log(1.1)/365.25))
	shop := newShop(8)
	var gross, credited float64
	for _, c := range shop.customers {
		for _, v := range c.days {
			gross += v
		}
		if len(c.days) > 0 {
			credited += c.credited
		}
	}
	want := orders * spendP * spendGamma / (spendQ - 1) * (1 - credited/gross)
	row := Query(t, s, "from spend_ceiling where customer_id = '(new customer)'")[0]
	worth, _ := float(row["ltv_new"])
	ceiling, _ := float(row["ceiling_acquire"])
	if math.Abs(worth-want) > 0.001 || math.Abs(ceiling-want*0.33) > 0.001 {
		t.Errorf("a new customer is worth %v and may cost %v, want %v and a third of it", worth, ceiling, want)
	}
	exec(t, s, "insert into referrals (referral_id, referrer_kind, referrer_id, referred_customer_id, referral_date) select 'r' || i, 'customer', 'c01', 'c02', date '2025-01-01' from range(30) as r (i)")
	k := 30 / func() float64 { n, _ := float(one(t, s, "select count(*) from ltv where t_age >= 365")); return n }()
	more, _ := float(Query(t, s, "from spend_ceiling where customer_id = '(new customer)'")[0]["ceiling_acquire"])
	if math.Abs(more-ceiling*(1+k)) > 0.001 {
		t.Errorf("with %.2f referrals each a new one may cost %v, before %v", k, more, ceiling)
	}
	if n := one(t, s, "select count(*) from ltv where abs(residual_with_referrals::double - revenue_residual::double * "+strconv.FormatFloat(1+k, 'g', -1, 64)+") > 0.01"); n != int64(0) {
		t.Errorf("%v residuals with referrals differ", n)
	}
}

// The probability of each tier agrees with draws of next year from the model.
func TestTierStability(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	_, s := openShop(t, 9)
	storeModel(t, s, "2025-12-31")
	if n := one(t, s, `select count(*) from tier_stability where abs(p_same + p_higher + p_lower - 1) > 1e-6
		or abs(list_sum(map_values(probabilities)) - 1) > 1e-6 or list_min(map_values(probabilities)) < -1e-9 or (tier != 'C' and p_no_order > p_lower + 1e-6)`); n != int64(0) {
		t.Errorf("%v rows are no distribution", n)
	}
	floor, _ := float(one(t, s, "select min(value) from tier_stability where tier = 'A'"))
	model, err := btyd.NewMBG(0.8, 60, 0.7, 2.5)
	must(t, model, err)
	source := rand.New(rand.NewPCG(1, 2))
	gamma := func(shape, rate float64) float64 { return distuv.Gamma{Alpha: shape, Beta: rate, Src: source}.Rand() }
	rows := Query(t, s, `select customer_id, v.x, v.t_x, v.t_age, v.expected_spend, s.probabilities['A'] as p, v.p_alive, h.spend_days, h.mean_value,
			v.revenue_residual / (v.expected_orders * v.expected_spend) as kept
		from ltv(horizon_months := 12, discount := 0) as v inner join tier_stability as s using (customer_id)
		inner join landscape_base.purchase_histories() as h using (customer_id) order by p desc limit 8`)
	for _, r := range rows {
		number := func(name string) float64 { v, _ := float(r[name]); return v }
		h := btyd.History{X: int(number("x")), Tx: number("t_x"), T: number("t_age")}
		n := number("spend_days")
		const draws = 20000
		hits := 0
		for range draws {
			if source.Float64() > number("p_alive") {
				continue
			}
			orders, err := model.DrawAlive(h, 365, source)
			if err != nil {
				t.Fatal(err)
			}
			if orders == 0 {
				continue
			}
			scale := gamma(spendP*n+spendQ, spendGamma+n*number("mean_value"))
			if gamma(spendP*float64(orders), scale)*number("kept") >= floor {
				hits++
			}
		}
		if got := number("p"); math.Abs(got-float64(hits)/draws) > 0.03 {
			t.Errorf("%s reaches tier A with probability %.3f, in draws %.3f", r["customer_id"], got, float64(hits)/draws)
		}
	}
}

// Each action has its ground, and the first that has one is taken.
func TestRetentionWorklist(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	line := func(id, customer, day, product, net string) Line {
		doc := Invoice
		if strings.HasPrefix(net, "-") {
			doc = CreditNote
		}
		return Line{Source: "s", InvoiceID: id, LineNo: 1, CustomerID: customer, Date: ParseDay(day), DocType: doc, ProductID: product, Net: ParseAmount(net)}
	}
	var lines []Line
	for _, customer := range []string{"complains", "returns", "contract", "overdue", "silent", "narrower", "unknown", "sound"} {
		lines = append(lines, line(customer+"1", customer, "2024-06-01", "X", "100"), line(customer+"2", customer, "2025-06-01", "X", "100"))
	}
	lines = append(lines, line("r3", "returns", "2025-07-01", "Q", "-30"), line("n3", "narrower", "2024-07-01", "Y", "50"))
	for _, day := range []string{"2025-02-01", "2025-03-01", "2025-04-01", "2025-05-01"} {
		lines = append(lines, line("o"+day, "overdue", day, "X", "10"))
	}
	e := Open(t)
	Fill(t, e, Ledger{Lines: lines})
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	storeModel(t, s, "2025-12-31")
	for _, statement := range []string{
		"insert into complaints (complaint_id, customer_id, opened_on) values ('1', 'complains', date '2025-12-01')",
		"insert into contracts (contract_id, customer_id, start_date, end_date, annual_amount) values ('1', 'contract', date '2025-03-01', date '2026-03-01', 1000)",
		"insert into touches (touch_id, customer_id, touched_at, direction) select c, c, timestamp '2025-12-20', 'out' from (values ('complains'), ('narrower'), ('unknown'), ('sound')) as t (c)",
		`insert into customers (customer_id, region, account_manager) values ('unknown', null, 'Eve'), ('sound', 'north', null), ('complains', 'north', null),
			('returns', 'north', null), ('contract', 'north', null), ('overdue', 'north', null), ('silent', 'north', null), ('narrower', 'north', null)`,
	} {
		exec(t, s, statement)
	}
	if _, err := e.Refresh(t.Context(), engine.RefreshOptions{Full: true}); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"complains": "deliver: 1 open complaint", "returns": "deliver: 30 % of the last 12 months was given back",
		"contract": "renew: the contract is due by 2026-03-01", "overdue": "renew: last order 213 days ago, usually every 46",
		"silent": "engage: never contacted, wanted every 30", "narrower": "project: 1 products in 12 months, 2 in the year before",
		"unknown": "know: nothing recorded on persona, industry, region or size", "sound": "sell: a customer in order"}
	for _, r := range Query(t, s, "from retention_worklist") {
		customer := r["customer_id"].(string)
		if got := r["action"].(string) + ": " + r["ground"].(string); got != want[customer] {
			t.Errorf("%s is to %q, want %q", customer, got, want[customer])
		}
		if customer == "unknown" && r["owner"] != "Eve" {
			t.Errorf("the owner is %v", r["owner"])
		}
		risk, _ := float(r["value_at_risk"])
		silent, _ := float(r["p_no_order"])
		worth, _ := float(r["value_if_alive"])
		if math.Abs(risk-silent*worth) > 0.001 {
			t.Errorf("%s: %v is not %v x %v", customer, risk, silent, worth)
		}
		delete(want, customer)
	}
	if len(want) > 0 {
		t.Errorf("without a row: %v", want)
	}
}
