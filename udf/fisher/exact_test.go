package fisher_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/customer-landscape/landscape/udf/fisher"
)

func twoSided(t *testing.T, a, b, c, d int64) float64 {
	t.Helper()
	p, err := fisher.TwoSided(float64(a), float64(b), float64(c), float64(d))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	if math.Abs(got-want) > relative*math.Abs(want) {
		t.Errorf("%s is %.17g, want %.17g", what, got, want)
	}
}

// The values of the documentation of fisher.test in R and of other published examples; each fraction follows from binomial coefficients.
func TestPublished(t *testing.T) {
	// a lady tasting tea: 3 of 4 right, (C(4,3) C(4,1) + C(4,4)) / C(8,4) on either side
	near(t, "tea tasting", twoSided(t, 3, 1, 1, 3), 34.0/70, 1e-14)
	near(t, "all cups right", twoSided(t, 4, 0, 0, 4), 2.0/70, 1e-14)
	// convictions of like-sex twins of criminals, in the documentation of R
	near(t, "convictions", twoSided(t, 2, 10, 15, 3), 0.0005367241, 1e-7)
	// dieting by sex, the example of the usual encyclopedia article
	near(t, "dieting", twoSided(t, 1, 9, 11, 3), 0.002759456, 1e-6)
}

// exact adds the probabilities of all tables as fractions.
func exact(a, b, c, d int64) float64 {
	row, other, column := a+b, c+d, a+c
	all := new(big.Int).Binomial(row+other, column)
	ways := func(x int64) *big.Int {
		return new(big.Int).Mul(new(big.Int).Binomial(row, x), new(big.Int).Binomial(other, column-x))
	}
	observed, sum := ways(a), new(big.Int)
	for x := max(0, column-other); x <= min(row, column); x++ {
		if w := ways(x); w.Cmp(observed) <= 0 {
			sum.Add(sum, w)
		}
	}
	p, _ := new(big.Rat).SetFrac(sum, all).Float64()
	return p
}

// Every table of small counts, against fractions. Tables are equally likely or differ by far more than the tolerance.
func TestEverySmallTable(t *testing.T) {
	for n := range 4096 {
		a, b, c, d := int64(n&7), int64(n>>3&7), int64(n>>6&7), int64(n>>9&7)
		near(t, fmt.Sprint(a, b, c, d), twoSided(t, a, b, c, d), exact(a, b, c, d), 1e-12)
	}
}

func TestRandomTables(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 7))
	for _, most := range []int64{30, 300, 1500} {
		for range 60 {
			a, b, c, d := r.Int64N(most/10+2), r.Int64N(most), r.Int64N(most/3+2), r.Int64N(most)
			near(t, fmt.Sprint(a, b, c, d), twoSided(t, a, b, c, d), exact(a, b, c, d), 1e-10)
		}
	}
}

// 200,000 customers: against sums of fractions of the tables beyond the observed one, which is enough where only one side counts.
func TestLargeTables(t *testing.T) {
	for _, c := range [][4]int64{{500, 19500, 3700, 176300}, {2100, 17900, 18000, 162000}, {3, 19997, 150, 179850}, {12000, 8000, 90000, 90000}} {
		near(t, fmt.Sprint(c), twoSided(t, c[0], c[1], c[2], c[3]), exactByRatio(c[0], c[1], c[2], c[3]), 1e-10)
	}
}

// exactByRatio adds probabilities relative to the observed one, each from its neighbour by a ratio in 200 bits, and divides by the sum of
// all of them: no logarithm, no factorial.
func exactByRatio(a, b, c, d int64) float64 {
	row, other, column := a+b, c+d, a+c
	number := func(x int64) *big.Float { return new(big.Float).SetPrec(200).SetInt64(x) }
	one := number(1)
	small, all := number(0), number(0)
	add := func(weight *big.Float) {
		all.Add(all, weight)
		if weight.Cmp(one) <= 0 {
			small.Add(small, weight)
		}
	}
	weight := number(1)
	for x := a; x <= min(row, column); x++ {
		add(weight)
		weight = new(big.Float).Mul(weight, number((row-x)*(column-x)))
		weight.Quo(weight, number((x+1)*(other-column+x+1)))
	}
	weight = number(1)
	for x := a; x > max(0, column-other); x-- {
		weight = new(big.Float).Mul(weight, number(x*(other-column+x)))
		weight.Quo(weight, number((row-x+1)*(column-x+1)))
		add(weight)
	}
	p, _ := new(big.Float).Quo(small, all).Float64()
	return p
}

func TestRefuses(t *testing.T) {
	for _, cells := range [][4]float64{{-1, 1, 1, 1}, {1, 1.5, 1, 1}, {1, 1, math.NaN(), 1}, {1, 1, 1, math.Inf(1)}, {1e12, 1, 1, 1}} {
		if p, err := fisher.TwoSided(cells[0], cells[1], cells[2], cells[3]); err == nil {
			t.Errorf("%v gives %v", cells, p)
		}
	}
}

// FuzzTwoSided holds the result within 0 and 1 and to its symmetries.
func FuzzTwoSided(f *testing.F) {
	f.Add(uint32(3), uint32(1), uint32(1), uint32(3))
	f.Add(uint32(20000), uint32(0), uint32(5), uint32(180000))
	f.Fuzz(func(t *testing.T, a, b, c, d uint32) {
		p := twoSided(t, int64(a), int64(b), int64(c), int64(d))
		if !(p >= 0 && p <= 1) {
			t.Errorf("%d %d %d %d gives %v", a, b, c, d, p)
		}
		if a < 1e6 && b < 1e6 && c < 1e6 && d < 1e6 && p > 1e-290 {
			near(t, "columns exchanged", twoSided(t, int64(b), int64(a), int64(d), int64(c)), p, 1e-9)
			near(t, "transposed", twoSided(t, int64(a), int64(c), int64(b), int64(d)), p, 1e-9)
		}
	})
}
