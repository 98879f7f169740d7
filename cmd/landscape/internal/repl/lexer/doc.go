// Package lexer reads SQL as DuckDB's own scanner does, with the place of every token: it cuts scripts into statements, tells whether
// a text is complete, and is what highlighting and completion stand on. It never fails: what is not closed runs to the end and says so.
//
// It leaves grammar to the database. It imports nothing of the module.
package lexer
