package udf

import (
	"database/sql/driver"
	"math"

	"github.com/duckdb/duckdb-go/v2"

	"github.com/customer-landscape/landscape/udf/forecast"
)

// draws is how often a pipeline is drawn.
const draws = 10_000

// outlookFunctions are the functions of a total to come: (mean, sd, amounts, probabilities, seed, ...), a normal base and deals that each are won or
// not. amounts and probabilities are as long as each other.
func outlookFunctions() []function {
	of := func(name string, answer func(o forecast.Outlook, seed uint64, last float64) (float64, error)) function {
		in := []duckdb.Type{duckdb.TYPE_DOUBLE, duckdb.TYPE_DOUBLE, duckdb.TYPE_LIST, duckdb.TYPE_LIST, duckdb.TYPE_DOUBLE, duckdb.TYPE_DOUBLE}
		return function{name, in, duckdb.TYPE_DOUBLE, func() func([]driver.Value) (any, error) {
			return func(args []driver.Value) (any, error) {
				o := forecast.Outlook{Mean: args[0].(float64), SD: args[1].(float64)}
				amounts, probabilities := args[2].([]any), args[3].([]any)
				for i := range min(len(amounts), len(probabilities)) {
					amount, known := amounts[i].(float64)
					probability, likely := probabilities[i].(float64)
					if known && likely {
						o.Deals = append(o.Deals, forecast.Deal{Amount: amount, Probability: probability})
					}
				}
				value, err := answer(o, uint64(max(0, args[4].(float64))), args[5].(float64))
				return value, err
			}
		}}
	}
	return []function{
		// the last argument is the level of a central interval; a negative one asks for the lower end
		of("total_end", func(o forecast.Outlook, seed uint64, level float64) (float64, error) {
			s, err := forecast.Simulate(o, math.NaN(), math.Abs(level), seed, draws)
			if level < 0 {
				return s.Low, err
			}
			return s.High, err
		}),
		// the last argument is a target; the answer is the probability to reach it
		of("total_reach", func(o forecast.Outlook, seed uint64, target float64) (float64, error) {
			s, err := forecast.Simulate(o, target, 0.5, seed, draws)
			return s.Reached, err
		}),
	}
}
