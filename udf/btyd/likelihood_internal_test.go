package btyd

// These tests are inside the package because a fit alone uses a family's likelihood; nothing public shows its gradient.

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// someGroups are random histories with many repeats of single values, as in a ledger, the extremes included.
func someGroups(n int, seed uint64) []Group {
	random := rand.New(rand.NewPCG(seed, 1))
	groups := make([]Group, n)
	for i := range groups {
		t := math.Ceil(random.Float64() * 160)
		h := History{T: t}
		if random.IntN(3) > 0 {
			h.X = 1 + int(random.ExpFloat64()*3)
			h.Tx = math.Ceil(random.Float64() * t)
			h.LogGaps = float64(h.X) * (math.Log(h.Tx/float64(h.X)) - 0.2*random.Float64())
		}
		groups[i] = Group{History: h, Customers: 1 + random.Int64N(20)}
	}
	return append(groups,
		Group{History: History{}, Customers: 3},
		Group{History: History{X: 1412, Tx: 155, T: 156, LogGaps: -3200}, Customers: 1},
		Group{History: History{X: 1412, Tx: 3, T: 156, LogGaps: -9000}, Customers: 1},
		Group{History: History{X: 1, Tx: 156, T: 156, LogGaps: math.Log(156)}, Customers: 2})
}

func likelihoodFamilies() map[string]family {
	return map[string]family{"nbd": nbdFamily, "bg": bgFamily, "mbg": mbgFamily, "pareto": paretoFamily, "cnbd-2": cnbdFamily(2), "cnbd-7": cnbdFamily(7)}
}

var likelihoodPoints = []float64{0.11, 0.9, 5.2, 60}

// TestGradientIsTheSlope compares each partial derivative with the difference quotient of the likelihood.
func TestGradientIsTheSlope(t *testing.T) {
	for name, f := range likelihoodFamilies() {
		likelihood := f.likelihood(someGroups(500, 7))
		random := rand.New(rand.NewPCG(5, 5))
		for range 50 {
			at := make([]float64, len(f.names))
			for i := range at {
				at[i] = likelihoodPoints[random.IntN(len(likelihoodPoints))]
			}
			checkGradient(t, name, likelihood, at)
		}
	}
}

// checkGradient compares each partial derivative in the logarithm of a parameter with the difference quotient.
func checkGradient(t *testing.T, name string, l likelihood, at []float64) {
	t.Helper()
	gradient, ignored := make([]float64, len(at)), make([]float64, len(at))
	l.at(at, gradient)
	for i := range at {
		const h = 1e-3
		moved := func(by float64) float64 {
			there := slices.Clone(at)
			there[i] *= math.Exp(by)
			return l.at(there, ignored)
		}
		slope := (8*(moved(h)-moved(-h)) - moved(2*h) + moved(-2*h)) / (12 * h)
		if math.Abs(slope-gradient[i]) > 1e-8*(1+math.Abs(slope)) {
			t.Errorf("%s at %v: derivative %d is %.12g, the slope %.12g", name, at, i, gradient[i], slope)
		}
	}
}

// TestDataSetIsTheSumOfCustomers compares the tables with the likelihood of one history at a time.
func TestDataSetIsTheSumOfCustomers(t *testing.T) {
	groups := someGroups(9000, 11)
	for name, f := range likelihoodFamilies() {
		at := []float64{0.7, 9.5, 0.8, 2.4}[:len(f.names)]
		model, err := f.model(at)
		if err != nil {
			t.Fatal(err)
		}
		var sum, customers float64
		for _, g := range groups {
			l, err := model.LogLikelihood(g.History)
			if err != nil {
				t.Fatal(err)
			}
			sum += float64(g.Customers) * l
			customers += float64(g.Customers)
		}
		got := f.likelihood(groups).at(at, make([]float64, len(at)))
		if want := sum / customers; math.Abs(got-want) > 1e-12*math.Abs(want) {
			t.Errorf("%s: mean log-likelihood %.15g, customer by customer %.15g", name, got, want)
		}
	}
}

// TestThreadsChangeNothing asks for the same bits whatever the number of threads.
func TestThreadsChangeNothing(t *testing.T) {
	groups := someGroups(20000, 3)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for name, f := range likelihoodFamilies() {
		at := []float64{0.7, 9.5, 0.8, 2.4}[:len(f.names)]
		var value [2]float64
		var gradient [2][4]float64
		for i, threads := range []int{1, 5} {
			runtime.GOMAXPROCS(threads)
			value[i] = f.likelihood(groups).at(at, gradient[i][:len(at)])
		}
		if value[0] != value[1] || gradient[0] != gradient[1] {
			t.Errorf("%s: %v %v with one thread, %v %v with five", name, value[0], gradient[0], value[1], gradient[1])
		}
	}
}
