package btyd_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// predictiveModels are models of ordinary and of extreme parameters.
func predictiveModels() []btyd.Model {
	return []btyd.Model{
		cdnowBG, cdnowMBG, cdnowPareto,
		btyd.NBD{R: .3848, Alpha: 12.072},
		btyd.BG{R: 5.2, Alpha: 1.32, A: .27, B: 18.3},
		btyd.MBG{R: .05, Alpha: .2, A: 12, B: .1},
		btyd.Pareto{R: 12, Alpha: .5, S: .05, Beta: .14},
		btyd.Pareto{R: .05, Alpha: 1100, S: 12, Beta: 1},
		btyd.Pareto{R: 3, Alpha: 2, S: 4, Beta: 900},
		btyd.Pareto{R: 2, Alpha: 20, S: 5000, Beta: 40000},
		btyd.CNBD{K: 1, R: .52484316, Alpha: 6.18308528, A: .89135939, B: 1.61400224},
		btyd.CNBD{K: 3, R: 1.2, Alpha: 4, A: .8, B: 3},
		btyd.CNBD{K: 12, R: .4, Alpha: 1, A: 2, B: 5},
	}
}

// TestPredictAgreesWithTheModel compares the table with what the model computes in other ways: the expected number of purchases is
// the sum of the tail, and the first of them is the probability of buying at all.
func TestPredictAgreesWithTheModel(t *testing.T) {
	number := must[float64](t)
	past := []btyd.History{
		{}, {T: 39}, {X: 1, Tx: 2, T: 39}, {X: 2, Tx: 30, T: 38}, {X: 26, Tx: 30, T: 31}, {X: 400, Tx: 100, T: 104}, {X: 1412, Tx: 155, T: 156},
	}
	for _, m := range predictiveModels() {
		for _, h := range past {
			for _, horizon := range []float64{0, 0.01, 1, 39, 156} {
				p, err := btyd.Predict(m, h, horizon)
				if err != nil {
					t.Fatal(err)
				}
				what := fmt.Sprintf("%+v after x = %d, t = %v, in %v", m, h.X, h.T, horizon)
				alive := number(m.Alive(h))
				mean, _ := p.Moments(1)
				if want := number(m.ExpectedAlive(h, horizon)); want > 1e-12 {
					near(t, what+": mean", mean, want, 1e-7)
					near(t, what+": chance to buy", p.AtLeast(alive, 1), number(m.Buys(h, horizon)), 1e-9)
				}
				tail := p.Tail()
				for n := 1; n < len(tail); n++ {
					if !(tail[n] <= tail[n-1]) {
						t.Fatalf("%s: P(N >= %d) = %v after %v", what, n, tail[n], tail[n-1])
					}
				}
			}
		}
	}
}

// TestPredictNewCustomers compares with the probabilities of a new customer's counts, which the models compute without a table.
func TestPredictNewCustomers(t *testing.T) {
	number := must[float64](t)
	for _, m := range []btyd.Model{cdnowBG, cdnowPareto, btyd.NBD{R: .3848, Alpha: 12.072}, btyd.Pareto{R: 3, Alpha: 2, S: 4, Beta: 900}} {
		p, err := btyd.Predict(m, btyd.History{}, 39)
		if err != nil {
			t.Fatal(err)
		}
		for n := range 40 {
			low, high := p.PIT(1, n)
			want := number(m.Probability(n, 39))
			if math.Abs(high-low-want) > 1e-11 {
				t.Errorf("%s: P(N = %d) = %.12g, the model has %.12g", m.Kind(), n, high-low, want)
			}
		}
	}
}

