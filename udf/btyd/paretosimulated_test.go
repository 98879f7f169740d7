package btyd_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// TestSimulatedParetoCustomers compares each answer about the future with what simulated customers do, by number of past purchases
// and by how overdue they are, and the number of past purchases with what is expected of new ones.
func TestSimulatedParetoCustomers(t *testing.T) {
	const customers, horizon, delta = 30000, 25.0, .02
	number := must[float64](t)
	random := rand.New(rand.NewPCG(1987, 2005))
	for _, m := range []btyd.Pareto{{R: 2, Alpha: 10, S: 3, Beta: 60}, {R: 1, Alpha: 8, S: 1, Beta: 20}} {
		var alive, buys, expected, discounted, drawn [8]tally
		var new tally
		for i := range customers {
			age := 10 + float64(i%31)
			// A Gamma number of a whole shape is a sum of exponential ones.
			rate := sumOfExponentials(random, m.R) / m.Alpha
			left := random.ExpFloat64() / (sumOfExponentials(random, m.S) / m.Beta)
			h := btyd.History{T: age}
			var later, laterNow float64
			for now := random.ExpFloat64() / rate; now < min(left, age+horizon); now += random.ExpFloat64() / rate {
				if now <= age {
					h.X, h.Tx = h.X+1, now
				} else {
					later++
					laterNow += math.Exp(-delta * (now - age))
				}
			}
			group := min(h.X, 3)
			if h.T-h.Tx > 8 {
				group += 4
			}
			alive[group].add(indicator(left > age), number(m.Alive(h)))
			buys[group].add(indicator(later > 0), number(m.Buys(h, horizon)))
			expected[group].add(later, number(m.Expected(h, horizon)))
			discounted[group].add(laterNow, number(m.Discounted(h, horizon, delta)))
			new.add(float64(h.X), number(m.ExpectedNew(h.T)))
			if left > age {
				n := must[int](t)(m.DrawAlive(h, horizon, random))
				drawn[group].add(float64(n), number(m.ExpectedAlive(h, horizon)))
			}
		}
		new.check(t, title(m)+": purchases of new customers")
		for group := range alive {
			alive[group].check(t, title(m)+": alive")
			buys[group].check(t, title(m)+": buyers")
			expected[group].check(t, title(m)+": purchases")
			discounted[group].check(t, title(m)+": discounted purchases")
			drawn[group].check(t, title(m)+": drawn purchases")
		}
	}
}

func sumOfExponentials(random *rand.Rand, n float64) float64 {
	sum := 0.0
	for range int(n) {
		sum += random.ExpFloat64()
	}
	return sum
}
