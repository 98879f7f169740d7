// Package source turns a file of any usual format into something DuckDB or Arrow can take: it detects format, encoding and
// dialect once, verifies what DuckDB would read without a word when damaged, and names file, line, column and way out of what
// cannot be read.
//
// It leaves the reading of text, Parquet and JSON to DuckDB (as the SQL text of a relation), and profiles, rejects and
// transactions to engine. It may import Arrow, compression, text encodings and excelize, never the DuckDB driver.
package source
