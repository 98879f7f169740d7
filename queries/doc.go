// Package queries holds the SQL objects of the engine as embedded files and reads their headers: tables, macros, views, figures,
// import profiles and reports, one object per file, in the order in which they can be created.
//
// It leaves running SQL to package engine and the meaning of a profile to the load. It may import the standard library only and
// compiles without cgo.
package queries
