// Package forecast holds the methods that forecast monthly series and sales pipelines: how each forecasts, which of them a series is
// forecast by, how far to trust it, and how likely open deals are to be won.
//
// It does: seasonal naive, drift, mean, seasonal run-rate, Holt-Winters, Croston and TSB; the comparison of methods on rolling
// origins; conformal and bootstrap intervals; outlier flags; stage probabilities, slippage and the simulation of a pipeline.
//
// It leaves to others: where the series come from, calendars beyond the number of a month, currencies, storage. Values are plain
// numbers in any one unit; forecasts are in the same unit.
//
// It may import gonum and the standard library. No database, no cgo.
package forecast
