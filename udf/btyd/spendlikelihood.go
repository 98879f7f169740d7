package btyd

import (
	"cmp"
	"math"
	"slices"
)

// spendLikelihood is the Gamma-Gamma likelihood of a data set. Its parameters are p, q-1 and γ: the logarithm of q-1 is any number
// and q stays above 1. The Gamma functions depend on the number of purchases alone; a group costs one logarithm.
type spendLikelihood struct {
	blocks    []*spendBlock
	customers float64
}

// spendBlock is a run of groups of one number of purchases.
type spendBlock struct {
	purchases float64
	customers float64
	logMeans  float64   // sum of ln mean over customers
	weights   []float64 // customers of each group
	totals    []float64 // value of all purchases of one customer of the group
	value     float64
	slopes    [3]float64 // of the value, by p, q-1, γ
}

func newSpendLikelihood(groups []Spend) likelihood {
	sorted := slices.Clone(groups)
	slices.SortStableFunc(sorted, func(a, b Spend) int { return cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare(a.Mean, b.Mean)) })
	l := &spendLikelihood{}
	for begin := 0; begin < len(sorted); {
		b := &spendBlock{purchases: float64(sorted[begin].N)}
		end := begin
		for end < len(sorted) && end-begin < rowsPerBlock && sorted[end].N == sorted[begin].N {
			g := sorted[end]
			b.weights = append(b.weights, float64(g.Customers))
			b.totals = append(b.totals, b.purchases*g.Mean)
			b.customers += float64(g.Customers)
			b.logMeans += float64(g.Customers) * math.Log(g.Mean)
			end++
		}
		l.blocks = append(l.blocks, b)
		l.customers += b.customers
		begin = end
	}
	return l
}

func (l *spendLikelihood) at(parameters, gradient []float64) float64 {
	m := GammaGamma{P: parameters[0], Q: 1 + parameters[1], Gamma: parameters[2]}
	eachBlock(len(l.blocks), func(i int) { l.blocks[i].evaluate(m) })
	var value float64
	var slopes [3]float64
	for _, b := range l.blocks {
		value += b.value
		for i, slope := range b.slopes {
			slopes[i] += slope
		}
	}
	return perCustomer(value, slopes[:], l.customers, parameters, gradient)
}

func (b *spendBlock) evaluate(m GammaGamma) {
	var logs, inverses float64 // sums of ln(1 + γ/total) and of 1/(γ+total)
	for i, weight := range b.weights {
		logs += weight * math.Log1p(m.Gamma/b.totals[i])
		inverses += weight / (m.Gamma + b.totals[i])
	}
	shape := m.P * b.purchases
	// sum of ln(1 + total/γ)
	growth := logs + b.logMeans + b.customers*(math.Log(b.purchases)-math.Log(m.Gamma))
	logGammaQ, _ := math.Lgamma(m.Q)
	b.value = b.customers*(lnGammaRatio(shape, m.Q)-logGammaQ) - b.logMeans - shape*logs - m.Q*growth
	b.slopes = [3]float64{
		b.purchases * (b.customers*digammaGap(shape, m.Q) - logs),
		b.customers*digammaGap(m.Q, shape) - growth,
		b.customers*m.Q/m.Gamma - (shape+m.Q)*inverses,
	}
}
