package udf

import (
	"database/sql/driver"
	"fmt"
	"math"

	"github.com/duckdb/duckdb-go/v2"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// modelKey is what makes a model: the arguments (model, ..., k, p1, p2, p3, p4) that every function of a model has. p1 to p4 are r, alpha, a, b for
// bg, mbg and cnbd, r, alpha, s, beta for pareto and r, alpha, of which the rest is ignored, for nbd; k is read by cnbd alone.
type modelKey struct {
	kind           string
	k              float64
	p1, p2, p3, p4 float64
}

func (m modelKey) model() (btyd.Model, error) {
	switch btyd.Kind(m.kind) {
	case btyd.KindNBD:
		return btyd.NewNBD(m.p1, m.p2)
	case btyd.KindBG:
		return btyd.NewBG(m.p1, m.p2, m.p3, m.p4)
	case btyd.KindMBG:
		return btyd.NewMBG(m.p1, m.p2, m.p3, m.p4)
	case btyd.KindPareto:
		return btyd.NewPareto(m.p1, m.p2, m.p3, m.p4)
	case btyd.KindCNBD:
		if m.k != math.Trunc(m.k) || m.k < 1 || m.k > math.MaxInt16 {
			return nil, fmt.Errorf("k = %v: it is a whole number from 1 to 12", m.k)
		}
		return btyd.NewCNBD(int(m.k), m.p1, m.p2, m.p3, m.p4)
	}
	return nil, fmt.Errorf("model %q is none of bg, mbg, pareto, cnbd and nbd", m.kind)
}

// modelFunctions are the functions of (model, before..., x, t_x, t, k, p1, p2, p3, p4, after...).
func modelFunctions() []function {
	return []function{
		ofModel("alive", 0, func(m btyd.Model, _ []float64, h btyd.History) (float64, error) { return m.Alive(h) }),
		ofModel("expected_orders", 1, func(m btyd.Model, before []float64, h btyd.History) (float64, error) {
			return m.Expected(h, before[0])
		}),
		ofModel("discounted_orders", 2, func(m btyd.Model, before []float64, h btyd.History) (float64, error) {
			return m.Discounted(h, before[0], before[1])
		}),
		aliveOutlook(),
	}
}

// discountedAlive is what Discounted gives for a customer that is alive. For all models but CNBD it depends on x and T alone, and the
// customer that bought today stands for all.
func discountedAlive(m btyd.Model, h btyd.History, horizon, delta float64) (float64, error) {
	if m.Kind() != btyd.KindCNBD && h.X > 0 {
		h.Tx = h.T
	}
	discounted, err := m.Discounted(h, horizon, delta)
	if err != nil {
		return 0, err
	}
	alive, err := m.Alive(h)
	if err == nil && !(alive > 0) {
		err = fmt.Errorf("x = %d, t_x = %v, t = %v: no such customer is alive", h.X, h.Tx, h.T)
	}
	return discounted / alive, err
}

// ofModel is a function with the given number of numbers before x.
func ofModel(name string, before int, of func(m btyd.Model, before []float64, h btyd.History) (float64, error)) function {
	in := append([]duckdb.Type{duckdb.TYPE_VARCHAR}, doubles(before+8)...)
	return function{name, in, duckdb.TYPE_DOUBLE, func() func([]driver.Value) (any, error) {
		read := modelReader(before)
		return func(args []driver.Value) (any, error) {
			m, numbers, h, err := read(args)
			if err != nil {
				return nil, err
			}
			value, err := of(m, numbers, h)
			return value, err
		}
	}}
}

// outlookLevels is the number of quantiles in an outlook: those at the levels (i - 1/2) / outlookLevels.
const outlookLevels = 64

// aliveOutlook is (model, year, h, delta, x, t_x, t, k, p1, p2, p3, p4): all that a customer who is alive at T = t is expected to do, in one list:
// the orders in (T, T+h], the same discounted at the rate delta, the orders within the year, the probability of one within the year and within
// h, the mean square of the orders within the year and within h, and the quantiles of those within h, outlookLevels of them, each the
// least number that is not exceeded with at least that probability. One call in place of eight, since a row costs as much to hand over as to
// compute.
func aliveOutlook() function {
	in := append([]duckdb.Type{duckdb.TYPE_VARCHAR}, doubles(11)...)
	return function{"alive_outlook", in, duckdb.TYPE_LIST, func() func([]driver.Value) (any, error) {
		read := modelReader(3)
		return func(args []driver.Value) (any, error) {
			m, before, h, err := read(args)
			if err != nil {
				return nil, err
			}
			return outlook(m, h, before[0], before[1], before[2])
		}
	}}
}

func outlook(m btyd.Model, h btyd.History, year, horizon, delta float64) (any, error) {
	discounted, err := discountedAlive(m, h, horizon, delta)
	if err != nil {
		return nil, err
	}
	alive, err := m.Alive(h)
	if err != nil {
		return nil, err
	}
	later, err := within(m, h, horizon)
	if err != nil {
		return nil, err
	}
	soon, err := within(m, h, year)
	if err != nil {
		return nil, err
	}
	list := []any{later.expected, discounted, soon.expected, soon.buys / alive, later.buys / alive, soon.square, later.square}
	for _, n := range later.quantiles {
		list = append(list, n)
	}
	return list, nil
}

// future is what is expected within one length of time: orders of an alive customer, the probability of one of any customer, the mean square
// and the quantiles of an alive customer's orders.
type future struct {
	expected, buys, square float64
	quantiles              [outlookLevels]float64
}

func within(m btyd.Model, h btyd.History, t float64) (f future, err error) {
	if f.expected, err = m.ExpectedAlive(h, t); err != nil {
		return f, err
	}
	if f.buys, err = m.Buys(h, t); err != nil {
		return f, err
	}
	predictive, err := btyd.Predict(m, h, t)
	if err != nil {
		return f, err
	}
	for i := range f.quantiles {
		n := float64(predictive.Quantile(1, (float64(i)+0.5)/outlookLevels))
		f.quantiles[i] = n
		f.square += n * n / outlookLevels
	}
	return f, nil
}

// modelReader reads the arguments of a function of a model. Rows of one chunk mostly share the model, which is then made once.
func modelReader(before int) func(args []driver.Value) (btyd.Model, []float64, btyd.History, error) {
	var key modelKey
	var made btyd.Model
	numbers := make([]float64, before+8)
	return func(args []driver.Value) (btyd.Model, []float64, btyd.History, error) {
		for i := range numbers {
			numbers[i] = args[i+1].(float64)
		}
		own := numbers[before:]
		wanted := modelKey{args[0].(string), own[3], own[4], own[5], own[6], own[7]}
		if made == nil || wanted != key {
			m, err := wanted.model()
			if err != nil {
				return nil, nil, btyd.History{}, err
			}
			made, key = m, wanted
		}
		if own[0] != math.Trunc(own[0]) || math.Abs(own[0]) > math.MaxInt32 {
			return nil, nil, btyd.History{}, fmt.Errorf("x = %v: it is a whole number", own[0])
		}
		return made, numbers[:before], btyd.History{X: int(own[0]), Tx: own[1], T: own[2]}, nil
	}
}
