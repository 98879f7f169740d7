// Package udf registers in DuckDB the Go functions that SQL lacks: models of lifetime value that need special functions or quadrature,
// and the exact test of a two by two table.
//
// It does: names, types, the handling of NULL, and a guard that turns a panic of a function into an error of the query.
//
// It leaves to others: the mathematics (udf/btyd, udf/fisher, udf/forecast) and the public names, which are SQL macros, since DuckDB ignores the
// names of arguments of registered functions. It may import the driver, udf/btyd, udf/fisher and udf/forecast.
package udf
