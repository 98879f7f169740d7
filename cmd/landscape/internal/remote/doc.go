// Package remote asks a running `landscape serve` what the commands and the shell ask of a database.
//
// It leaves what is asked to its callers, and everything a database does to the server. It may import door, the engine's types and
// formats, and Arrow's reader.
package remote
