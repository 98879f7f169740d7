// Package encode writes a result as csv, tsv, JSON in three forms, markdown, a page of HTML, Arrow as a stream or a file, Parquet or a
// workbook, batch by batch, so that memory does not grow with the result; a workbook alone is kept until it is whole.
//
// It leaves tables for people to the renderer of the command line, and the choice of a format by extension or header to its
// callers' wishes. It may import the engine, Arrow and a writer of workbooks, never a terminal or HTTP.
package encode
