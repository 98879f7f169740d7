package btyd

import (
	"context"
	"fmt"
	"math"
)

// Conformal holds, for each frequency bin, the levels between which the holdout's purchases lay as often as an interval promises.
type Conformal struct {
	Level float64 // the share of customers that an interval covers, in (0, 1)
	Bins  []ConformalBin
}

// ConformalBin is the calibration of customers with From to To repeat purchases.
type ConformalBin struct {
	From, To  int // To is math.MaxInt in the last bin
	Customers int64
	Low, High float64 // levels in [0, 1] of the quantiles that bound the interval
}

// smallestBin is the number of customers under which a bin joins its neighbour: at 80 % some 5 customers then lie in each tail.
const smallestBin = 50

// Calibrate compares a model's predictive distributions with a holdout of length t and gives, by frequency bin, the levels of an
// interval that covers the share level of customers: split conformal prediction on the probability integral transform. Since counts
// are discrete, each customer stands for its whole PIT range: what randomised transforms give on average, without the chance. A
// bin of under 50 customers joins the one below it, or the one above where it is the lowest. With under 50 customers in all there
// are no bins.
func Calibrate(ctx context.Context, m Model, outcomes []Outcome, t, level float64) (Conformal, error) {
	if !(level > 0 && level < 1) {
		return Conformal{}, fmt.Errorf("interval level = %v: between 0 and 1, both excluded", level)
	}
	outcomes = mergeOutcomes(outcomes)
	ranges, err := pitRanges(ctx, m, outcomes, t)
	if err != nil {
		return Conformal{}, err
	}
	bins := make([]pitBin, lastBin+1)
	for x := range bins {
		bins[x].from, bins[x].to = x, x
	}
	bins[lastBin].to = math.MaxInt
	for i, o := range outcomes {
		bin := &bins[min(o.X, lastBin)]
		bin.ranges = append(bin.ranges, ranges[i])
		bin.customers += o.Customers
	}
	c := Conformal{Level: level}
	for _, bin := range joinSmall(bins) {
		high := min(1, (1+level)/2*(1+1/float64(bin.customers))) // one more customer than was seen
		c.Bins = append(c.Bins, ConformalBin{
			From: bin.from, To: bin.to, Customers: bin.customers,
			Low: bin.quantile(1 - high), High: bin.quantile(high),
		})
	}
	return c, nil
}

// Levels gives the levels of the interval's two quantiles for a customer with x repeat purchases. Without bins they are those of a
// model that is right.
func (c Conformal) Levels(x int) (low, high float64) {
	for _, b := range c.Bins {
		if x >= b.From && x <= b.To {
			return b.Low, b.High
		}
	}
	return (1 - c.Level) / 2, (1 + c.Level) / 2
}

// pitRange is where a number of customers lie in their predictive distributions.
type pitRange struct{ low, high, customers float64 }

// pitBin are the ranges of customers with from to to repeat purchases.
type pitBin struct {
	from, to  int
	customers int64
	ranges    []pitRange
}

func joinSmall(bins []pitBin) []pitBin {
	var joined []pitBin
	for _, bin := range bins {
		last := len(joined) - 1
		if last >= 0 && (bin.customers < smallestBin || joined[last].customers < smallestBin) {
			joined[last].to = bin.to
			joined[last].customers += bin.customers
			joined[last].ranges = append(joined[last].ranges, bin.ranges...)
			continue
		}
		joined = append(joined, bin)
	}
	if len(joined) == 1 && joined[0].customers < smallestBin {
		return nil
	}
	return joined
}

// quantile finds by bisection the level under which the share of the customers lies, each spread evenly over its range.
func (b pitBin) quantile(share float64) float64 {
	low, high := 0.0, 1.0
	for range 50 {
		middle := (low + high) / 2
		below := 0.0
		for _, r := range b.ranges {
			switch {
			case r.high <= middle:
				below += r.customers
			case r.low < middle:
				below += r.customers * (middle - r.low) / (r.high - r.low)
			}
		}
		if below < share*float64(b.customers) {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// pitRanges gives each outcome's place in its own predictive distribution.
func pitRanges(ctx context.Context, m Model, outcomes []Outcome, t float64) ([]pitRange, error) {
	ranges := make([]pitRange, len(outcomes))
	err := eachPredictive(ctx, m, groupsOf(outcomes), t, func(i int, p Predictive, alive float64) error {
		if err := outcomes[i].check(); err != nil {
			return err
		}
		low, high := p.PIT(alive, outcomes[i].Future)
		ranges[i] = pitRange{low: low, high: high, customers: float64(outcomes[i].Customers)}
		return nil
	})
	return ranges, err
}
