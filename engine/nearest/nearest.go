// Package nearest finds the words that someone who mistyped one most likely meant.
//
// It leaves to its callers where the words come from and how a proposal is said. It may import the standard library only.
package nearest

import (
	"cmp"
	"slices"
	"strings"
)

// Words returns at most n of the candidates, those first that word was most likely meant to be: first the ones that begin with it, then
// those with the fewest changed letters, at most a third of their own. Candidates are in lower case; equally near ones keep their order, and one that is given twice is proposed once.
func Words(word string, candidates []string, n int) []string {
	word = strings.ToLower(word)
	type near struct {
		word  string
		apart int
	}
	var found []near
	for _, c := range candidates {
		apart := changes(word, c)
		if len(word) >= 2 && strings.HasPrefix(c, word) {
			apart = -1
		}
		if apart <= max(1, len(c)/3) {
			found = append(found, near{c, apart})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.apart, b.apart) })
	var words []string
	for _, f := range found {
		if len(words) < n && !slices.Contains(words, f.word) {
			words = append(words, f.word)
		}
	}
	return words
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
