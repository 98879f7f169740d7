package views_test

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// productCases are random ledgers, each with one of its settings; LANDSCAPE_TEST_SEEDS asks for as many more.
func productCases() [][2]uint64 {
	cases := [][2]uint64{{8, 1}, {13, 2}}
	more, _ := strconv.Atoi(os.Getenv("LANDSCAPE_TEST_SEEDS"))
	for i := range uint64(more) {
		cases = append(cases, [2]uint64{20 + i, i % 5})
	}
	return cases
}

// dressed is a random ledger whose customers have industries and whose products have units of measure.
func dressed(seed uint64) Ledger {
	l := Random(seed)
	known := map[string]bool{}
	for i := range l.Customers {
		known[l.Customers[i].ID] = true
		l.Customers[i].Industry = industry(l.Customers[i].ID)
	}
	for _, line := range l.Lines {
		if id := line.CustomerID; id != "" && !known[id] && l.Aliases[id] == "" {
			known[id] = true
			l.Customers = append(l.Customers, Customer{ID: id, FirstOrder: NoDay, Industry: industry(id)})
		}
	}
	for i := range l.Products {
		l.Products[i].Unit = []string{"", "kg", "kg", "box"}[i%4]
	}
	return l
}

// industry leaves a third of the customers without one.
func industry(id string) string { return []string{"", "mills", "mills"}[(id[len(id)-1]-'0'+30)%3] }

// set gives a session the settings that a view reads.
func set(t *testing.T, s *engine.Session, settings Settings) {
	t.Helper()
	for name, value := range settings.Text() {
		if value == "" {
			value = "default"
		}
		if err := s.Set(context.Background(), name, value); err != nil {
			t.Fatalf("set %s %s: %v", name, value, err)
		}
	}
}

// Each view of products says of random ledgers what a plain program says that was written from the definitions.
func TestProductsAgainstPlainGo(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := Open(t)
	for _, c := range productCases() {
		l := dressed(c[0])
		loads := Fill(t, e, l)
		s, v := Session(t, e), NewBook(l).At(RandomSettings(c[0], l)[c[1]])
		set(t, s, v.Settings)
		t.Run(fmt.Sprintf("seed %d settings %d", c[0], c[1]), func(t *testing.T) {
			t.Run("whitespace", func(t *testing.T) { checkWhitespace(t, s, v) })
			t.Run("next_best_product", func(t *testing.T) { checkProposals(t, s, v) })
			t.Run("pvm", func(t *testing.T) { checkPVM(t, s, v) })
			t.Run("rfm", func(t *testing.T) { checkRFM(t, s, v) })
			t.Run("identities", func(t *testing.T) { checkProductIdentities(t, s) })
		})
		Empty(t, e, loads)
	}
}

// nearMoney compares what a query says with numbers that may differ by the rounding of money.
func nearMoney(t *testing.T, what string, got any, want float64) {
	t.Helper()
	var f float64
	switch g := got.(type) {
	case float64:
		f = g
	case int64:
		f = float64(g)
	case *big.Rat:
		f, _ = g.Float64()
	default:
		t.Errorf("%s is %v, want %g", what, got, want)
		return
	}
	if math.Abs(f-want) > 1.01e-4+1e-9*math.Abs(want) {
		t.Errorf("%s is %g, want %g", what, f, want)
	}
}

// byKey finds the row of each key and complains about rows too many or too few.
func byKey(t *testing.T, rows []Record, wanted int, keys ...string) map[string]Record {
	t.Helper()
	out := map[string]Record{}
	for _, r := range rows {
		var parts []string
		for _, k := range keys {
			parts = append(parts, fmt.Sprint(r[k]))
		}
		out[strings.Join(parts, "|")] = r
	}
	if len(rows) != wanted || len(out) != wanted {
		t.Errorf("%d rows with %d keys, want %d", len(rows), len(out), wanted)
	}
	return out
}

