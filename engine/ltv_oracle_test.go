package engine_test

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	. "github.com/customer-landscape/landscape/engine/enginetest"
	"github.com/customer-landscape/landscape/udf/btyd"
)

// shop is a random ledger of one shop together with what lifetime value needs of it, counted while it was made.
type shop struct {
	ledger    Ledger
	customers map[string]*shopper
}

// shopper is the truth about one customer: money in units, days with what was bought on them.
type shopper struct {
	days                      map[Day]float64 // value of the purchases that stand, by day
	orders                    int64
	credited, net, cost, abs_ float64
}

// newShop invents invoices on purchase days, credit notes that name an invoice (some take all of it back) and credit notes that name
// none and match nothing.
func newShop(seed uint64) *shop {
	random := rand.New(rand.NewPCG(seed, 1))
	s := &shop{customers: map[string]*shopper{}}
	number := 0
	add := func(customer, doc string, day Day, net, cost Amount, reverses string) string {
		number++
		id := fmt.Sprintf("%s%d", doc[:1], number)
		s.ledger.Lines = append(s.ledger.Lines, Line{Source: "shop", InvoiceID: id, LineNo: 1, CustomerID: customer, Date: day, DocType: doc,
			Net: net, Cost: &cost, Reverses: reverses})
		c := s.customers[customer]
		c.net += units(net)
		c.cost += units(cost)
		c.abs_ += math.Abs(units(net))
		return id
	}
	for i := range 60 {
		customer := fmt.Sprintf("c%02d", i)
		c := &shopper{days: map[Day]float64{}}
		s.customers[customer] = c
		day := Date(2023, 1, 1) + Day(random.IntN(700))
		for range 1 + random.IntN(8) {
			net := Amount(100000 + random.IntN(4000000))
			invoice := add(customer, Invoice, day, net, net*Amount(random.IntN(12))/10, "")
			value := units(net)
			if random.IntN(6) == 0 {
				back := net
				if random.IntN(2) == 0 {
					back = net / 4
				}
				add(customer, CreditNote, day+3, -back, 0, invoice)
				value -= units(back)
			}
			if value > 0 {
				c.days[day] += value
				c.orders++
			}
			if random.IntN(8) == 0 {
				loose := Amount(10000 + random.IntN(90000))
				add(customer, CreditNote, day+1, -loose, 0, "")
				c.credited += units(loose)
			}
			day += Day(random.IntN(90))
			if day > Date(2025, 12, 1) {
				break
			}
		}
	}
	return s
}

// The spend model of the second computation.
const spendP, spendQ, spendGamma = 6.25, 3.74, 154.4

func units(a Amount) float64 { return float64(a) / float64(One) }

// scores is the second computation of ltv: of every customer, in the order of the formulas.
func (s *shop) scores(t *testing.T, m btyd.Model, spend btyd.GammaGamma, asOf Day, profit bool) map[string]map[string]float64 {
	t.Helper()
	const weight, level, z = 2, 0.80, 1.281728756502709
	horizon, year := float64(Date(2028, 12, 31)-asOf), 365.0
	delta := math.Log(1.10) / 365.25
	var gross, credited, profits, nets float64
	var events int
	for _, c := range s.customers {
		nets += c.net
		profits += c.net - c.cost
		if len(c.days) > 0 {
			credited += c.credited
		}
		events += len(c.days)
		for _, v := range c.days {
			gross += v
		}
	}
	order := gross / float64(events)
	out := map[string]map[string]float64{}
	for id, c := range s.customers {
		row := map[string]float64{"orders": float64(c.orders), "historic_revenue": c.net, "historic_profit": c.net - c.cost}
		out[id] = row
		if len(c.days) == 0 || c.net <= 0 {
			row["ltv_total"] = c.net
			if profit {
				row["ltv_total"] = c.net - c.cost
			}
			continue
		}
		first, last, own := Day(math.MaxInt32), Day(0), 0.0
		for day, v := range c.days {
			first, last, own = min(first, day), max(last, day), own+v
		}
		n := len(c.days)
		h := btyd.History{X: n - 1, Tx: float64(last - first), T: float64(asOf - first)}
		alive := get(t)(m.Alive(h))
		expected := get(t)(m.Expected(h, horizon))
		mean := get(t)(spend.ExpectedSpend(n, own/float64(n)))
		kept := 1 - (c.credited+weight*credited/gross*order)/(own+weight*order)
		margin := (c.net - c.cost + weight*profits/nets*order) / (math.Max(c.net, 0) + weight*order)
		margin = max(-1, min(1, margin))
		discounted := get(t)(m.Discounted(h, horizon, delta))
		row["x"], row["t_x"], row["t_age"], row["days_since_last"] = float64(h.X), h.Tx, h.T, h.T-h.Tx
		row["p_alive"], row["p_buy_12m"], row["expected_orders"] = alive, get(t)(m.Buys(h, year)), expected
		row["expected_spend"] = mean
		row["revenue_residual"] = discounted * mean * kept
		row["profit_residual"] = row["revenue_residual"] * margin
		historic, residual := c.net, row["revenue_residual"]
		if profit {
			historic, residual = c.net-c.cost, row["profit_residual"]
		}
		row["ltv_total"] = historic + residual

		future, err := btyd.Predict(m, h, horizon)
		if err != nil {
			t.Fatal(err)
		}
		quantile := func(level float64) float64 {
			u := (level - (1 - alive)) / alive
			if u <= 0 {
				return 0
			}
			return float64(future.Quantile(1, (min(math.Ceil(u*64), 64)-0.5)/64))
		}
		meanVariance := 1 / max(spendP*float64(n)+spendQ-2, 1)
		variance := math.Log(1 + meanVariance + (1+meanVariance)/spendP/max(expected, 1))
		low, high := 0.0, residual
		if q := min(quantile((1-level)/2), expected); q > 0 {
			low = residual * math.Exp(-math.Sqrt(math.Pow(math.Log(expected/q), 2)+z*z*variance))
		}
		high *= math.Exp(math.Sqrt(math.Pow(math.Log(max(quantile((1+level)/2), expected)/expected), 2) + z*z*variance))
		row["low"], row["high"] = historic+min(low, high), historic+max(low, high)
	}
	return out
}

