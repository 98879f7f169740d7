// Package door says what the commands and the shell ask of a database, whether its file is open in this process or a server has it.
//
// It leaves the asking of a server to remote and everything a database does to engine. It may import the engine and its formats.
package door
