package udf

import (
	"database/sql/driver"
	"fmt"
	"math"

	"github.com/duckdb/duckdb-go/v2"
)

func specialFunctions() []function {
	return []function{
		{"hyp2f1", doubles(4), duckdb.TYPE_DOUBLE, func() func([]driver.Value) (any, error) {
			return func(args []driver.Value) (any, error) {
				value, err := Hypergeometric(args[0].(float64), args[1].(float64), args[2].(float64), args[3].(float64))
				return value, err
			}
		}},
		{"digamma", doubles(1), duckdb.TYPE_DOUBLE, func() func([]driver.Value) (any, error) {
			return func(args []driver.Value) (any, error) {
				value, err := Digamma(args[0].(float64))
				return value, err
			}
		}},
	}
}

func doubles(n int) []duckdb.Type {
	types := make([]duckdb.Type, n)
	for i := range types {
		types[i] = duckdb.TYPE_DOUBLE
	}
	return types
}

// Digamma is the derivative of ln Γ(x) (DLMF 5.2.2), by reflection (5.5.4), recurrence (5.5.2) and the asymptotic series (5.11.2). It fails at
// its poles 0, -1, -2, ..., and for what is no finite number.
func Digamma(x float64) (float64, error) {
	if isPole(x) || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, fmt.Errorf("x = %v: it is a finite number, and neither 0 nor a negative whole number", x)
	}
	shift := 0.0
	if x < 0 {
		_, fraction := math.Modf(x)
		shift = -math.Pi / math.Tan(math.Pi*fraction)
		x = 1 - x
	}
	for ; x < 12; x++ {
		shift -= 1 / x
	}
	w := 1 / (x * x)
	rest := w * (1./12 - w*(1./120-w*(1./252-w*(1./240-w*(1./132-w*(691./32760-w/12))))))
	return math.Log(x) - 0.5/x - rest + shift, nil
}
