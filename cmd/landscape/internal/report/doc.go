// Package report finds named queries, those that come with the program and those in the user's folder, and turns the arguments of a
// caller into values that are bound.
//
// It leaves running a report and showing what it answers to its callers. It may import the engine and queries.
package report
