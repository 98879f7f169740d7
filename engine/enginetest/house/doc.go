// Package house holds the rules of the repository as tests: which package may import which, the layout, the size and the form of
// files, what a machine without compilers is told, and that every snippet of README.md does what it says.
//
// It leaves the correctness of the product to the tests beside the product, and style that a linter knows to the linter. It has no
// code outside its tests, which may import the standard library only: they read the repository and run its commands.
package house
