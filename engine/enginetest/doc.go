// Package enginetest helps the tests of the engine and of everything above it: it finds test data, opens engines, makes random
// ledgers, and computes the figures a second time in plain Go, from the raw lines and the written definitions alone.
//
// It leaves every assertion about the product to the test that calls it, and it never reads the SQL of package queries: what it
// computes is only worth something while it is written independently. It may import engine, benchmarks/ledgergen and Arrow; only tests may import it.
package enginetest
