// Package querylog keeps what was asked of a server in files of their own: a line when a statement starts and one when it ends, so that
// a start without an end says what was running when the process died.
//
// It writes, rotates, bounds and reads the files, one JSON object a line, which DuckDB reads too. It leaves to the server what stands
// in a line, such as whether literals of SQL do. It imports nothing of the module.
package querylog
