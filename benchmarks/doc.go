// Package benchmarks measures landscape on generated ledgers: what loads, refreshes, views, models, scores, exports, starts and the
// endpoint cost in time and memory, beside bare DuckDB with the best query by hand for the same answer, and beside other engines where the
// machine has them, in the same run on the same data. Cases are files below cases/, peers lie below peers/; results can be kept, compared,
// drawn and followed over sizes.
//
// It leaves the making of ledgers to benchmarks/ledgergen and everything it measures to engine, engine/encode and engine/httpapi. It may import those
// and Arrow, never the DuckDB driver: the peer runs through an engine session on a database of its own.
package benchmarks
