package repl

import "strings"

// Nearest returns the candidate that word was most likely meant to be, or nothing when none is near: the one that begins with it, or
// else the one with the fewest changed letters, at most a third of its own.
func Nearest(word string, candidates []string) string {
	word = strings.ToLower(word)
	best, fewest := "", 0
	for _, c := range candidates {
		if len(word) >= 2 && strings.HasPrefix(c, word) {
			return c
		}
		n := changes(word, c)
		if n <= max(1, len(c)/3) && (best == "" || n < fewest) {
			best, fewest = c, n
		}
	}
	return best
}

// changes counts the letters to insert, delete, replace or swap with their neighbour to turn a into b.
func changes(a, b string) int {
	before, last, this := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		this[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			this[j+1] = min(last[j+1]+1, this[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				this[j+1] = min(this[j+1], before[j-1]+1)
			}
		}
		before, last, this = last, this, before
	}
	return last[len(b)]
}
