package btyd

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// The rules of the search. The gradient is per customer, in logarithms of parameters.
const (
	stopGradient  = 1e-7  // the search ends when no component is larger
	stopChange    = 1e-11 // or when the objective changes relatively less, twice
	maxGradient   = 1e-6  // what a component may be after the Newton steps
	newtonSteps   = 3     // of them are enough once the gradient is small; where the top is flat there may be more
	mostSteps     = 40
	maxIterations = 500
	farthest      = 12.0 // distance of a logarithm from its start that counts as run away
	beyond        = 18.0 // distance at which the search is turned back
	priorSD       = 3.0
	hessianStep   = 1e-4
	sameCurvature = 1e-5 // a step shorter than this leaves the Hessian as it is, up to the error of its differences
)

// problem is a mean log-likelihood to maximise over unconstrained coordinates.
type problem struct {
	at        func(theta, gradient []float64) float64
	center    []float64 // where the search starts, and the middle of the prior
	customers float64
	prior     bool
	mayGrow   int // how many coordinates, from the first, may grow without being lost: they do where rates do not differ

	evaluations int
}

// maximum is what a search found.
type maximum struct {
	theta       []float64
	mean        float64     // log-likelihood per customer, without the prior
	covariance  [][]float64 // nil on failure
	iterations  int
	evaluations int
	failure     string // "" when it is a maximum
}

// maximise searches from the center and, only if that fails, from all coordinates moved by +ln 4 and by -ln 4. It returns the
// best of what succeeded, or the best of the failures with the reason; the error is that of ctx alone.
func (p *problem) maximise(ctx context.Context) (maximum, error) {
	var best maximum
	iterations := 0
	for i, shift := range []float64{0, math.Log(4), -math.Log(4)} {
		start := make([]float64, len(p.center))
		for j, c := range p.center {
			start[j] = c + shift
		}
		found, err := p.from(ctx, start)
		if err != nil {
			return maximum{}, err
		}
		iterations += found.iterations
		if i == 0 || (found.failure == "") && (best.failure != "" || found.mean > best.mean) {
			best = found
		}
		if i == 0 && found.failure == "" {
			break
		}
	}
	best.iterations, best.evaluations = iterations, p.evaluations
	return best, nil
}

// objective is the negative mean log-likelihood with the prior, +Inf where it is no number.
func (p *problem) objective(theta, gradient []float64) float64 {
	for i, value := range theta {
		if !(math.Abs(value-p.center[i]) <= beyond) {
			return math.Inf(1)
		}
	}
	p.evaluations++
	value := -p.at(theta, gradient)
	floats.Scale(-1, gradient)
	if p.prior {
		weight := 1 / (priorSD * priorSD * p.customers)
		for i, c := range p.center {
			value += weight * (theta[i] - c) * (theta[i] - c) / 2
			gradient[i] += weight * (theta[i] - c)
		}
	}
	if math.IsNaN(value) {
		return math.Inf(1)
	}
	return value
}

// from searches from one start: BFGS, then Newton steps on a Hessian of gradient differences, then the checks. Where the top is so
// flat that BFGS ends early, as in data of equal customers, Newton goes on.
func (p *problem) from(ctx context.Context, start []float64) (maximum, error) {
	theta, iterations, err := p.descend(ctx, start)
	if err != nil {
		return maximum{}, err
	}
	found := maximum{theta: theta, iterations: iterations}
	gradient := make([]float64, len(theta))
	value := p.objective(theta, gradient)
	var h *mat.SymDense
	var curvature mat.Cholesky
	positive := false
	for step := 0; ; step++ {
		if err := ctx.Err(); err != nil {
			return maximum{}, err
		}
		if h == nil {
			h = p.hessian(theta)
			positive = curvature.Factorize(h)
		}
		steep := largest(gradient)
		if steep < stopGradient*1e-4 || step >= newtonSteps && steep <= maxGradient || step == mostSteps {
			break
		}
		factors, ok := damped(h)
		if !ok {
			break
		}
		next, nextGradient, nextValue, ok := p.newton(factors, theta, gradient, value)
		if !ok {
			break
		}
		if !positive || !(floats.Distance(theta, next, math.Inf(1)) < sameCurvature) {
			h = nil
		}
		theta, gradient, value = next, nextGradient, nextValue
		found.iterations++
	}
	found.theta = theta
	found.mean = -value
	if p.prior {
		for i, c := range p.center {
			found.mean += (theta[i] - c) * (theta[i] - c) / (2 * priorSD * priorSD * p.customers)
		}
	}
	found.failure = p.verdict(theta, gradient, value, positive)
	if found.failure == "" {
		if found.covariance = p.invert(&curvature); found.covariance == nil {
			found.failure = "these histories do not tell the parameters apart"
		}
	}
	return found, nil
}

