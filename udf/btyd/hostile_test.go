package btyd_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// question is all that a method of a model can be asked with. p are r, alpha, a and b.
type question struct {
	kind     uint8
	k        int
	p        [4]float64
	h        btyd.History
	t, delta float64
	seed     uint64
	n        int
}

func (q question) model() (btyd.Model, error) {
	switch q.kind % 4 {
	case 0:
		return btyd.NewBG(q.p[0], q.p[1], q.p[2], q.p[3])
	case 1:
		return btyd.NewMBG(q.p[0], q.p[1], q.p[2], q.p[3])
	case 2:
		return btyd.NewCNBD(q.k, q.p[0], q.p[1], q.p[2], q.p[3])
	}
	return btyd.NewNBD(q.p[0], q.p[1])
}

// faults names what is out of its range: of the parameters, of the history, of the horizon, of the rate and of the count.
func (q question) faults() (model, history, horizon, rate, count []string) {
	shape := func(name string, v float64) {
		if !(v >= 1e-9 && v <= 1e9) {
			model = append(model, name+" = ")
		}
	}
	shape("r", q.p[0])
	if !(q.p[1] >= 1e-12 && q.p[1] <= 1e15) {
		model = append(model, "alpha = ")
	}
	if q.kind%4 != 3 {
		shape("a", q.p[2])
		shape("b", q.p[3])
	}
	if q.kind%4 == 2 && (q.k < 1 || q.k > 12) {
		model = append(model, "k = ")
	}
	if q.h.X < 0 {
		history = append(history, "x = ")
	}
	if !(q.h.Tx >= 0 && q.h.Tx <= q.h.T) || q.h.X == 0 && q.h.Tx != 0 {
		history = append(history, "t_x = ", "t = ")
	}
	if !(q.h.T >= 0 && q.h.T <= 1e18) {
		history = append(history, "t = ", "t_x = ")
	}
	if math.IsNaN(q.h.LogGaps) || math.IsInf(q.h.LogGaps, 0) {
		history = append(history, "log gaps = ")
	}
	if !(q.t >= 0 && q.t <= 1e18) {
		horizon = append(horizon, "horizon = ")
	}
	if !(q.delta >= 0) || math.IsInf(q.delta, 1) {
		rate = append(rate, "delta = ")
	}
	if q.n < 0 {
		count = append(count, "x = ", "n = ")
	}
	return model, history, horizon, rate, count
}

// ask puts q to every method. Each answers with a number in its range, or names an argument that is out of range.
func ask(t *testing.T, q question) {
	model, history, horizon, rate, count := q.faults()
	m, err := q.model()
	judge(t, q, "New", 0, err, model, 0, 0)
	if err != nil {
		return
	}
	infinity := math.Inf(1)
	answer := func(method string, faults []string, low, high float64) func(value float64, err error) {
		return func(value float64, err error) { judge(t, q, method, value, err, faults, low, high) }
	}
	ahead := slices.Concat(history, horizon)
	answer("LogLikelihood", history, -infinity, infinity)(m.LogLikelihood(q.h))
	answer("Alive", history, 0, 1)(m.Alive(q.h))
	answer("Buys", ahead, 0, 1)(m.Buys(q.h, q.t))
	answer("Expected", ahead, 0, infinity)(m.Expected(q.h, q.t))
	answer("ExpectedAlive", ahead, 0, infinity)(m.ExpectedAlive(q.h, q.t))
	answer("ExpectedNew", horizon, 0, infinity)(m.ExpectedNew(q.t))
	answer("Probability", slices.Concat(horizon, count), 0, 1)(m.Probability(q.n, q.t))
	answer("Discounted", slices.Concat(ahead, rate), 0, infinity)(m.Discounted(q.h, q.t, q.delta))
	n, err := m.DrawAlive(q.h, q.t, rand.New(rand.NewPCG(q.seed, 1)))
	judge(t, q, "DrawAlive", float64(n), err, ahead, 0, infinity)
}

