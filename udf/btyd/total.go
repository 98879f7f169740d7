package btyd

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Total is the expected number of purchases of all customers together, with its interval. The three standard deviations are of what is
// unknown: the parameters, which customers will buy, and whether the future is like the past.
type Total struct {
	Expected  float64
	Parameter float64 // standard deviation from the parameters' covariance
	Process   float64 // standard deviation of the purchases given the parameters
	Drift     float64 // standard deviation of how far the model itself is off
	Low, High float64 // a normal interval around Expected; Low is 0 or more
}

// TotalOptions are the choices of an interval of a total.
type TotalOptions struct {
	// Level is the probability that the interval covers. Defaults to 0.80.
	Level float64
	// Draws is the number of parameter draws. Defaults to 200.
	Draws int
	// Seed determines the draws.
	Seed uint64
	// Tau is the relative standard deviation of a total from the model being wrong, as Drift gives it. 0 leaves it out.
	Tau float64
}

// TotalOf gives the total of the groups' purchases in (T, T+t] and its interval. The variance is the sum of three: over draws of
// the parameters; of each customer's predictive distribution, customers independent; and the square of the total times
// o.Tau. A fit that did not converge has no interval, and gives an error.
func TotalOf(ctx context.Context, f Fit, groups []Group, t float64, o TotalOptions) (Total, error) {
	level, draws := o.Level, o.Draws
	if level == 0 {
		level = 0.80
	}
	if draws == 0 {
		draws = 200
	}
	if !(level > 0 && level < 1) || !(o.Tau >= 0) {
		return Total{}, fmt.Errorf("interval level = %v, tau = %v: a level between 0 and 1, tau 0 or more", level, o.Tau)
	}
	groups = Coarsen(groups, 0)
	spread, err := ParameterSpread(ctx, f, groups, t, draws, o.Seed)
	if err != nil {
		return Total{}, err
	}
	expected, err := Totals(ctx, f.Model, groups, []float64{t})
	if err != nil {
		return Total{}, err
	}
	variances := make([]float64, len(groups))
	err = eachPredictive(ctx, f.Model, groups, t, func(i int, p Predictive, alive float64) error {
		_, variances[i] = p.Moments(alive)
		return nil
	})
	if err != nil {
		return Total{}, err
	}
	process := 0.0
	for i, g := range groups {
		process += float64(g.Customers) * variances[i]
	}
	result := Total{Expected: expected[0], Parameter: spread * expected[0], Process: math.Sqrt(process), Drift: o.Tau * expected[0]}
	half := distuv.UnitNormal.Quantile((1+level)/2) * math.Sqrt(result.Parameter*result.Parameter+process+result.Drift*result.Drift)
	result.Low, result.High = max(0, result.Expected-half), result.Expected+half
	return result, nil
}

// fewGroups coarsens time until some thousand groups are left: how much a total moves with the parameters does not depend on days.
func fewGroups(groups []Group) []Group {
	const enough = 5000
	oldest := 0.0
	for _, g := range groups {
		oldest = max(oldest, g.T)
	}
	coarse := groups
	for unit := oldest / 256; len(coarse) > enough && unit <= oldest; unit *= 2 {
		coarse = Coarsen(groups, unit)
	}
	return coarse
}

// ParameterSpread is the standard deviation, relative to the total, of the groups' purchases in (T, T+t] over draws of the fit's
// parameters, two or more. It is taken from the range of the middle 68.27 % of the totals, since where the data say little a few draws
// are far off. Where there are many groups their times are coarsened first. A fit that did not converge gives an error.
func ParameterSpread(ctx context.Context, f Fit, groups []Group, t float64, draws int, seed uint64) (float64, error) {
	if draws < 2 {
		return 0, fmt.Errorf("%d draws of the parameters: a spread takes two or more", draws)
	}
	models, err := f.Draws(draws, seed)
	if err != nil {
		return 0, err
	}
	groups = fewGroups(Coarsen(groups, 0))
	center, err := Totals(ctx, f.Model, groups, []float64{t})
	if err != nil || center[0] == 0 {
		return 0, err
	}
	drawn := make([]float64, len(models))
	for i, m := range models {
		total, err := Totals(ctx, m, groups, []float64{t})
		if err != nil {
			return 0, err
		}
		drawn[i] = total[0]
	}
	slices.Sort(drawn)
	low := stat.Quantile(distuv.UnitNormal.CDF(-1), stat.LinInterp, drawn, nil)
	high := stat.Quantile(distuv.UnitNormal.CDF(1), stat.LinInterp, drawn, nil)
	return (high - low) / 2 / center[0], nil
}

// DefaultTau is how far a model's total is off, relatively, where it could not be measured.
const DefaultTau = 0.15

// Tau measures how far a model's totals are off: the root mean square of ln(actual/expected) over rolling origins. It needs three
// origins or more with a total over 0 on both sides; otherwise it gives DefaultTau and measured = false.
func Tau(actual, expected []float64) (tau float64, measured bool) {
	const fewest = 3
	n, squares := 0, 0.0
	for i := range min(len(actual), len(expected)) {
		if actual[i] > 0 && expected[i] > 0 {
			n++
			squares += math.Log(actual[i]/expected[i]) * math.Log(actual[i]/expected[i])
		}
	}
	if n < fewest {
		return DefaultTau, false
	}
	return math.Sqrt(squares / float64(n)), true
}
