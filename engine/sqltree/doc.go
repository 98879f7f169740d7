// Package sqltree reads what a query names and how deep it nests, from the tree that DuckDB's json_serialize_sql writes.
//
// It leaves the parsing to DuckDB and the judgement to its caller. It imports nothing of the module.
package sqltree
