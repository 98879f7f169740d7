package btyd

import (
	"fmt"
	"math"
)

// Digamma is ψ(x), the derivative of ln Γ(x). It is a number for every x but 0, -1, -2, ..., where the error names x, as it does for
// NaN and the infinities. The absolute error is a few units of the last place of the larger of 1 and |ψ(x)|. Recurrence, reflection and
// asymptotic series are those of DLMF 5.5.2, 5.5.4 and 5.11.2. (gonum's own is right to 10 digits.)
func Digamma(x float64) (float64, error) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, fmt.Errorf("x = %v: digamma takes a number", x)
	}
	if x <= 0 && x == math.Trunc(x) {
		return 0, fmt.Errorf("x = %v: digamma has a pole at 0 and at every negative whole number", x)
	}
	if x < 0 {
		return digamma(1-x) - math.Pi/math.Tan(math.Pi*(x-math.Round(x))), nil
	}
	return digamma(x), nil
}

// digamma is Digamma for x > 0.
func digamma(x float64) float64 {
	below := 0.0
	for ; x < stirlingFrom; x++ {
		below += 1 / x
	}
	return math.Log(x) + digammaRest(x) - below
}
