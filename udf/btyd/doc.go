// Package btyd holds the buy-till-you-die models of customers without a contract: how often a customer buys while it is a
// customer, how likely it still is one, and what it will buy and spend.
//
// It does: the log-likelihood, gradient, probabilities and expectations of BG/NBD, MBG/NBD, Pareto/NBD, (M)BG/CNBD-k, BG/BB, the NBD
// without dropout and the Gamma-Gamma model of spend; the fit of their parameters with standard errors; the choice between
// them on a holdout; predictive distributions.
//
// It leaves to others: where the histories come from, calendars, money and currencies, storage. Times are plain numbers in any
// one unit; a model fitted in days answers in days.
//
// It may import gonum and the standard library. No database, no cgo.
package btyd