// TestQuantiles works with a distribution small enough to see: two purchases or more are rare.
func TestQuantiles(t *testing.T) {
	p, err := btyd.Predict(btyd.NBD{R: 1, Alpha: 1}, btyd.History{}, 1) // geometric: P(N >= n) = 2^-n
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		alive, level float64
		want         int
	}{
		{1, 0.5, 0}, {1, 0.5001, 1}, {1, 0.75, 1}, {1, 0.9, 3}, {1, 0, 0},
		{0.5, 0.75, 0}, {0.5, 0.76, 1}, {0.5, 0.9, 2}, {0, 0.999, 0},
	} {
		if got := p.Quantile(c.alive, c.level); got != c.want {
			t.Errorf("quantile %v of a customer alive with %v = %d, want %d", c.level, c.alive, got, c.want)
		}
	}
	mean, variance := p.Moments(0.5) // alive: mean 1, second moment 3
	near(t, "mean", mean, 0.5, 1e-9)
	near(t, "variance", variance, 1.5-0.25, 1e-9)
	low, high := p.PIT(0.5, 2)
	near(t, "PIT, low", low, 0.875, 1e-12)
	near(t, "PIT, high", high, 0.9375, 1e-12)
}

// TestPredictVeryManyPurchases ends its table instead of losing the customer.
func TestPredictVeryManyPurchases(t *testing.T) {
	for _, m := range []btyd.Model{btyd.NBD{R: 1, Alpha: 1}, btyd.Pareto{R: 1, Alpha: 1, S: 1e-3, Beta: 1e6}, btyd.CNBD{K: 2, R: 1, Alpha: 1, A: 1e-9, B: 1e3}} {
		for _, x := range []int{18_000, 1_000_000} {
			if m.Kind() == btyd.KindPareto && x < 1_000_000 {
				continue // a second of work, and nothing new
			}
			p, err := btyd.Predict(m, btyd.History{X: x, Tx: 99, T: 99}, 100)
			if err != nil {
				t.Fatal(err)
			}
			if n := p.Quantile(1, 0.5); n < 8_000 || n > 20_000 {
				t.Errorf("%s: after %d purchases in 100 days the median of the next 100 is %d", m.Kind(), x, n)
			}
		}
	}
}

// TestForecastsAgreeWithTheModel though they compute what is shared once.
func TestForecastsAgreeWithTheModel(t *testing.T) {
	number := must[float64](t)
	var groups []btyd.Group
	for x := range 4 {
		for _, age := range []float64{0, 20, 39} {
			for _, tx := range []float64{age / 3, age} {
				if x == 0 {
					tx = 0
				}
				groups = append(groups, btyd.Group{History: btyd.History{X: x, Tx: tx, T: age}, Customers: 1})
			}
		}
	}
	for _, m := range predictiveModels() {
		forecasts, err := btyd.Forecasts(t.Context(), m, groups, 13)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range forecasts {
			h := groups[i].History
			what := fmt.Sprintf("%s after %+v", m.Kind(), h)
			near(t, what+": alive", f.Alive, number(m.Alive(h)), 0)
			near(t, what+": purchases", f.Expected, number(m.Expected(h, 13)), 1e-11)
			near(t, what+": buys", f.Buys, number(m.Buys(h, 13)), 1e-11)
		}
	}
}

// TestPredictAgreesWithDraws compares with DrawAlive, which draws rate and dropout and counts.
func TestPredictAgreesWithDraws(t *testing.T) {
	const draws = 3000
	for _, m := range []btyd.Model{cdnowMBG, cdnowPareto, btyd.CNBD{K: 3, R: 1.2, Alpha: 4, A: .8, B: 3}} {
		h := btyd.History{X: 5, Tx: 30, T: 38}
		p, err := btyd.Predict(m, h, 39)
		if err != nil {
			t.Fatal(err)
		}
		counts := make([]float64, 9)
		for i := range draws {
			n, err := m.DrawAlive(h, 39, btyd.NewRandom(1, fmt.Sprint(i)))
			if err != nil {
				t.Fatal(err)
			}
			for least := 1; least <= n && least < len(counts); least++ {
				counts[least]++
			}
		}
		for least := 1; least < len(counts); least++ {
			want := p.AtLeast(1, least)
			if off := (counts[least]/draws - want) / math.Sqrt(want*(1-want)/draws); math.Abs(off) > 4 {
				t.Errorf("%s: %v of %d draws have %d purchases or more, the table says %v", m.Kind(), counts[least], draws, least, want*draws)
			}
		}
	}
}
