package btyd

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// rule is a Gauss-Legendre rule on [-1, 1].
type rule struct{ nodes, weights []float64 }

func gaussLegendre(n int) rule {
	r := rule{nodes: make([]float64, n), weights: make([]float64, n)}
	quad.Legendre{}.FixedLocations(r.nodes, r.weights, -1, 1)
	return r
}

var (
	gauss8  = gaussLegendre(8)
	gauss16 = gaussLegendre(16)
)

// powers is the function (near+τ)^-nearPower · (far+τ)^-farPower of τ >= 0, with 0 < near <= far and powers of 0 or more.
type powers struct{ near, far, nearPower, farPower float64 }

// moments are the integral of a function of τ and the means of four others under that function, normalised.
type moments struct {
	log               float64 // natural logarithm of the integral, -Inf for an empty range; over divides by the function at lo first
	logNear, overNear float64 // means of ln(near+τ) and 1/(near+τ)
	logFar, overFar   float64 // means of ln(far+τ) and 1/(far+τ)
}

const (
	widestPanel = 1.5                   // in z
	steepest    = 10                    // change of the logarithm of the integrand over one panel
	negligible  = 2.862518580549394e-20 // e^-45
	largePower  = 100                   // from here the rounding of a logarithm costs digits
	// A panel of less than this width and this change is exact with half the nodes.
	narrowPanel, gentlePanel = 0.25, 1.5
)

// over integrates from lo to hi. It substitutes z = ln((near+τ)/(near+lo)): seen from z, the nearest singularity of the integrand is
// at least π away, so that panels of moderate width reach full precision whatever the parameters. Every term is positive, and the
// integral is that of the function divided by its value at lo, so that nothing overflows.
func (p powers) over(lo, hi float64) moments {
	start := p.near + lo
	end := math.Log1p((hi - lo) / start)
	if !(end > 0) {
		return moments{log: math.Inf(-1)}
	}
	gap := p.far - p.near
	rise := 1 - p.nearPower // the substitution gives back one power
	farStart := start + gap
	var sum, sumZ, sumOverNear, sumLogFar, sumOverFar float64
	for at := 0.0; at < end; {
		u := start * math.Exp(at)
		slope := rise - p.farPower*(u/(u+gap))
		// The logarithm of the integrand is concave in z: behind a falling point it falls at least as fast.
		if slope < 0 && sum > 0 {
			here := math.Exp(rise*at - p.farPower*math.Log1p(start*math.Expm1(at)/farStart))
			if here < -slope*negligible*sum {
				break
			}
		}
		width := min(widestPanel, steepest/math.Abs(slope), end-at)
		nodes := &gauss16
		if width < narrowPanel && width*math.Abs(slope) < gentlePanel {
			nodes = &gauss8
		}
		half := width / 2
		for i, node := range nodes.nodes {
			z := at + half*(1+node)
			u := start * math.Exp(z)
			logFar := 0.0
			if p.farPower < largePower {
				logFar = math.Log((u + gap) / farStart)
			} else {
				logFar = math.Log1p(start * math.Expm1(z) / farStart)
			}
			f := half * nodes.weights[i] * math.Exp(rise*z-p.farPower*logFar)
			sum += f
			sumZ += f * z
			sumOverNear += f / u
			sumLogFar += f * logFar
			sumOverFar += f / (u + gap)
		}
		at += width
	}
	logStart := math.Log(start)
	return moments{
		log:      math.Log(sum) + logStart,
		logNear:  logStart + sumZ/sum,
		overNear: sumOverNear / sum,
		logFar:   math.Log(farStart) + sumLogFar/sum,
		overFar:  sumOverFar / sum,
	}
}

// exchanged swaps near and far.
func (m moments) exchanged() moments {
	return moments{log: m.log, logNear: m.logFar, overNear: m.overFar, logFar: m.logNear, overFar: m.overNear}
}

// and adds the integral over a neighbouring range. Both logarithms are those of integrals of the same function.
func (m moments) and(other moments) moments {
	if other.log > m.log {
		m, other = other, m
	}
	if math.IsInf(other.log, -1) {
		return m
	}
	ratio := math.Exp(other.log - m.log)
	share := ratio / (1 + ratio)
	return moments{
		log:      m.log + math.Log1p(ratio),
		logNear:  m.logNear + share*(other.logNear-m.logNear),
		overNear: m.overNear + share*(other.overNear-m.overNear),
		logFar:   m.logFar + share*(other.logFar-m.logFar),
		overFar:  m.overFar + share*(other.overFar-m.overFar),
	}
}
