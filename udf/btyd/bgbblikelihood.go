package btyd

import (
	"cmp"
	"math"
	"slices"
)

// bgbbLikelihood is the BG/BB likelihood of a data set. The Gamma functions of whole steps are running sums, made once per
// evaluation. The histories of one x and n are visited from the latest last purchase to the earliest, each taking over the sum of
// the one before.
type bgbbLikelihood struct {
	groups    []Opportunities // by n, then x, then falling t_x; each history once
	customers float64
	// of α, β, δ, α+β and γ+δ
	alpha, beta, delta, buying, living rises
}

// rises are lnΓ(z+k) - lnΓ(z) and its derivative in z for k = 0, 1, ...
type rises struct{ log, slope []float64 }

func newRises(n int) rises { return rises{make([]float64, n+1), make([]float64, n+1)} }

func (r rises) fill(z float64) {
	for k := 1; k < len(r.log); k++ {
		factor := z + float64(k-1)
		r.log[k] = r.log[k-1] + math.Log(factor)
		r.slope[k] = r.slope[k-1] + 1/factor
	}
}

func newBGBBLikelihood(groups []Opportunities) *bgbbLikelihood {
	sorted := slices.Clone(groups)
	slices.SortFunc(sorted, func(a, b Opportunities) int {
		return cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare(a.X, b.X), cmp.Compare(b.Tx, a.Tx))
	})
	l := &bgbbLikelihood{}
	most := 0
	for _, g := range sorted {
		l.customers += float64(g.Customers)
		most = max(most, g.N)
		if last := len(l.groups) - 1; last >= 0 && l.groups[last].N == g.N && l.groups[last].X == g.X && l.groups[last].Tx == g.Tx {
			l.groups[last].Customers += g.Customers
		} else {
			l.groups = append(l.groups, g)
		}
	}
	for _, r := range []*rises{&l.alpha, &l.beta, &l.delta, &l.buying, &l.living} {
		*r = newRises(most + 1)
	}
	return l
}

// path is the logarithm of the probability of one way to a history, or of several, and its derivatives by α, β, γ, δ.
type path struct {
	log    float64
	slopes [4]float64
}

func (p *path) add(other path) {
	sum, share := logAddExp(other.log, p.log)
	p.log = sum
	for i := range p.slopes {
		p.slopes[i] += share * (other.slopes[i] - p.slopes[i])
	}
}

func (l *bgbbLikelihood) at(parameters, gradient []float64) float64 {
	alpha, beta, gamma, delta := parameters[0], parameters[1], parameters[2], parameters[3]
	l.alpha.fill(alpha)
	l.beta.fill(beta)
	l.delta.fill(delta)
	l.buying.fill(alpha + beta)
	l.living.fill(gamma + delta)
	var value float64
	var slopes [4]float64
	var sum path
	since := 0 // the earliest opportunity after which leaving is in sum
	for i, g := range l.groups {
		if i == 0 || g.N != l.groups[i-1].N || g.X != l.groups[i-1].X {
			sum, since = l.stayed(g.X, g.N), g.N
		}
		for ; since > g.Tx; since-- {
			sum.add(l.left(g.X, since-1, gamma))
		}
		customers := float64(g.Customers)
		value += customers * sum.log
		for j, slope := range sum.slopes {
			slopes[j] += customers * slope
		}
	}
	return perCustomer(value, slopes[:], l.customers, parameters, gradient)
}

// stayed is the way of x purchases by a customer who lives through n opportunities.
func (l *bgbbLikelihood) stayed(x, n int) path {
	p := l.bought(x, n)
	p.log += l.delta.log[n] - l.living.log[n]
	p.slopes[2] = -l.living.slope[n]
	p.slopes[3] = l.delta.slope[n] - l.living.slope[n]
	return p
}

// left is the way of x purchases by a customer who lives through t opportunities and then leaves.
func (l *bgbbLikelihood) left(x, t int, gamma float64) path {
	p := l.bought(x, t)
	p.log += math.Log(gamma) + l.delta.log[t] - l.living.log[t+1]
	p.slopes[2] = 1/gamma - l.living.slope[t+1]
	p.slopes[3] = l.delta.slope[t] - l.living.slope[t+1]
	return p
}

func (l *bgbbLikelihood) bought(x, n int) path {
	return path{
		log: l.alpha.log[x] + l.beta.log[n-x] - l.buying.log[n],
		slopes: [4]float64{
			l.alpha.slope[x] - l.buying.slope[n],
			l.beta.slope[n-x] - l.buying.slope[n],
		},
	}
}
