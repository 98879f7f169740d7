// Package benchmarks measures landscape on generated ledgers: what a load, an incremental load, each default view, and a fit and the
// scores of lifetime value cost in time and memory, beside bare DuckDB doing the least that gives the same answer, in the same run on
// the same file.
//
// It leaves the making of ledgers to benchmarks/ledgergen and everything it measures to engine. It may import those two and Arrow,
// never the DuckDB driver: the peer runs through an engine session on a database of its own.
package benchmarks
