package btyd

import "math"

// geometricLikelihood is the likelihood of a data set under BG/NBD (k 1, late 0), MBG/NBD (k 1, late 1) or MBG/CNBD-k (late 1).
type geometricLikelihood struct {
	*table
	k, late float64
	gaps    float64 // what the gaps add to the sum, whatever the parameters
	drop    dropTable
	age     []ageTerm // by place of T
	quiet   []ageTerm // by place of t_x
}

// ageTerm is what a likelihood needs of one value of T or t_x beside alpha.
type ageTerm struct {
	log     float64 // ln((alpha + t) / alpha)
	share   float64 // t / (alpha + t)
	inverse float64 // 1 / (alpha + t)
}

// dropTable holds, by place of x, what the dropout of a beta-geometric model adds to a likelihood.
type dropTable struct {
	odds    []float64 // ln of a / (b + late + x - 1), the dropout of the last purchase against staying; -Inf where nothing could drop
	inverse []float64 // 1 / (b + late + x - 1), 0 where nothing could drop
}

func newGeometricLikelihood(groups []Group, k, late float64) likelihood {
	t := tabulate(groups)
	l := &geometricLikelihood{
		table: t, k: k, late: late, drop: newDropTable(len(t.x)),
		age: make([]ageTerm, len(t.t)), quiet: make([]ageTerm, len(t.tx)),
	}
	if k > 1 {
		for _, g := range groups {
			l.gaps += float64(g.Customers) * ((k-1)*g.LogGaps - float64(g.X)*lnRising(1, k-1))
		}
	}
	return l
}

func newDropTable(places int) dropTable {
	return dropTable{odds: make([]float64, places), inverse: make([]float64, places)}
}

// fill computes the table for the values x.
func (d dropTable) fill(x []float64, a, b, late float64) {
	for i, x := range x {
		d.odds[i], d.inverse[i] = math.Inf(-1), 0
		if x+late > 0 {
			d.odds[i] = math.Log(a / (b + late + x - 1))
			d.inverse[i] = 1 / (b + late + x - 1)
		}
	}
}

// fillAges computes the terms of each time.
func fillAges(into []ageTerm, times []float64, alpha float64) {
	for i, t := range times {
		into[i] = ageTerm{log: math.Log1p(t / alpha), share: t / (alpha + t), inverse: 1 / (alpha + t)}
	}
}

// logMix is ln(weight·e^x + e^y), and the share of the first term. y may be -Inf. One exponential and one logarithm serve a group;
// the difference to log1p is below the last digit of a sum over groups.
func logMix(weight, x, y float64) (sum, share float64) {
	if x >= y {
		total := weight + math.Exp(y-x)
		return x + math.Log(total), weight / total
	}
	first := weight * math.Exp(x-y)
	return y + math.Log(first+1), first / (first + 1)
}

// at follows Fader, Hardie and Lee (2005), Batislam, Denizel and Filiztekin (2007) for MBG, and Platzer and Reutterer (2016) for k
// above 1. With ln(alpha + t) written as ln alpha + ln(1 + t/alpha), nothing cancels when r and alpha are both large.
func (l *geometricLikelihood) at(parameters, gradient []float64) float64 {
	r, alpha, a, b := parameters[0], parameters[1], parameters[2], parameters[3]
	l.drop.fill(l.x, a, b, l.late)
	fillAges(l.age, l.t, alpha)
	fillAges(l.quiet, l.tx, alpha)
	const value, byR, byAlpha, left, byB = 0, 1, 2, 3, 4
	sums := l.sum(5, func(rows []tableRow, into []float64) {
		for _, row := range rows {
			age, quiet, n := l.age[row.t], l.quiet[row.tx], row.customers
			shape := r + l.k*l.x[row.x]
			open := gap{sum: 1}
			if l.k > 1 {
				open = openGap(l.k, shape, (l.t[row.t]-l.tx[row.tx])*age.inverse)
			}
			sum, stay := logMix(open.sum, open.scale-shape*age.log, l.drop.odds[row.x]-shape*quiet.log)
			into[value] += n * sum
			into[byR] += n * (stay*(open.byShape-age.log) - (1-stay)*quiet.log)
			into[byAlpha] += n * (stay*(shape*age.share-open.passed*alpha*age.inverse) + (1-stay)*shape*quiet.share)
			into[left] += n * (1 - stay)
			into[byB] -= n * (1 - stay) * l.drop.inverse[row.x]
		}
	})
	sums[value] += l.gaps
	logAlpha := math.Log(alpha)
	byA := sums[left] / a
	for i, x := range l.x {
		n, trials, events := l.ofX[i], x+l.late, l.k*x
		both := harmonicRise(a+b, trials)
		sums[value] += n * (lnRising(r, events) - events*logAlpha + lnRising(b, trials) - lnRising(a+b, trials))
		sums[byR] += n * harmonicRise(r, events)
		sums[byAlpha] -= n * events
		byA -= n * both
		sums[byB] += n * (harmonicRise(b, trials) - both)
	}
	gradient[0] = r * sums[byR] / l.customers
	gradient[1] = sums[byAlpha] / l.customers
	gradient[2] = a * byA / l.customers
	gradient[3] = b * sums[byB] / l.customers
	return sums[value] / l.customers
}
