package btyd

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Outcome is a number of customers with one history up to a cut and one number of purchases after it.
type Outcome struct {
	History
	Future    int   // purchases in the holdout, 0 or more
	Customers int64 // 1 or more
}

// Measures says how a forecast met the holdout. Means are over customers.
type Measures struct {
	Customers int64
	Actual    int64   // purchases in the holdout
	Expected  float64 // purchases forecast
	Error     float64 // Expected/Actual - 1; NaN when there were none
	Deviance  float64 // Poisson, twice the sum of n ln(n/e) - n + e; +Inf when a buyer was expected to buy nothing
	MAE       float64 // mean absolute error; it rewards a forecast of nothing at all, so nothing is chosen by it
	RMSE      float64 // root of the mean squared error
	Bins      []FrequencyBin
	Deciles   []Decile
	Buys      Calibration // NaN throughout for a forecast without probabilities
}

// FrequencyBin compares the customers with one number of repeat purchases before the cut.
type FrequencyBin struct {
	X         int // the last bin holds X and more
	Customers int64
	Actual    float64 // mean purchases in the holdout; NaN without customers
	Expected  float64 // mean forecast
}

// Decile is a tenth of the customers, from those expected to buy most. Customers of equal expectation share their purchases
// evenly, so that no tie is broken by chance.
type Decile struct {
	Number   int     // 1 for the best tenth
	Actual   float64 // purchases in the holdout
	Expected float64
	Lift     float64 // actual purchases over a tenth of all; NaN when there were none
}

// Calibration compares the probabilities of at least one purchase with what happened.
type Calibration struct {
	Brier float64 // mean squared difference, 0 (perfect) to 1
	// Intercept and Slope are of the logistic regression of buying on the logit of its probability (Cox 1958): 0 and 1 when the
	// probabilities are right, a slope under 1 when they are too extreme. NaN where all bought or none did.
	Intercept float64
	Slope     float64
}

// lastBin is the number of repeat purchases from which on customers share a bin.
const lastBin = 7

func (o Outcome) check() error {
	if err := o.History.check(); err != nil {
		return err
	}
	if o.Future < 0 || o.Customers < 1 {
		return fmt.Errorf("an outcome of %d purchases by %d customers: 0 or more purchases by 1 or more customers", o.Future, o.Customers)
	}
	return nil
}

// mergeOutcomes sorts outcomes and merges those of equal x, t_x, t and purchases, so that no sum over them depends on their order.
func mergeOutcomes(outcomes []Outcome) []Outcome {
	sorted := slices.Clone(outcomes)
	if !slices.IsSortedFunc(sorted, byOutcome) {
		slices.SortFunc(sorted, byOutcome)
	}
	merged := sorted[:0]
	for _, o := range sorted {
		last := len(merged) - 1
		if last < 0 || merged[last].X != o.X || merged[last].Tx != o.Tx || merged[last].T != o.T || merged[last].Future != o.Future {
			merged = append(merged, o)
			continue
		}
		merged[last].Customers += o.Customers
	}
	return merged
}

func byOutcome(a, b Outcome) int {
	return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Tx, b.Tx), cmp.Compare(a.T, b.T), cmp.Compare(a.Future, b.Future), cmp.Compare(a.LogGaps, b.LogGaps))
}

// Histories gives the histories of outcomes, each once, whatever came after it.
func Histories(outcomes []Outcome) []Group { return Coarsen(groupsOf(outcomes), 0) }

// groupsOf gives the histories of outcomes, one for each.
func groupsOf(outcomes []Outcome) []Group {
	groups := make([]Group, len(outcomes))
	for i, o := range outcomes {
		groups[i] = Group{History: o.History, Customers: o.Customers}
	}
	return groups
}

// Measure compares any forecast with a holdout: one forecast for each outcome, of which it reads Expected (0 or more) and Buys (NaN
// throughout when the forecast has no probabilities).
func Measure(outcomes []Outcome, forecasts []Forecast) (Measures, error) {
	if len(outcomes) == 0 || len(outcomes) != len(forecasts) {
		return Measures{}, fmt.Errorf("%d outcomes and %d forecasts: one forecast for each, and at least one", len(outcomes), len(forecasts))
	}
	m := Measures{Bins: make([]FrequencyBin, lastBin+1)}
	var absolute, squared float64
	for i, o := range outcomes {
		if err := o.check(); err != nil {
			return Measures{}, err
		}
		e, weight := forecasts[i].Expected, float64(o.Customers)
		if !(e >= 0) || math.IsInf(e, 0) {
			return Measures{}, fmt.Errorf("a forecast of %v purchases: a number, 0 or more", e)
		}
		m.Customers += o.Customers
		m.Actual += o.Customers * int64(o.Future)
		m.Expected += weight * e
		m.Deviance += weight * deviance(o.Future, e)
		absolute += weight * math.Abs(float64(o.Future)-e)
		squared += weight * (float64(o.Future) - e) * (float64(o.Future) - e)
		bin := &m.Bins[min(o.X, lastBin)]
		bin.Customers += o.Customers
		bin.Actual += weight * float64(o.Future)
		bin.Expected += weight * e
	}
	customers := float64(m.Customers)
	m.Error = m.Expected/float64(m.Actual) - 1
	if m.Actual == 0 {
		m.Error = math.NaN()
	}
	m.MAE = absolute / customers
	m.RMSE = math.Sqrt(squared / customers)
	for x := range m.Bins {
		m.Bins[x].X = x
		m.Bins[x].Actual /= float64(m.Bins[x].Customers)
		m.Bins[x].Expected /= float64(m.Bins[x].Customers)
	}
	m.Deciles = deciles(outcomes, forecasts, m)
	m.Buys = calibrate(outcomes, forecasts)
	return m, nil
}

// deviance is one customer's part of the Poisson deviance.
func deviance(n int, expected float64) float64 {
	if n == 0 {
		return 2 * expected
	}
	return 2 * (float64(n)*math.Log(float64(n)/expected) - float64(n) + expected)
}

// deciles walks from the highest expectation down and splits each run of equal expectations where a tenth ends within it.
func deciles(outcomes []Outcome, forecasts []Forecast, m Measures) []Decile {
	const parts = 10
	type line struct{ expected, customers, actual float64 }
	lines := make([]line, len(outcomes))
	for i, o := range outcomes {
		lines[i] = line{forecasts[i].Expected, float64(o.Customers), float64(o.Customers) * float64(o.Future)}
	}
	// Sums of whole numbers are exact, so that the order among equal expectations does not matter.
	slices.SortFunc(lines, func(a, b line) int { return cmp.Compare(b.expected, a.expected) })
	tenths := make([]Decile, parts)
	size := float64(m.Customers) / parts
	before := 0.0
	for from := 0; from < len(lines); {
		expected := lines[from].expected
		var customers, actual float64
		to := from
		for ; to < len(lines) && lines[to].expected == expected; to++ {
			customers += lines[to].customers
			actual += lines[to].actual
		}
		for part := range tenths {
			within := min(before+customers, float64(part+1)*size) - max(before, float64(part)*size)
			if within > 0 {
				tenths[part].Actual += actual * within / customers
				tenths[part].Expected += expected * within
			}
		}
		before += customers
		from = to
	}
	for part := range tenths {
		tenths[part].Number = part + 1
		tenths[part].Lift = tenths[part].Actual / (float64(m.Actual) / parts)
		if m.Actual == 0 {
			tenths[part].Lift = math.NaN()
		}
	}
	return tenths
}
