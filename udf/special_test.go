package udf

import (
	"math"
	"math/rand/v2"
	"testing"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance*max(1, math.Abs(want)) {
		t.Errorf("%s = %.17g, want %.17g", what, got, want)
	}
}

func TestDigamma(t *testing.T) {
	const euler = 0.57721566490153286
	for _, c := range []struct{ x, want float64 }{
		{1, -euler}, {2, 1 - euler}, {0.5, -euler - 2*math.Ln2}, {0.25, -euler - math.Pi/2 - 3*math.Ln2},
		{-0.5, 2 - euler - 2*math.Ln2}, {100, 4.6001618527380874}, {1e-8, -1e8 - euler + math.Pi*math.Pi/6*1e-8},
	} {
		got, err := Digamma(c.x)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "digamma", got, c.want, 4e-15)
	}
	for _, x := range []float64{0, -3, math.NaN(), math.Inf(1)} {
		if _, err := Digamma(x); err == nil {
			t.Errorf("digamma(%v) has a value", x)
		}
	}
}

// TestHypergeometric compares with closed forms (DLMF 15.4) on both sides of every transformation.
func TestHypergeometric(t *testing.T) {
	for _, z := range []float64{-50, -1, -0.3, 0, 0.2, 0.5, 0.89, 0.91, 0.999, 0.99999} {
		for _, c := range []struct {
			name    string
			a, b, c float64
			want    float64
		}{
			{"ln", 1, 1, 2, logForm(z)},
			{"power", 0.3, 2, 2, math.Pow(1-z, -0.3)},
			{"power the other way", 2, 1.7, 2, math.Pow(1-z, -1.7)},
			{"polynomial", -2, 3, 4, 1 - 2*3./4*z + 3*4./(4*5)*z*z},
		} {
			got, err := Hypergeometric(c.a, c.b, c.c, z)
			if err != nil {
				t.Fatal(err)
			}
			near(t, c.name, got, c.want, 1e-11)
		}
	}
	got, err := Hypergeometric(0.5, 0.25, 1.5, 1)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "at 1", got, math.Gamma(1.5)*math.Gamma(0.75)/(math.Gamma(1)*math.Gamma(1.25)), 1e-14)
}

func logForm(z float64) float64 {
	if z == 0 {
		return 1
	}
	return -math.Log1p(-z) / z
}

// TestHypergeometricContiguous checks c(c-1)(z-1) F(c-1) + c(c-1-(2c-a-b-1)z) F(c) + (c-a)(c-b)z F(c+1) = 0 (DLMF 15.5.18).
func TestHypergeometricContiguous(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		a, b, c, z := 5*random.Float64(), 5*random.Float64(), 1.1+6*random.Float64(), 1.9*random.Float64()-1
		var f [3]float64
		for i := range f {
			var err error
			if f[i], err = Hypergeometric(a, b, c+float64(i-1), z); err != nil {
				t.Fatal(err)
			}
		}
		x, y, w := c*(c-1)*(z-1)*f[0], c*(c-1-(2*c-a-b-1)*z)*f[1], (c-a)*(c-b)*z*f[2]
		if rest := math.Abs(x + y + w); rest > 1e-9*(math.Abs(x)+math.Abs(y)+math.Abs(w)) {
			t.Errorf("a %v b %v c %v z %v: what should be 0 is %v of %v", a, b, c, z, rest, math.Abs(x)+math.Abs(y))
		}
	}
}

func TestHypergeometricRefuses(t *testing.T) {
	for _, c := range [][4]float64{{1, 1, 0, 0.5}, {1, 1, -2, 0.5}, {1, 1, 2, 1}, {1, 1, 2, 1.5}, {math.NaN(), 1, 2, 0.5}, {1, 1, 2, math.Inf(-1)}} {
		if value, err := Hypergeometric(c[0], c[1], c[2], c[3]); err == nil {
			t.Errorf("2F1%v = %v", c, value)
		}
	}
}
