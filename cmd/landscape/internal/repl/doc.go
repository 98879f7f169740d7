// Package repl is the interactive shell: it reads statements and dot commands from a terminal or a pipe, runs them in one session of
// the engine, and shows what they answer.
//
// It leaves the reading of SQL to repl/lexer, drawing to render and machine formats to engine/encode. It may import these and the engine.
package repl
