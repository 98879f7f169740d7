package forecast

import (
	"fmt"
	"math"
	"slices"
)

// StageProbability gives the probability that a deal in a stage is won, from the deals that reached it: (won + weight prior) / (closed +
// weight). prior is the win rate of all deals or the probability that the CRM names, and counts as much as weight deals (10 is usual), so that
// few deals do not make a rate of 0 or 1. Between 0 and 1. won is from 0 to closed, weight above 0; errors name the parameter.
// Source: forecast.md, section 4.
func StageProbability(won, closed int64, prior, weight float64) (float64, error) {
	switch {
	case closed < 0:
		return 0, fault("closed", closed, "it is a number of deals, 0 or more")
	case won < 0 || won > closed:
		return 0, fault("won", won, fmt.Sprintf("it is a number of deals from 0 to closed = %d", closed))
	case !(prior >= 0 && prior <= 1):
		return 0, fault("prior", prior, "it is a probability from 0 to 1")
	case !(weight > 0) || math.IsInf(weight, 0):
		return 0, fault("weight", weight, "it is a number of deals above 0")
	}
	return (float64(won) + weight*prior) / (float64(closed) + weight), nil
}

// CloseTimes are the days from creation to close of won deals, from which the slippage of open ones follows.
type CloseTimes struct{ sorted []float64 }

// NewCloseTimes takes the days, in any order, each 0 or more. Errors name the parameter.
func NewCloseTimes(days []float64) (CloseTimes, error) {
	for i, d := range days {
		if !(d >= 0) || !usable(d) {
			return CloseTimes{}, fault(fmt.Sprintf("days[%d]", i), d, "it is a number of days, 0 or more")
		}
	}
	return CloseTimes{slices.Sorted(slices.Values(days))}, nil
}

// share is the empirical F: how many of the times are at most days, by their number.
func (c CloseTimes) share(days float64) float64 {
	at, _ := slices.BinarySearchFunc(c.sorted, days, func(d, target float64) int {
		if d <= target {
			return -1
		}
		return 1
	})
	return float64(at) / float64(len(c.sorted))
}

// Within gives the probability that a deal which will be won and is open at an age closes within the days ahead:
// (F(age + ahead) - F(age)) / (1 - F(age)), F the empirical distribution of the times. 0 for a deal older than any that was won, NaN
// without one. age and ahead are days, 0 or more; errors name the parameter. Source: forecast.md, section 4.
func (c CloseTimes) Within(age, ahead float64) (float64, error) {
	if !(age >= 0) || !usable(age) {
		return 0, fault("age", age, "it is a number of days, 0 or more")
	}
	if !(ahead >= 0) || !usable(ahead) {
		return 0, fault("ahead", ahead, "it is a number of days, 0 or more")
	}
	if len(c.sorted) == 0 {
		return math.NaN(), nil
	}
	gone := c.share(age)
	if gone >= 1 {
		return 0, nil
	}
	return (c.share(age+ahead) - gone) / (1 - gone), nil
}
