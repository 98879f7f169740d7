package repl

import "github.com/customer-landscape/landscape/engine/nearest"

// Nearest returns the candidate that word was most likely meant to be, or nothing when none is near: the one that begins with it, or
// else the one with the fewest changed letters, at most a third of its own.
func Nearest(word string, candidates []string) string {
	for _, found := range nearest.Words(word, candidates, 1) {
		return found
	}
	return ""
}
