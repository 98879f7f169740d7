// Package encode writes a result as csv, tsv, json, ndjson, markdown, an Arrow stream or Parquet, batch by batch, so that memory
// does not grow with the result.
//
// It leaves tables for people to the renderer of the command line, and the choice of a format by extension or header to its
// callers' wishes. It may import the engine and Arrow, never a terminal or HTTP.
package encode
