// Package spool keeps what has to lie in files for a while: uploads until they are loaded, results until they were fetched.
//
// It bounds how much lies there, gives room back when a folder is removed, and clears what a killed process left. It leaves to its
// users what the files hold, when they go and who may see them. It may import the standard library alone.
package spool
