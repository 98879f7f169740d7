package nearest_test

import (
	"slices"
	"testing"

	"github.com/customer-landscape/landscape/engine/nearest"
)

func TestWords(t *testing.T) {
	words := []string{"landscape", "landscape_summary", "churn", "churn_rate", "tiers", "tiers"}
	for _, c := range []struct {
		word string
		n    int
		want []string
	}{
		{"landscap", 3, []string{"landscape", "landscape_summary"}},
		{"lanscape", 3, []string{"landscape"}},
		{"Chrun", 3, []string{"churn"}}, // two neighbours swapped
		{"churn", 1, []string{"churn"}},
		{"tires", 3, []string{"tiers"}},
		{"zzzz", 3, nil},
	} {
		if got := nearest.Words(c.word, words, c.n); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.word, got, c.want)
		}
	}
}