func get(t *testing.T) func(float64, error) float64 {
	return func(v float64, err error) float64 {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func exec(t *testing.T, s *engine.Session, statement string) {
	t.Helper()
	if _, err := s.Exec(context.Background(), statement, nil); err != nil {
		t.Fatalf("%v\n%s", err, statement)
	}
}

var oracleColumns = []string{"orders", "x", "t_x", "t_age", "days_since_last", "p_alive", "p_buy_12m", "expected_orders", "expected_spend",
	"historic_revenue", "historic_profit", "revenue_residual", "profit_residual", "ltv_total", "low", "high"}

// TestLTVEqualsOracle compares every row of ltv with the second computation, for every model, fitted in weeks or days.
func TestLTVEqualsOracle(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	weekly := func(kind string) (btyd.Model, string) {
		switch kind {
		case "bg":
			m, err := btyd.NewBG(0.8, 7*9, 0.7, 2.5)
			return must(t, m, err), "0.8, 9, 0.7, 2.5, null, null, null"
		case "mbg":
			m, err := btyd.NewMBG(0.8, 7*9, 0.7, 2.5)
			return must(t, m, err), "0.8, 9, 0.7, 2.5, null, null, null"
		case "pareto":
			m, err := btyd.NewPareto(0.8, 7*9, 0.6, 7*30)
			return must(t, m, err), "0.8, 9, null, null, 0.6, 30, null"
		default:
			m, err := btyd.NewCNBD(2, 1.1, 7*5, 0.7, 2.5)
			return must(t, m, err), "1.1, 5, 0.7, 2.5, null, null, 2"
		}
	}
	spend, err := btyd.NewGammaGamma(spendP, spendQ, spendGamma)
	must(t, spend, err)
	shop := newShop(7)
	e := Open(t)
	Fill(t, e, shop.ledger)
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	for _, kind := range []string{"bg", "mbg", "pareto", "cnbd"} {
		model, parameters := weekly(kind)
		exec(t, s, `insert into ltv_models (model, as_of, unit, converged, chosen, method, p, q, gamma, r, alpha, a, b, s, beta, k)
			values ('`+kind+`', date '2025-12-31', 'week', true, false, 'model', 6.25, 3.74, 154.4, `+parameters+`)`)
		for _, measure := range []string{"revenue", "profit"} {
			t.Run(kind+" "+measure, func(t *testing.T) {
				want := shop.scores(t, model, spend, Date(2025, 12, 31), measure == "profit")
				got := Query(t, s, "from ltv(model := '"+kind+"', measure := '"+measure+"')")
				if len(got) != len(want) {
					t.Errorf("%d rows for %d customers", len(got), len(want))
				}
				for _, row := range got {
					compareScores(t, row["customer_id"].(string), row, want[row["customer_id"].(string)])
				}
			})
		}
	}
}

func compareScores(t *testing.T, customer string, got Record, want map[string]float64) {
	t.Helper()
	for _, column := range oracleColumns {
		expected, there := want[column]
		value, is := float(got[column])
		if is != there || math.Abs(value-expected) > 2e-4+1e-7*math.Abs(expected) {
			t.Errorf("%s of %s is %v, the second computation says %v", column, customer, got[column], expected)
		}
	}
}

func float(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int64:
		return float64(v), true
	case *big.Rat:
		f, _ := v.Float64()
		return f, true
	}
	return 0, false
}

func must[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}