func checkWhitespace(t *testing.T, s *engine.Session, v *View) {
	for _, least := range []float64{0, 0.35} {
		want := v.Gaps(least)
		found := byKey(t, Query(t, s, fmt.Sprintf("from whitespace(min_penetration := %g)", least)), len(want), "customer_id", "product_id")
		for _, g := range want {
			key := g.CustomerID + "|" + g.ProductID
			r := found[key]
			if gap := map[bool]string{true: "not_bought", false: "underbought"}[g.Missing]; r["gap"] != gap || r["peer_basis"] != g.Basis {
				t.Errorf("%s: %v %v, want %s %s", key, r["gap"], r["peer_basis"], gap, g.Basis)
			}
			if g.Missing {
				nearMoney(t, key+" gap_value", r["gap_value"], g.Value)
			}
			nearMoney(t, key+" penetration", r["penetration"], g.Penetration)
			nearMoney(t, key+" typical", r["typical"], g.Typical)
			nearMoney(t, key+" peers", r["peers"], float64(g.Peers))
			nearMoney(t, key+" buyers", r["buyers"], float64(g.Buyers))
		}
	}
}

func checkProposals(t *testing.T, s *engine.Session, v *View) {
	want := v.Proposals(2)
	found := byKey(t, Query(t, s, "from next_best_product(k := 2)"), len(want), "customer_id", "product_id")
	for _, p := range want {
		key := p.CustomerID + "|" + p.ProductID
		nearMoney(t, key+" score", found[key]["score"], p.Score)
		nearMoney(t, key+" likelihood", found[key]["likelihood"], p.Likelihood)
		nearMoney(t, key+" expected_margin", found[key]["expected_margin"], p.Margin)
		nearMoney(t, key+" place", found[key]["place"], float64(p.Place))
		if found[key]["because"] != p.Because {
			t.Errorf("%s: because of %v, want %s", key, found[key]["because"], p.Because)
		}
	}
	if len(want) > 0 { // one customer alone is told the same
		one := want[len(want)/2].CustomerID
		rows := Query(t, s, "select * exclude (rank, tier) from next_best_product(k := 2) where customer_id = '"+one+"' order by product_id")
		alone := Query(t, s, "select * exclude (rank, tier) from next_best_product('"+one+"', k := 2) order by product_id")
		if fmt.Sprint(rows) != fmt.Sprint(alone) {
			t.Errorf("%s alone: %v, want %v", one, alone, rows)
		}
	}
}

func checkPVM(t *testing.T, s *engine.Session, v *View) {
	periods := v.Periods()
	b, a := periods[0].Own, periods[0].Before
	for _, by := range []string{"product", "line"} {
		for _, measure := range []string{"revenue", "profit"} {
			rows := Query(t, s, fmt.Sprintf("from pvm(by := '%s', measure := '%s')", by, measure))
			want := v.PriceVolumeMix(a, b, by, measure == "profit")
			if want == nil {
				for _, r := range rows {
					if r["change"] != nil || r["reason"] != "cost_coverage" {
						t.Errorf("%s by %s: the profit is not known, but %v", measure, by, r)
					}
				}
				continue
			}
			found := byKey(t, rows, len(want), "product_id")
			for _, p := range want {
				r := found[p.ProductID]
				what := measure + " by " + by + " " + p.ProductID + " "
				if r["kind"] != p.Kind {
					t.Errorf("%sis %v, want %s", what, r["kind"], p.Kind)
				}
				for name, effect := range map[string]*big.Rat{"price": p.Price, "volume": p.Volume, "mix": p.Mix, "cost": p.Cost, "new": p.New, "lost": p.Lost, "other": p.Unknown} {
					if effect == nil {
						if r[name] != nil {
							t.Errorf("%s%s is %v, want NULL", what, name, r[name])
						}
						continue
					}
					f, _ := effect.Float64()
					if name == "volume" { // which takes the rounding of the others
						got, _ := r[name].(*big.Rat).Float64()
						if math.Abs(got-f) > 3e-4 {
							t.Errorf("%s%s is %g, want %g", what, name, got, f)
						}
						continue
					}
					nearMoney(t, what+name, r[name], f)
				}
			}
		}
	}
}

