package btyd

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Forecast is what a model expects of one history.
type Forecast struct {
	Alive    float64 // probability that the customer is still one at T
	Expected float64 // purchases in (T, T+t]
	Buys     float64 // probability of at least one of them
}

// Forecasts gives what a model expects of each group's customer in (T, T+t], in the groups' order. What depends on x and T alone is
// computed once. All processors take part; the result does not depend on how many there are.
func Forecasts(ctx context.Context, m Model, groups []Group, t float64) ([]Forecast, error) {
	distinct, where := distinctAlive(m, groups)
	alive := make([]Forecast, len(distinct))
	err := inParallel(ctx, len(distinct), func(i int) (err error) {
		alive[i], err = forecastAlive(m, distinct[i], t)
		return err
	})
	if err != nil {
		return nil, err
	}
	forecasts := make([]Forecast, len(groups))
	err = inParallel(ctx, len(groups), func(i int) error {
		stays, err := m.Alive(groups[i].History)
		given := alive[where[i]]
		forecasts[i] = Forecast{Alive: stays, Expected: stays * given.Expected, Buys: stays * given.Buys}
		return err
	})
	return forecasts, err
}

// forecastAlive is the forecast of a customer that is alive at T. Its probability of buying is that of a history without
// doubt, one that ends with a purchase, divided by the little doubt there is even then; only CNBD asks when that purchase was.
func forecastAlive(m Model, h History, t float64) (Forecast, error) {
	expected, err := m.ExpectedAlive(h, t)
	if err != nil {
		return Forecast{}, err
	}
	if m.Kind() != KindCNBD && h.X > 0 {
		h.Tx = h.T
	}
	stays, err := m.Alive(h)
	if err != nil {
		return Forecast{}, err
	}
	buys, err := m.Buys(h, t)
	if err != nil || stays == 0 {
		return Forecast{Expected: expected}, err
	}
	return Forecast{Alive: 1, Expected: expected, Buys: min(1, buys/stays)}, nil
}

// Totals gives the number of purchases that a model expects of all customers together in (T, T+t], for each t of times.
func Totals(ctx context.Context, m Model, groups []Group, times []float64) ([]float64, error) {
	groups = Coarsen(groups, 0)
	alive := make([]float64, len(groups))
	err := inParallel(ctx, len(groups), func(i int) (err error) {
		alive[i], err = m.Alive(groups[i].History)
		return err
	})
	if err != nil {
		return nil, err
	}
	totals := make([]float64, len(times))
	for i, t := range times {
		expected, where, err := expectedAlive(ctx, m, groups, t)
		if err != nil {
			return nil, err
		}
		for j, g := range groups {
			totals[i] += float64(g.Customers) * alive[j] * expected[where[j]]
		}
	}
	return totals, nil
}

// expectedAlive evaluates ExpectedAlive once for each distinct argument; group i has the value where[i].
func expectedAlive(ctx context.Context, m Model, groups []Group, t float64) (values []float64, where []int, err error) {
	distinct, where := distinctAlive(m, groups)
	values = make([]float64, len(distinct))
	err = inParallel(ctx, len(distinct), func(i int) (err error) {
		values[i], err = m.ExpectedAlive(distinct[i], t)
		return err
	})
	return values, where, err
}

// distinctAlive lists the histories that differ in what the future of an alive customer depends on: x and T, and t_x for CNBD.
func distinctAlive(m Model, groups []Group) (distinct []History, where []int) {
	seen := map[History]int{}
	where = make([]int, len(groups))
	for i, g := range groups {
		key := History{X: g.X, T: g.T}
		if m.Kind() == KindCNBD {
			key.Tx = g.Tx
		}
		at, found := seen[key]
		if !found {
			at = len(distinct)
			seen[key] = at
			distinct = append(distinct, History{X: g.X, Tx: g.Tx, T: g.T})
		}
		where[i] = at
	}
	return distinct, where
}

// inParallel calls do for 0 to n-1 on all processors. It stops early when ctx ends or a call fails, and then returns the end of ctx or the
// error of the lowest number that failed among those called.
func inParallel(ctx context.Context, n int, do func(i int) error) error {
	const chunk = 64
	var next atomic.Int64
	var failed atomic.Bool
	var mutex sync.Mutex
	var first error
	at := n
	work := func() {
		for !failed.Load() && ctx.Err() == nil {
			from := int(next.Add(chunk)) - chunk
			if from >= n {
				return
			}
			for i := from; i < min(from+chunk, n); i++ {
				if err := do(i); err != nil {
					mutex.Lock()
					if i < at {
						at, first = i, err
					}
					mutex.Unlock()
					failed.Store(true)
					break
				}
			}
		}
	}
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+chunk-1)/chunk) {
		wait.Go(work)
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	return first
}