// descend runs BFGS. That its line search ends without progress is no failure: the checks after it judge the point.
func (p *problem) descend(ctx context.Context, start []float64) (theta []float64, iterations int, err error) {
	at := make([]float64, len(start))
	gradient := make([]float64, len(start))
	value := math.NaN()
	evaluate := func(x []float64) {
		if math.IsNaN(value) || !floats.Equal(x, at) {
			copy(at, x)
			value = p.objective(at, gradient)
		}
	}
	result, err := optimize.Minimize(optimize.Problem{
		Func: func(x []float64) float64 { evaluate(x); return value },
		Grad: func(g, x []float64) { evaluate(x); copy(g, gradient) },
		Status: func() (optimize.Status, error) {
			if err := ctx.Err(); err != nil {
				return optimize.Failure, err
			}
			return optimize.NotTerminated, nil
		},
	}, start, &optimize.Settings{
		GradientThreshold: stopGradient,
		MajorIterations:   maxIterations,
		Converger:         &optimize.FunctionConverge{Relative: stopChange, Iterations: 2},
	}, &optimize.BFGS{})
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	if result == nil {
		return nil, 0, fmt.Errorf("search for the maximum of the likelihood: %w", err)
	}
	if math.IsInf(result.F, 1) {
		return start, result.MajorIterations, nil
	}
	return result.X, result.MajorIterations, nil
}

// newton returns the point one Newton step on, if it is lower or less steep; the step is halved up to ten times.
func (p *problem) newton(curvature *mat.Cholesky, theta, gradient []float64, value float64) (next, nextGradient []float64, nextValue float64, ok bool) {
	var step mat.VecDense
	if err := curvature.SolveVecTo(&step, mat.NewVecDense(len(gradient), gradient)); err != nil {
		return nil, nil, 0, false
	}
	next = make([]float64, len(theta))
	nextGradient = make([]float64, len(theta))
	for scale := 1.0; scale > 1e-3; scale /= 2 {
		for i := range theta {
			next[i] = theta[i] - scale*step.AtVec(i)
		}
		nextValue = p.objective(next, nextGradient)
		if !math.IsInf(nextValue, 1) && (nextValue < value || largest(nextGradient) < largest(gradient)) {
			return next, nextGradient, nextValue, true
		}
	}
	return nil, nil, 0, false
}

// damped factorizes a curvature, with as much added to its diagonal as makes it positive definite: Newton's step then still goes
// down. ok is false where the curvature is no number.
func damped(h *mat.SymDense) (factors *mat.Cholesky, ok bool) {
	factors = &mat.Cholesky{}
	for more := 1e-9; !factors.Factorize(h); more *= 10 {
		if more > 1e9 {
			return nil, false
		}
		for i := range h.SymmetricDim() {
			h.SetSym(i, i, h.At(i, i)+more)
		}
	}
	return factors, true
}

// hessian differentiates the gradient of the likelihood by central differences and adds the prior's curvature exactly.
func (p *problem) hessian(theta []float64) *mat.SymDense {
	n := len(theta)
	rows := make([][]float64, n)
	moved := make([]float64, n)
	low := make([]float64, n)
	for i := range theta {
		rows[i] = make([]float64, n)
		copy(moved, theta)
		moved[i] = theta[i] + hessianStep
		p.evaluations++
		p.at(moved, rows[i])
		moved[i] = theta[i] - hessianStep
		p.evaluations++
		p.at(moved, low)
		for j := range rows[i] {
			rows[i][j] = (low[j] - rows[i][j]) / (2 * hessianStep)
		}
	}
	h := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			h.SetSym(i, j, (rows[i][j]+rows[j][i])/2)
		}
		if p.prior {
			h.SetSym(i, i, h.At(i, i)+1/(priorSD*priorSD*p.customers))
		}
	}
	return h
}

// invert gives the covariance of the coordinates: the inverse of the curvature of the sum over customers.
func (p *problem) invert(curvature *mat.Cholesky) [][]float64 {
	var inverse mat.SymDense
	if err := curvature.InverseTo(&inverse); err != nil {
		return nil
	}
	covariance := make([][]float64, inverse.SymmetricDim())
	for i := range covariance {
		covariance[i] = make([]float64, len(covariance))
		for j := range covariance[i] {
			covariance[i][j] = inverse.At(i, j) / p.customers
		}
	}
	return covariance
}

// verdict says what is wrong with a point as a maximum; "" when nothing is.
func (p *problem) verdict(theta, gradient []float64, value float64, positive bool) string {
	switch {
	case math.IsInf(value, 0) || math.IsNaN(value):
		return "the likelihood of these histories is no number"
	case p.ranAway(theta):
		return "these histories do not bound the parameters"
	case !(largest(gradient) <= maxGradient):
		return "the search ended before the top of the likelihood"
	case !positive:
		return "these histories do not tell the parameters apart"
	}
	return ""
}

func (p *problem) ranAway(theta []float64) bool {
	for i, c := range p.center {
		if away := theta[i] - c; !(math.Abs(away) <= farthest) && !(i < p.mayGrow && away > 0) {
			return true
		}
	}
	return false
}

func largest(gradient []float64) float64 { return floats.Norm(gradient, math.Inf(1)) }
