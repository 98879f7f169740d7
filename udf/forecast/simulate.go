package forecast

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Deal is an open deal: won whole with its probability, else worth nothing.
type Deal struct{ Amount, Probability float64 }

// Outlook is a total to be simulated: a base that is normally distributed, and deals that each are won or not, all independent.
type Outlook struct {
	Mean, SD float64 // of the base; an SD of 0 makes it certain
	Deals    []Deal
}

// Simulation is what the draws of an Outlook show.
type Simulation struct {
	Expected  float64 // mean + sum of a p, not drawn
	SD        float64 // root of sd^2 + sum of a^2 p (1-p), not drawn
	Low, High float64 // quantiles of the draws at (1 - level)/2 and (1 + level)/2
	Reached   float64 // share of the draws at the target or above
}

// mostDrawn is the number of deals that are drawn one by one.
const mostDrawn = 200

// Simulate draws the total as often as draws says: each deal is won where its own number of that draw is below its probability. Draws
// depend on seed, draw and the place of the deal alone, so that results are the same on any number of threads. Beyond the 200 deals that
// vary most the rest together count as normal, which so many are. NaN as the target asks for none. Units: one, of money.
//
// level is between 0 and 1, draws from 1 to 1,000,000, probabilities from 0 to 1, sd 0 or more; errors name the parameter. Source:
// forecast.md, section 4.
func Simulate(o Outlook, target, level float64, seed uint64, draws int) (Simulation, error) {
	if err := o.check(); err != nil {
		return Simulation{}, err
	}
	if err := checkLevel(level); err != nil {
		return Simulation{}, err
	}
	if draws < 1 || draws > 1_000_000 {
		return Simulation{}, fault("draws", draws, "it is a whole number from 1 to 1000000")
	}
	s := Simulation{Expected: o.Mean, Reached: math.NaN()}
	variance := o.SD * o.SD
	for _, d := range o.Deals {
		s.Expected += d.Amount * d.Probability
		variance += d.variance()
	}
	s.SD = math.Sqrt(variance)
	totals := o.draw(seed, draws)
	if !math.IsNaN(target) {
		reached := 0
		for _, t := range totals {
			if t >= target {
				reached++
			}
		}
		s.Reached = float64(reached) / float64(draws)
	}
	slices.Sort(totals)
	s.Low, s.High = quantile(totals, (1-level)/2), quantile(totals, (1+level)/2)
	return s, nil
}

func (d Deal) variance() float64 { return d.Amount * d.Amount * d.Probability * (1 - d.Probability) }

func (o Outlook) check() error {
	if !usable(o.Mean) {
		return fault("mean", o.Mean, "it is a number between -1e100 and 1e100")
	}
	if !(o.SD >= 0) || !usable(o.SD) {
		return fault("sd", o.SD, "it is a number from 0 to 1e100")
	}
	for i, d := range o.Deals {
		if !usable(d.Amount) {
			return fault(fmt.Sprintf("amount[%d]", i), d.Amount, "it is a number between -1e100 and 1e100")
		}
		if !(d.Probability >= 0 && d.Probability <= 1) {
			return fault(fmt.Sprintf("probability[%d]", i), d.Probability, "it is a probability from 0 to 1")
		}
	}
	return nil
}

// draw gives the totals of all draws.
func (o Outlook) draw(seed uint64, draws int) []float64 {
	mean, variance := o.Mean, o.SD*o.SD
	places := make([]int, len(o.Deals))
	for i := range places {
		places[i] = i
	}
	if len(places) > mostDrawn {
		slices.SortStableFunc(places, func(a, b int) int { return cmp.Compare(o.Deals[b].variance(), o.Deals[a].variance()) })
		for _, place := range places[mostDrawn:] {
			mean += o.Deals[place].Amount * o.Deals[place].Probability
			variance += o.Deals[place].variance()
		}
		places = places[:mostDrawn]
	}
	sd := math.Sqrt(variance)
	totals := make([]float64, draws)
	for i := range totals {
		totals[i] = mean
		if sd > 0 {
			base := newStream(seed, uint64(i))
			totals[i] += sd * math.Sqrt(-2*math.Log(base.next())) * math.Cos(2*math.Pi*base.next()) // Box, Muller 1958
		}
	}
	for _, place := range places {
		deal := newStream(seed, mix(uint64(place)+golden))
		for i := range totals {
			if deal.next() < o.Deals[place].Probability {
				totals[i] += o.Deals[place].Amount
			}
		}
	}
	return totals
}