func checkRFM(t *testing.T, s *engine.Session, v *View) {
	for _, bins := range []int{5, 3} {
		want := v.RFMScores(bins)
		found := byKey(t, Query(t, s, fmt.Sprintf("from rfm(bins := %d)", bins)), len(want), "customer_id")
		for _, r := range want {
			got := fmt.Sprintln(found[r.CustomerID]["recency_score"], found[r.CustomerID]["frequency_score"], found[r.CustomerID]["monetary_score"],
				found[r.CustomerID]["segment"], found[r.CustomerID]["recency_days"], found[r.CustomerID]["frequency"])
			if wanted := fmt.Sprintln(r.RScore, r.FScore, r.Mark, r.Segment, r.Recency, r.Frequency); got != wanted {
				t.Errorf("%s with %d bins: %s, want %s", r.CustomerID, bins, got, wanted)
			}
		}
	}
}

// productIdentities return the rows that break one, whatever the ledger and the settings.
var productIdentities = map[string]string{
	"pvm is the change":           `from pvm where change != price + volume + coalesce(mix, 0) + cost + "new" + lost + other`,
	"pvm of profit is the change": `from pvm(measure := 'profit', by := 'line') where change != price + volume + coalesce(mix, 0) + cost + "new" + lost + other`,
	"pvm back in time turns every sign": `from pvm(1, 0, measure := 'profit') as a full join pvm(0, 1, measure := 'profit') as b using (product_id)
		where a.price is distinct from -b.price or a.volume is distinct from -b.volume or a.mix is distinct from -b.mix or a.cost is distinct from -b.cost
		or a."new" is distinct from -b.lost or a.lost is distinct from -b."new" or a.other is distinct from -b.other`,
	"pvm is the bridge": `from (select sum(value_a) as a, sum(value_b) as b from pvm) as p, revenue_bridge(measure := 'revenue') as b
		where b.period = 0 and (p.a != b.v0 or p.b != b.v1)`,
	"pvm by line is pvm by product": `from (select sum(change) as a from pvm) as p, (select sum(change) as a from pvm(by := 'line')) as l where p.a != l.a`,
	"product_churn is churn_value": `from (select product_id, sum(product) as d, sum(decreased) as m, sum(expansion) as e, sum(new_product) as n, sum(v1 - v0) as c,
		sum(account) as x from churn_value group by product_id) as v full join product_churn as p on coalesce(v.product_id, '-') = coalesce(p.product_id, '-')
		where v.d is distinct from p.dropped or v.m is distinct from p.decreased or v.e is distinct from p.expansion or v.n is distinct from p.added
		or v.c is distinct from p.change or v.x is distinct from p.account`,
	"product_churn is the change": `from product_churn where change != expansion + added + gained - dropped - decreased - account + adj`,
	"the product landscape is the bridge": `from (select period, sum(revenue) as r from product_landscape group by period) as p
		full join revenue_bridge(measure := 'revenue') as b using (period) where coalesce(p.r, 0) != b.v1`,
	"buyers are among the customers": `from product_landscape where buyers > customers or penetration > 1`,
	"its profit is the ledger's": `from (select sum(profit) as r from product_landscape where period = 0) as p, (select sum(value_b) as r from pvm(measure := 'profit')) as b
		where p.r != b.r`,
	"its tiers are those of the landscape": `from (select period, status, tier, any_value(customers) as n from product_landscape where customers is not null group by all) as p
		left join (select period, tier, count(*) as n from landscape where period is not null and revenue is not null group by all) as l
		on p.period = l.period and p.tier is not distinct from l.tier where p.n > l.n`,
	"no gap in what is bought": `from whitespace where gap = 'not_bought' and spend > 0 or gap = 'underbought' and (spend <= 0 or gap_value is not null)`,
	"a pair is the same both ways": `from basket(months := 1200, min_support := 0) as a left join basket(months := 1200, min_support := 0) as b
		on a.product_id = b.other_id and a.other_id = b.product_id where a.orders is distinct from b.orders or abs(a.lift - b.lift) > 1e-9
		or a.product_orders is distinct from b.other_orders or a.orders > a.product_orders`,
	"first orders hold what they hold": `from entry_products where customers > first_orders or matured > customers or value_24m is null != (matured = 0)`,
}

func checkProductIdentities(t *testing.T, s *engine.Session) {
	for name, broken := range productIdentities {
		if rows := Query(t, s, "select * "+broken+" limit 3"); len(rows) > 0 {
			t.Errorf("%s: %v", name, rows)
		}
	}
}
