package btyd

import "context"

// Interval bounds a number of purchases, both ends included.
type Interval struct{ Low, High int }

// Intervals gives for each group the interval of one customer's purchases in (T, T+t], at the levels of c. The predictive
// distribution is computed once for customers of equal x and T.
func Intervals(ctx context.Context, m Model, groups []Group, t float64, c Conformal) ([]Interval, error) {
	intervals := make([]Interval, len(groups))
	err := eachPredictive(ctx, m, groups, t, func(i int, p Predictive, alive float64) error {
		low, high := c.Levels(groups[i].X)
		intervals[i] = Interval{Low: p.Quantile(alive, low), High: p.Quantile(alive, high)}
		return nil
	})
	return intervals, err
}

// eachPredictive hands each group's predictive distribution and probability of being alive to use, from several goroutines.
func eachPredictive(ctx context.Context, m Model, groups []Group, t float64, use func(i int, p Predictive, alive float64) error) error {
	distinct, where := distinctAlive(m, groups)
	tables := make([]Predictive, len(distinct))
	err := inParallel(ctx, len(distinct), func(i int) (err error) {
		tables[i], err = Predict(m, distinct[i], t)
		return err
	})
	if err != nil {
		return err
	}
	return inParallel(ctx, len(groups), func(i int) error {
		alive, err := m.Alive(groups[i].History)
		if err != nil {
			return err
		}
		return use(i, tables[where[i]], alive)
	})
}
