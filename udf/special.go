package udf

import (
	"database/sql/driver"

	"github.com/duckdb/duckdb-go/v2"

	"github.com/customer-landscape/landscape/udf/btyd"
	"github.com/customer-landscape/landscape/udf/fisher"
)

func specialFunctions() []function {
	return []function{
		{"hyp2f1", doubles(4), duckdb.TYPE_DOUBLE, func() func([]driver.Value) (any, error) {
			return func(args []driver.Value) (any, error) {
				value, err := btyd.Hyp2F1(args[0].(float64), args[1].(float64), args[2].(float64), args[3].(float64))
				return value, err
			}
		}},
		{"digamma", doubles(1), duckdb.TYPE_DOUBLE, func() func([]driver.Value) (any, error) {
			return func(args []driver.Value) (any, error) {
				value, err := btyd.Digamma(args[0].(float64))
				return value, err
			}
		}},
		{"fisher_exact", doubles(4), duckdb.TYPE_DOUBLE, func() func([]driver.Value) (any, error) {
			return func(args []driver.Value) (any, error) {
				value, err := fisher.TwoSided(args[0].(float64), args[1].(float64), args[2].(float64), args[3].(float64))
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
