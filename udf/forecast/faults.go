package forecast

import (
	"fmt"
	"math"
)

// fault is the error of a parameter that is not allowed: its name, its value and the rule.
func fault(parameter string, value any, rule string) error {
	return fmt.Errorf("%s = %v: %s", parameter, value, rule)
}

// largest bounds what is taken as a number, so that no sum of squares of a series overflows.
const largest = 1e100

func usable(value float64) bool { return math.Abs(value) <= largest } // false for NaN

// checkValues refuses values that are no numbers, and fewer of them than wanted.
func checkValues(values []float64, atLeast int) error {
	if len(values) < atLeast {
		return fault("values", len(values), fmt.Sprintf("at least %d are needed", atLeast))
	}
	for i, v := range values {
		if !usable(v) {
			return fault(fmt.Sprintf("values[%d]", i), v, "it is a number between -1e100 and 1e100")
		}
	}
	return nil
}

// mostSteps is a hundred years of months.
const mostSteps = 1200

func checkSteps(steps int) error {
	if steps < 1 || steps > mostSteps {
		return fault("steps", steps, "it is a whole number from 1 to 1200")
	}
	return nil
}

func checkLevel(level float64) error {
	if !(level > 0 && level < 1) {
		return fault("level", level, "it is a fraction between 0 and 1")
	}
	return nil
}
