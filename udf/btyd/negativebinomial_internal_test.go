package btyd

// These tests are inside the package because no public method shows the tail of the distribution by itself.

import "testing"

// TestTailIsTheSumOfMasses from n on, and what is left of 1 below n.
func TestTailIsTheSumOfMasses(t *testing.T) {
	for _, shape := range []float64{.0065, .4, 1, 24.4, 1400} {
		for _, reach := range []float64{1e-4, .56, 16, 87} {
			for _, n := range []float64{1, 2, 9, 150} {
				sum, last := 0.0, nbMass(shape, reach, n)
				for k := n; k < n+50+2*shape*reach || last > 1e-17*sum; k++ {
					last = nbMass(shape, reach, k)
					sum += last
				}
				alike(t, "tail", nbTail(shape, reach, n), sum, 1e-9)
			}
		}
	}
}

// TestTailOfAKnownRate: a large shape leaves a Poisson number, here of mean 2 and with 1 - 3e^-2 for two or more.
func TestTailOfAKnownRate(t *testing.T) {
	for _, shape := range []float64{1e11, 1e13, 1e19} {
		alike(t, "tail", nbTail(shape, 2/shape, 2), .59399415029016192, 1e-10)
	}
}
