// Package views holds the tests of the views of the landscape beyond ranking, bridge and churn, one file for each family: hand-computed
// ledgers of testdata, identities, and second computations in plain Go.
//
// It leaves those of ranking, bridge, churn and lifetime value to package engine. It holds tests only, which may import engine and
// enginetest.
package views
