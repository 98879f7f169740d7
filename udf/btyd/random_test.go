package btyd_test

import (
	"math"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// TestRandomIsUniform looks at the moments of many sequences' first numbers and of one sequence.
func TestRandomIsUniform(t *testing.T) {
	const n = 100_000
	one := btyd.NewRandom(1, "one")
	keys := []byte("customer 00000")
	for name, next := range map[string]func() float64{
		"one sequence": one.Float64,
		"first numbers of neighbouring keys": func() float64 {
			for i := len(keys) - 1; ; i-- {
				if keys[i]++; keys[i] <= '9' {
					break
				}
				keys[i] = '0'
			}
			return btyd.NewRandom(1, string(keys)).Float64()
		},
	} {
		var mean, square, product, last float64
		for range n {
			u := next()
			if !(u > 0 && u < 1) {
				t.Fatalf("%s: %v", name, u)
			}
			mean += u / n
			square += u * u / n
			product += (u - 0.5) * (last - 0.5) / n
			last = u
		}
		for what, off := range map[string]float64{"mean": mean - 0.5, "mean square": square - 1./3, "product of neighbours": product} {
			if math.Abs(off) > 5*0.3/math.Sqrt(n) {
				t.Errorf("%s: %s is off by %v", name, what, off)
			}
		}
	}
}

// TestRandomDependsOnSeedAndKey and on nothing else.
func TestRandomDependsOnSeedAndKey(t *testing.T) {
	first := func(seed uint64, key string) float64 { return btyd.NewRandom(seed, key).Float64() }
	if first(1, "a") != first(1, "a") {
		t.Error("equal seeds and keys give different numbers")
	}
	seen := map[float64]string{}
	for _, seed := range []uint64{0, 1, 2, math.MaxUint64} {
		for _, key := range []string{"", "a", "b", "ab", "ba", "a\x00"} {
			if other, twice := seen[first(seed, key)]; twice {
				t.Errorf("seed %d with key %q begins like key %q", seed, key, other)
			}
			seen[first(seed, key)] = key
		}
	}
}
