// Package fisher gives the exact test of a table of two rows and two columns: whether a value is as common within a group as outside it.
//
// It leaves to others what is counted, and the correction for many tests (queries). It may import the standard library only.
package fisher
