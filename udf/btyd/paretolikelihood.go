package btyd

import (
	"cmp"
	"math"
	"slices"
)

// paretoFamily is the Pareto/NBD for a fit.
var paretoFamily = family{
	kind:       KindPareto,
	names:      []string{"r", "alpha", "s", "beta"},
	time:       []bool{false, true, false, true},
	start:      []float64{1, 0.5, 1, 0.5},
	likelihood: newParetoLikelihood,
	model:      func(p []float64) (Model, error) { return NewPareto(p[0], p[1], p[2], p[3]) },
}

// paretoLikelihood is the likelihood of a data set. The integral over the moment of leaving depends on x and its two ends only, so
// within one x it is taken once between each two neighbouring times and summed from the right: C(t) from t to the last time. That
// leaves one exponential and one logarithm per group.
type paretoLikelihood struct {
	blocks    []*paretoBlock
	customers float64
}

// paretoBlock is a run of groups of one x.
type paretoBlock struct {
	x         float64
	customers float64
	weights   []float64 // customers of each group
	from, to  []int32   // places of its t_x and its t in times
	times     []float64 // each once, ascending
	points    []paretoPoint
	value     float64    // sum of the log-likelihood
	slopes    [4]float64 // of the value, by parameter
}

// paretoPoint is what the likelihood needs at one time, and what it adds up there.
type paretoPoint struct {
	left moments // of C, the integral from here to the last time
	// alive is the logarithm of D = (α+t)^-(r+x) (β+t)^-s; beyond is s·C/D, in [0, 1).
	alive, beyond float64
	// living sums the probabilities of being alive over the groups that end here. begun sums s·C(here)/D·alive over the groups that
	// begin here, and ended the same over those that end here: their difference is the probability of having left.
	living, begun, ended float64
}

func newParetoLikelihood(groups []Group) likelihood {
	sorted := groups
	if byX := func(a, b Group) int { return cmp.Compare(a.X, b.X) }; !slices.IsSortedFunc(groups, byX) {
		sorted = slices.Clone(groups)
		slices.SortStableFunc(sorted, byX)
	}
	l := &paretoLikelihood{}
	for begin := 0; begin < len(sorted); {
		end := begin
		for end < len(sorted) && end-begin < rowsPerBlock && sorted[end].X == sorted[begin].X {
			end++
		}
		l.blocks = append(l.blocks, newParetoBlock(sorted[begin:end]))
		begin = end
	}
	for _, b := range l.blocks {
		l.customers += b.customers
	}
	return l
}

func newParetoBlock(groups []Group) *paretoBlock {
	b := &paretoBlock{
		x:       float64(groups[0].X),
		weights: make([]float64, len(groups)),
		from:    make([]int32, len(groups)),
		to:      make([]int32, len(groups)),
	}
	for _, g := range groups {
		b.times = append(b.times, g.Tx, g.T)
	}
	slices.Sort(b.times)
	b.times = slices.Clip(slices.Compact(b.times))
	b.points = make([]paretoPoint, len(b.times))
	place := func(t float64) int32 {
		i, _ := slices.BinarySearch(b.times, t)
		return int32(i)
	}
	for i, g := range groups {
		b.weights[i] = float64(g.Customers)
		b.customers += b.weights[i]
		b.from[i], b.to[i] = place(g.Tx), place(g.T)
	}
	return b
}

func (l *paretoLikelihood) at(parameters, gradient []float64) float64 {
	m := Pareto{R: parameters[0], Alpha: parameters[1], S: parameters[2], Beta: parameters[3]}
	eachBlock(len(l.blocks), func(i int) { l.blocks[i].evaluate(m) })
	var value float64
	var slopes [4]float64
	for _, b := range l.blocks {
		value += b.value
		for i, slope := range b.slopes {
			slopes[i] += slope
		}
	}
	return perCustomer(value, slopes[:], l.customers, parameters, gradient)
}

func (b *paretoBlock) evaluate(m Pareto) {
	b.tabulate(m)
	logS := math.Log(m.S)
	sum := 0.0
	for i, weight := range b.weights {
		from, to := &b.points[b.from[i]], &b.points[b.to[i]]
		// Likelihood over D(t): 1 + s·[C(t_x) - C(t)]/D(t). The subtraction is harmless, since the part taken away is under 1.
		exponent := logS + from.left.log - to.alive
		if exponent > 600 {
			sum += weight * (logS + from.left.log)
			from.begun += weight
			continue
		}
		odds := math.Exp(exponent)
		total := 1 + odds - to.beyond
		sum += weight * (to.alive + math.Log(total))
		alive := weight / total
		to.living += alive
		to.ended += alive * to.beyond
		from.begun += alive * odds
	}
	b.value = sum + b.customers*(lnRising(m.R, b.x)+m.R*math.Log(m.Alpha)+m.S*math.Log(m.Beta))
	b.differentiate(m)
}

// tabulate fills the points for these parameters, from the last to the first, and clears their sums.
func (b *paretoBlock) tabulate(m Pareto) {
	buying := m.R + b.x
	logS := math.Log(m.S)
	left := moments{log: math.Inf(-1)}
	for i := len(b.times) - 1; i >= 0; i-- {
		t := b.times[i]
		alive := -buying*math.Log(m.Alpha+t) - m.S*math.Log(m.Beta+t)
		if i < len(b.times)-1 {
			piece := m.leaving(buying, t, b.times[i+1])
			piece.log += alive - math.Log(m.Beta+t)
			left = piece.and(left)
		}
		b.points[i] = paretoPoint{left: left, alive: alive, beyond: math.Exp(logS + left.log - alive)}
	}
}

// differentiate turns the sums at the points into the slopes of the value.
func (b *paretoBlock) differentiate(m Pareto) {
	buying := m.R + b.x
	var r, alpha, s, beta, living float64
	for i := range b.points {
		p := &b.points[i]
		// In the means, near is α and far is β.
		left := p.begun - p.ended
		toAlpha, toBeta := m.Alpha+b.times[i], m.Beta+b.times[i]
		r -= p.living*math.Log(toAlpha) + left*p.left.logNear
		alpha -= buying * (p.living/toAlpha + left*p.left.overNear)
		s -= p.living*math.Log(toBeta) + left*p.left.logFar
		beta -= m.S*p.living/toBeta + (m.S+1)*left*p.left.overFar
		living += p.living
	}
	rising := harmonicRise(m.R, b.x)
	b.slopes = [4]float64{
		r + b.customers*(rising+math.Log(m.Alpha)),
		alpha + b.customers*m.R/m.Alpha,
		s + b.customers*math.Log(m.Beta) + (b.customers-living)/m.S,
		beta + b.customers*m.S/m.Beta,
	}
}
