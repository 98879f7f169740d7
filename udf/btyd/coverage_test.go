package btyd_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// TestIntervalsCover goes the way of a user: fit on the past, calibrate on a holdout, fit anew to all, forecast the next period. Over
// 20 populations the 80 % interval covers 77 to 83 % of the customers by the randomised probability integral transform, and the
// interval of the total covers in 12 populations or more. LANDSCAPE_COVERAGE_CUSTOMERS sets the size of a population.
func TestIntervalsCover(t *testing.T) {
	const populations, period = 20, 26.0
	size := 400
	if text := os.Getenv("LANDSCAPE_COVERAGE_CUSTOMERS"); text != "" {
		var err error
		if size, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	covered, customers, totals, plain := 0.0, 0, 0, 0
	for population := range populations {
		truth := btyd.Model(btyd.MBG{R: .9, Alpha: 12, A: .8, B: 2.5})
		if population%2 == 1 {
			truth = btyd.Pareto{R: .9, Alpha: 12, S: .7, Beta: 30}
		}
		past, later := simulate(truth, uint64(population), size, 20, 104, period, 2)
		f, err := btyd.FitModel(t.Context(), truth.Kind(), histories(past), btyd.FitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		c, err := btyd.Calibrate(t.Context(), f.Model, past, period, 0.80)
		if err != nil {
			t.Fatal(err)
		}
		now := onePeriodLater(past, later, period)
		groups := histories(now)
		if f, err = btyd.FitModel(t.Context(), truth.Kind(), groups, btyd.FitOptions{}); err != nil {
			t.Fatal(err)
		}
		intervals, err := btyd.Intervals(t.Context(), f.Model, groups, period, c)
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range now {
			p, err := btyd.Predict(f.Model, o.History, period)
			if err != nil {
				t.Fatal(err)
			}
			alive, err := f.Model.Alive(o.History)
			if err != nil {
				t.Fatal(err)
			}
			low, high := c.Levels(o.X)
			from, to := p.PIT(alive, o.Future)
			random := btyd.NewRandom(1, fmt.Sprintf("%d %d", population, i))
			if rank := from + random.Float64()*(to-from); rank >= low && rank <= high {
				covered++
			}
			if o.Future >= intervals[i].Low && o.Future <= intervals[i].High {
				plain++
			}
			customers++
		}
		total, err := btyd.TotalOf(t.Context(), f, groups, period, btyd.TotalOptions{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		actual := 0.0
		for _, o := range now {
			actual += float64(o.Future)
		}
		if actual >= total.Low && actual <= total.High {
			totals++
		}
	}
	share := covered / float64(customers)
	t.Logf("%d customers: %.1f %% covered by randomised rank, %.1f %% by whole numbers; %d of %d totals", customers, 100*share,
		100*float64(plain)/float64(customers), totals, populations)
	if share < 0.77 || share > 0.83 {
		t.Errorf("80 %% intervals cover %.1f %%", 100*share)
	}
	if totals < 12 {
		t.Errorf("80 %% intervals cover %d of %d totals", totals, populations)
	}
}
