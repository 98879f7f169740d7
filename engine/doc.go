// Package engine is the embedded analytics engine: it opens a ledger database, loads invoice lines into it, refreshes what is
// computed from them, and answers SQL as Arrow record batches.
//
// It leaves the reading of files to engine/source, the definitions of the figures to the SQL objects of package queries, and
// every terminal, flag and HTTP concern to its callers. It may import engine/source, queries, udf and udf/btyd; with udf it is the only
// package that imports the DuckDB driver.
package engine
