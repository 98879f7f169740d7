package btyd

import (
	"fmt"
	"math"
)

// The range of a parameter. A shape outside it means a population without any spread, or with nothing else; the wide range of
// times lets any unit be used.
const (
	minShape, maxShape = 1e-9, 1e9
	minScale, maxScale = 1e-12, 1e15
)

// maxTime is the longest age or horizon, in any unit: longer than any ledger in nanoseconds.
const maxTime = 1e18

// checkShape reports a parameter without a unit (r, a, b, s) that is out of its range.
func checkShape(name string, value float64) error {
	return checkRange(name, value, minShape, maxShape)
}

// checkScale reports a parameter that is a time (alpha, beta) and out of its range.
func checkScale(name string, value float64) error {
	return checkRange(name, value, minScale, maxScale)
}

func checkRange(name string, value, low, high float64) error {
	if value >= low && value <= high {
		return nil
	}
	return fmt.Errorf("%s = %v: it is between %v and %v", name, value, low, high)
}

// checkHorizon reports a length of time to look ahead that is out of its range.
func checkHorizon(t float64) error {
	if t >= 0 && t <= maxTime {
		return nil
	}
	return fmt.Errorf("horizon = %v: it is between 0 and %v", t, maxTime)
}

// checkRate reports a rate of discount that is out of its range.
func checkRate(delta float64) error {
	if delta >= 0 && !math.IsInf(delta, 1) {
		return nil
	}
	return fmt.Errorf("delta = %v: a rate of discount is a number, 0 or more", delta)
}

// estimated gives a model's parameters as Parameter values without standard errors.
func estimated(names []string, values ...float64) []Parameter {
	parameters := make([]Parameter, len(names))
	for i, name := range names {
		parameters[i] = Parameter{Name: name, Value: values[i], StandardError: math.NaN()}
	}
	return parameters
}