func judge(t *testing.T, q question, method string, value float64, err error, faults []string, low, high float64) {
	t.Helper()
	named := func(fault string) bool { return strings.HasPrefix(err.Error(), fault) }
	switch {
	case err != nil && !slices.ContainsFunc(faults, named):
		t.Errorf("%s of %+v: error %q, and %q is out of range", method, q, err, faults)
	case err == nil && len(faults) > 0:
		t.Errorf("%s of %+v: %v, and %q is out of range", method, q, value, faults)
	case err == nil && !(value >= low && value <= high) || math.IsInf(value, 0):
		t.Errorf("%s of %+v: %v", method, q, value)
	}
}

// TestAnyInput asks questions from all over the valid range, and as many with one argument spoilt.
func TestAnyInput(t *testing.T) {
	random := rand.New(rand.NewPCG(2026, 11))
	over := func(low, high float64) float64 {
		switch random.IntN(12) {
		case 0:
			return low
		case 1:
			return high
		}
		return math.Exp(math.Log(low) + random.Float64()*(math.Log(high)-math.Log(low)))
	}
	for i := range 800 {
		q := question{kind: uint8(i), k: 1 + random.IntN(8), seed: random.Uint64()}
		if random.IntN(20) == 0 {
			q.k = 12
		}
		wild := random.IntN(2) == 0
		shape, scale, time := [2]float64{.01, 100}, [2]float64{.1, 1000}, [2]float64{.01, 1e5}
		if wild {
			shape, scale, time = [2]float64{1e-9, 1e9}, [2]float64{1e-12, 1e15}, [2]float64{1e-18, 1e18}
		}
		q.p = [4]float64{over(shape[0], shape[1]), over(scale[0], scale[1]), over(shape[0], shape[1]), over(shape[0], shape[1])}
		q.h.T = over(time[0], time[1])
		if random.IntN(3) > 0 {
			q.h.X = int(over(1, 1e4))
			if wild && random.IntN(5) == 0 {
				q.h.X = math.MaxInt
			}
			q.h.Tx = q.h.T * min(1, 1.2*random.Float64())
			q.h.LogGaps = math.Log(q.h.T)
		}
		q.t, q.n = over(time[0], time[1]), int(over(1, 1e4))-1
		q.delta = []float64{0, over(1e-9, 1), over(1e-300, 1e300)}[random.IntN(3)]
		ask(t, q)
		spoilt := q
		bad := []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 1e300, -1e-300}[random.IntN(6)]
		fields := []*float64{&spoilt.p[0], &spoilt.p[1], &spoilt.p[2], &spoilt.p[3], &spoilt.h.T, &spoilt.h.Tx,
			&spoilt.t, &spoilt.delta, &spoilt.h.LogGaps}
		*fields[random.IntN(len(fields))] = bad
		ask(t, spoilt)
		spoilt = q
		spoilt.k, spoilt.h.X, spoilt.n = 0, -1, -1
		ask(t, spoilt)
	}
}

// FuzzModels asks any question at all.
func FuzzModels(f *testing.F) {
	f.Add(uint8(0), 1, .24, 4.4, .79, 2.4, 2, 30.4, 38.9, 5.1, 39.0, .01, 3)
	f.Add(uint8(1), 1, 1e-9, 1e15, 1e9, 1e-9, math.MaxInt, 1e18, 1e18, 0.0, 1e18, 1e300, math.MaxInt)
	f.Add(uint8(2), 12, 1e9, 1e-12, 1.0, 1e9, 0, 0.0, 1e18, 0.0, 1e-300, 0.0, 0)
	f.Add(uint8(3), 1, .38, 12.0, 0.0, 0.0, 1, 1.0, 1.0, 0.0, 0.0, 1e-300, 1)
	f.Fuzz(func(t *testing.T, kind uint8, k int, r, alpha, a, b float64, x int, tx, age, gaps, horizon, delta float64, n int) {
		ask(t, question{
			kind: kind, k: k, p: [4]float64{r, alpha, a, b}, n: n, seed: uint64(n), t: horizon, delta: delta,
			h: btyd.History{X: x, Tx: tx, T: age, LogGaps: gaps},
		})
	})
}

// String shows the question as the model and the history that it is about.
func (q question) String() string {
	return fmt.Sprintf("kind %d, k %d, parameters %v, %+v, t %v, delta %v, n %d", q.kind%4, q.k, q.p, q.h, q.t, q.delta, q.n)
}
