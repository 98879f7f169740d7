// Package cli is the command line: it turns arguments and environment into calls of the engine, writes data to standard output and
// everything else to standard error, and gives every outcome its exit code.
//
// It leaves tables and bars to render and machine formats to engine/encode. It may import both, the engine and benchmarks.
package cli
