package engine

import (
	"math"
	"time"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// Forecasts beside the models, which know no more than a customer's own rate or last year's orders.
const (
	ownRate  = "x_by_t"
	lastYear = "last_year"
)

// validationRows are the rows of ltv_validation, in the order of its columns.
func (f *fit) validationRows() [][]any {
	if f.holdout == nil {
		return nil
	}
	h := f.holdout
	v := validation{day: f.day(), days: int32(h.days)}
	v.fittedTo, _ = time.Parse(time.DateOnly, h.cut)
	for _, c := range h.choice.Candidates {
		won := f.model != nil && f.model.Model.Kind() == c.Fit.Model.Kind()
		v.measures(string(c.Fit.Model.Kind()), won, c.Measures)
		v.add(string(c.Fit.Model.Kind()), "deviance_se", 0, won, c.Measures.Customers, math.NaN(), math.NaN(), c.BehindError)
	}
	v.measures(string(btyd.KindNBD), false, h.choice.Naive.Measures)
	v.measures(ownRate, false, h.choice.Rate)
	actual := float64(h.choice.Naive.Measures.Actual)
	if !math.IsNaN(h.lastYear) {
		v.add(lastYear, "total", 0, false, h.choice.Naive.Measures.Customers, actual, h.lastYear, h.lastYear/actual-1)
	}
	for _, t := range h.tracking {
		v.weeks(t, h.weeks, f.model != nil && string(f.model.Model.Kind()) == t.model)
	}
	return v.rows
}

// validation gathers rows of one fit.
type validation struct {
	day, fittedTo time.Time
	days          int32
	rows          [][]any
}

func (v *validation) add(model, measure string, bin int, won bool, customers int64, actual, expected, value float64) {
	v.rows = append(v.rows, []any{model, v.day, measure, int32(bin), v.fittedTo, v.days, customers, orNull(actual), orNull(expected), orNull(value), won})
}

func (v *validation) measures(model string, won bool, m btyd.Measures) {
	none := math.NaN()
	for _, one := range []struct {
		measure string
		value   float64
	}{{"deviance", m.Deviance}, {"mae", m.MAE}, {"rmse", m.RMSE}, {"brier", m.Buys.Brier}, {"slope", m.Buys.Slope}} {
		v.add(model, one.measure, 0, won, m.Customers, none, none, one.value)
	}
	v.add(model, "total", 0, won, m.Customers, float64(m.Actual), m.Expected, m.Error)
	for _, b := range m.Bins {
		v.add(model, "frequency", b.X, won, b.Customers, b.Actual, b.Expected, b.Expected-b.Actual)
	}
	size := float64(m.Customers) / float64(max(1, len(m.Deciles)))
	for _, d := range m.Deciles {
		v.add(model, "decile", d.Number, won, int64(math.Round(size)), d.Actual/size, d.Expected/size, d.Lift)
	}
}

// tracked is what a model expected of all customers by the end of each week after the cut.
type tracked struct {
	model   string
	by      []float64
	members int64
}

func (v *validation) weeks(t tracked, came []float64, won bool) {
	actual, before := 0.0, 0.0
	for i, expected := range t.by {
		actual += came[i]
		v.add(t.model, "week", i+1, won, t.members, came[i], expected-before, expected/actual-1)
		before = expected
	}
}
