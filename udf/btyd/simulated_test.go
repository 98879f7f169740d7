package btyd_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// world makes customers as a model with dropout after purchases says they are, purchase by purchase.
type world struct {
	k, r, alpha, a, b float64
	late              bool // a customer may leave after the first purchase
	random            *rand.Rand
}

// customer lives from its first purchase at 0: its history at age, whether it is still a customer then, and its purchases in the
// horizon behind.
func (w world) customer(age, horizon float64) (h btyd.History, alive bool, later int) {
	rate := distuv.Gamma{Alpha: w.r, Beta: w.alpha, Src: w.random}.Rand()
	leave := distuv.Beta{Alpha: w.a, Beta: w.b, Src: w.random}.Rand()
	h.T = age
	if w.late && w.random.Float64() < leave {
		return h, false, 0
	}
	now := 0.0
	for {
		gap := distuv.Gamma{Alpha: w.k, Beta: rate, Src: w.random}.Rand()
		if !(now+gap <= age+horizon) {
			return h, true, later
		}
		now += gap
		if now <= age {
			h.X++
			h.Tx = now
			h.LogGaps += math.Log(gap)
		} else {
			later++
		}
		if w.random.Float64() < leave {
			return h, now > age, later
		}
	}
}

func worlds() map[string]struct {
	world
	btyd.Model
} {
	random := rand.New(rand.NewPCG(20, 26))
	return map[string]struct {
		world
		btyd.Model
	}{
		"bg":      {world{1, .8, 6, .8, 2.4, false, random}, btyd.BG{R: .8, Alpha: 6, A: .8, B: 2.4}},
		"mbg":     {world{1, .8, 6, .8, 2.4, true, random}, btyd.MBG{R: .8, Alpha: 6, A: .8, B: 2.4}},
		"cnbd-2":  {world{2, 1.5, 5, .6, 2.4, true, random}, btyd.CNBD{K: 2, R: 1.5, Alpha: 5, A: .6, B: 2.4}},
		"cnbd-12": {world{12, 4, 4, .6, 3, true, random}, btyd.CNBD{K: 12, R: 4, Alpha: 4, A: .6, B: 3}},
	}
}

// tally compares what happened with what was expected, and knows how far chance lets them differ.
type tally struct{ got, want, variance float64 }

func (a *tally) add(got, want float64) {
	a.got += got
	a.want += want
	a.variance += (got - want) * (got - want)
}

func (a tally) check(t *testing.T, what string) {
	t.Helper()
	if a.variance > 0 && math.Abs(a.got-a.want) > 4*math.Sqrt(a.variance) {
		t.Errorf("%s: %v, and %v expected, %.1f standard deviations apart", what, a.got, a.want, (a.got-a.want)/math.Sqrt(a.variance))
	}
}

func indicator(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// TestSimulatedCustomers compares each answer about the future with what simulated customers do, by number of past purchases and by
// how overdue they are, and the number of past purchases with what is expected of new ones.
func TestSimulatedCustomers(t *testing.T) {
	const customers, horizon = 30000, 25
	number := must[float64](t)
	for name, w := range worlds() {
		var alive, buys, expected, drawn [8]tally
		var new tally
		for i := range customers {
			h, isAlive, later := w.customer(10+float64(i%31), horizon)
			group := min(h.X, 3)
			if h.T-h.Tx > 8 {
				group += 4
			}
			alive[group].add(indicator(isAlive), number(w.Alive(h)))
			buys[group].add(indicator(later > 0), number(w.Buys(h, horizon)))
			expected[group].add(float64(later), number(w.Expected(h, horizon)))
			new.add(float64(h.X), number(w.ExpectedNew(h.T)))
			if isAlive {
				n := must[int](t)(w.DrawAlive(h, horizon, w.random))
				drawn[group].add(float64(n), number(w.ExpectedAlive(h, horizon)))
			}
		}
		new.check(t, name+": purchases of new customers")
		for group := range alive {
			alive[group].check(t, name+": alive")
			buys[group].check(t, name+": buyers")
			expected[group].check(t, name+": purchases")
			drawn[group].check(t, name+": drawn purchases")
		}
	}
}

// TestDrawsOfNewCustomers compares the frequency of each number of purchases drawn with its probability, given that the customer has
// not left at once.
func TestDrawsOfNewCustomers(t *testing.T) {
	const draws, horizon = 40000, 20
	number := must[float64](t)
	random := rand.New(rand.NewPCG(7, 26))
	for _, m := range someModels {
		var seen [12]int
		for range draws {
			n := must[int](t)(m.DrawAlive(btyd.History{}, horizon, random))
			seen[min(n, len(seen)-1)]++
		}
		staying := number(m.Alive(btyd.History{}))
		rest := 1.0
		for n, count := range seen {
			p := number(m.Probability(n, horizon))
			if n == 0 {
				p -= 1 - staying
			}
			p /= staying
			if n == len(seen)-1 {
				p = rest
			}
			rest -= p
			deviation := math.Sqrt(draws * p * (1 - p))
			if math.Abs(float64(count)-draws*p) > 4.5*deviation+1e-6 {
				t.Errorf("%s: %d times %d purchases, expected %.1f ± %.1f", title(m), count, n, draws*p, deviation)
			}
		}
	}
}

// TestDrawsOfAKnownRate: with a large shape the number of purchases is a Poisson number of a known mean.
func TestDrawsOfAKnownRate(t *testing.T) {
	const draws = 200000
	random := rand.New(rand.NewPCG(3, 26))
	for _, mean := range []float64{4, 11, 60, 3000, 1e13} {
		m := btyd.NBD{R: 1e9, Alpha: 1e9}
		poisson := distuv.Poisson{Lambda: mean}
		var sum, square, tail float64
		for range draws {
			n := float64(must[int](t)(m.DrawAlive(btyd.History{}, mean, random)))
			sum += (n - mean) / draws
			square += (n - mean) * (n - mean) / draws
			tail += indicator(n <= mean-math.Sqrt(mean)) / draws
		}
		variance := mean + mean*mean/1e9
		if math.Abs(sum) > 4.5*math.Sqrt(variance/draws) {
			t.Errorf("mean %v: draws are off by %v", mean, sum)
		}
		if math.Abs(square-variance) > 4.5*variance*math.Sqrt((2+1/mean)/draws) {
			t.Errorf("mean %v: variance %v, want %v", mean, square, variance)
		}
		if want := poisson.CDF(math.Floor(mean - math.Sqrt(mean))); mean < 1e6 && math.Abs(tail-want) > 4.5*math.Sqrt(want/draws) {
			t.Errorf("mean %v: %v are a standard deviation below, want %v", mean, tail, want)
		}
	}
}
