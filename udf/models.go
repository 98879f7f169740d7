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
		ofModel("buys", 1, func(m btyd.Model, before []float64, h btyd.History) (float64, error) { return m.Buys(h, before[0]) }),
		ofModel("expected_orders", 1, func(m btyd.Model, before []float64, h btyd.History) (float64, error) {
			return m.Expected(h, before[0])
		}),
		ofModel("expected_alive", 1, func(m btyd.Model, before []float64, h btyd.History) (float64, error) {
			return m.ExpectedAlive(h, before[0])
		}),
		ofModel("discounted_orders", 2, func(m btyd.Model, before []float64, h btyd.History) (float64, error) {
			return m.Discounted(h, before[0], before[1])
		}),
		ofModel("discounted_alive", 2, discountedAlive),
		orderQuantiles(),
	}
}

// discountedAlive is what Discounted gives for a customer that is alive. For all models but CNBD it depends on x and T alone, and the
// customer that bought today stands for all.
func discountedAlive(m btyd.Model, before []float64, h btyd.History) (float64, error) {
	if m.Kind() != btyd.KindCNBD && h.X > 0 {
		h.Tx = h.T
	}
	discounted, err := m.Discounted(h, before[0], before[1])
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

// orderQuantiles is (model, h, x, t_x, t, k, p1, p2, p3, p4, levels): for each level the least number of orders in (T, T+h] that an alive
// customer does not exceed with at least that probability.
func orderQuantiles() function {
	in := append([]duckdb.Type{duckdb.TYPE_VARCHAR}, doubles(9)...)
	return function{"order_quantiles", append(in, duckdb.TYPE_LIST), duckdb.TYPE_LIST, func() func([]driver.Value) (any, error) {
		read := modelReader(1)
		return func(args []driver.Value) (any, error) {
			m, before, h, err := read(args)
			if err != nil {
				return nil, err
			}
			predictive, err := btyd.Predict(m, h, before[0])
			if err != nil {
				return nil, err
			}
			levels := args[len(args)-1].([]any)
			quantiles := make([]any, len(levels))
			for i, level := range levels {
				if p, ok := level.(float64); ok && p >= 0 && p <= 1 {
					quantiles[i] = int32(predictive.Quantile(1, p))
				} else if ok {
					return nil, fmt.Errorf("level %v: it is a probability from 0 to 1", p)
				}
			}
			return quantiles, nil
		}
	}}
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
