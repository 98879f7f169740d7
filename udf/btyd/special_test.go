package btyd_test

import (
	"math"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// TestDigamma compares with mpmath 1.3 in 40 digits.
func TestDigamma(t *testing.T) {
	cases := []struct{ x, want float64 }{
		{1e-9, -1000000000.5772156},
		{.001, -1000.5755719318103},
		{.24259452, -4.3584615815386271},
		{1, -.57721566490153286},
		{1.4616321449683623, -9.2412655217294275e-17},
		{1.5, .036489973978576521},
		{3.7, 1.1671535393615114},
		{6.999, 1.8726307781540714},
		{12, 2.442661679975812},
		{25.5, 3.2189424728839198},
		{1e3, 6.9072551956488121},
		{1e15, 34.538776394910685},
		{1e300, 690.77552789821371},
		{-.5, .036489973978576521},
		{-1.5, .70315664064524319},
		{-10.1, 12.030052248548309},
		{-1e-9, 999999999.42278427},
		{-1234.000001, 1000007.007255979},
	}
	for _, c := range cases {
		got := must[float64](t)(btyd.Digamma(c.x))
		if math.Abs(got-c.want) > 2e-15*max(1, math.Abs(c.want)) {
			t.Errorf("digamma(%v) = %.17g, want %.17g", c.x, got, c.want)
		}
	}
	for _, x := range []float64{0, -1, -17, -1e300, math.NaN(), math.Inf(1), math.Inf(-1)} {
		if got, err := btyd.Digamma(x); err == nil || !strings.HasPrefix(err.Error(), "x = ") {
			t.Errorf("digamma(%v) = %v, %v", x, got, err)
		}
	}
}

// TestHyp2F1 compares with mpmath 1.3 in 50 digits: the series, both transformations, arguments next to 1, whole c - a - b.
func TestHyp2F1(t *testing.T) {
	cases := []struct{ a, b, c, z, want float64 }{
		{-27.60391170116658, -14.830713470098233, -27.752390417846676, .7084838037847483, 1.3017279494575093e-8},
		{0.5, 1.5, 2.25, 0.3, 1.1219263275973997},
		{0.24, 2.43, 2.22, 0.51, 1.2113629440635717},
		{2.3, -1.7, 0.4, 0.74, -0.74989823125205336},
		{0.5, 0.5, 1, 0.999999, 5.2801571547627131},
		{1, 2, 3, 0.9999999999, 44.05170170341052},
		{0.7, 1.3, 2, 0.95, 2.8975462553122911},
		{2.5, 3.5, 4, 0.99, 13485.583790948417},
		{1.25, 0.5, 2.75, 0.9999, 1.6009497189030941},
		{0.3, 0.4, 3.7, 0.9999999, 1.0426784796390373},
		{1.5, 2.5, 3.25, -0.8, 0.49808849088235614},
		{1.5, 2.5, 3.25, -40, 0.007341030964699218},
		{0.25, 0.75, 1.5, -100000000.0, 0.014141428534628317},
		{3, 7, 2.5, -5.5, -2.6642746202762961e-5},
		{20.5, 3.25, 25, 0.8, 39.106693263315703},
		{12, 30, 45.5, 0.97, 9480491.2966438091},
		{-2.5, 3.3, -4.7, 0.85, 19386.21752288679},
		{-3.5, 6.2, 9.1, -7, 522.9146895995442},
		{28.5, 2.6, 31.7, 0.6, 7.6618627595298929},
		{0.1, 5.5, -0.9, 0.45, -107.16801807538609},
		{60, 2, 90, 0.999, 9.6026024727589617},
		{5.2, 18.3, 24, 0.9, 1138.4858776752344},
	}
	for _, c := range cases {
		near(t, "hyp2f1", must[float64](t)(btyd.Hyp2F1(c.a, c.b, c.c, c.z)), c.want, 1e-10)
	}
}

// TestHyp2F1Identities has the cases with an elementary value.
func TestHyp2F1Identities(t *testing.T) {
	number := must[float64](t)
	for _, z := range []float64{-1e6, -3, -.4, .3, .9, 1 - 1e-9} {
		near(t, "ln(1-z)", number(btyd.Hyp2F1(1, 1, 2, z)), -math.Log1p(-z)/z, 1e-12)
		near(t, "power", number(btyd.Hyp2F1(2.5, -1.3, -1.3, z)), math.Pow(1-z, -2.5), 1e-12)
	}
	for _, z := range []float64{-8, -.5, .5, 1, 6} {
		near(t, "polynomial", number(btyd.Hyp2F1(-2, 5, 1.5, z)), 1-20./3*z+8*z*z, 1e-12)
		near(t, "polynomial that ends before c does", number(btyd.Hyp2F1(-2, 5, -2, z)), 1+5*z+15*z*z, 1e-12)
	}
	near(t, "zero of a polynomial", number(btyd.Hyp2F1(-1, 2, 1, .5)), 0, 0)
	near(t, "at 1", number(btyd.Hyp2F1(.5, .5, 2, 1)), 4/math.Pi, 1e-14)
	near(t, "at 0", number(btyd.Hyp2F1(3, 4, 5, 0)), 1, 0)
}

// TestHyp2F1Refuses names the argument.
func TestHyp2F1Refuses(t *testing.T) {
	cases := []struct {
		a, b, c, z float64
		says       string
	}{
		{math.NaN(), 1, 1, .5, "a = "},
		{1, math.Inf(1), 1, .5, "b = "},
		{1, 1, 0, .5, "c = "},
		{1, 1, -3, .5, "c = "},
		{-5, 1, -3, .5, "c = "},
		{1, 1, 2, 1.5, "z = "},
		{1, 1, 2, 1, "z = 1: c - a - b = 0 "},
		{1, 1, 3, math.NaN(), "z = "},
		{250, -250.5, 3, .7, "hyp2f1(250, -250.5; 3; 0.7): eight digits"},
		{900, 900, .5, .9, "hyp2f1(900, 900; 0.5; 0.9): eight digits"},
	}
	for _, c := range cases {
		if got, err := btyd.Hyp2F1(c.a, c.b, c.c, c.z); err == nil || !strings.HasPrefix(err.Error(), c.says) {
			t.Errorf("hyp2f1(%v, %v; %v; %v) = %v, %v; it should say %q", c.a, c.b, c.c, c.z, got, err, c.says)
		}
	}
}

// FuzzHyp2F1 asks anything: it answers with a number or an error.
func FuzzHyp2F1(f *testing.F) {
	f.Add(1.0, 1.0, 2.0, .5)
	f.Add(-3.0, 1e300, -3.0, 1e300)
	f.Add(1e-300, 1e9, -.5, 1-1e-16)
	f.Add(40.5, -33.1, 17.2, -1e300)
	f.Fuzz(func(t *testing.T, a, b, c, z float64) {
		if got, err := btyd.Hyp2F1(a, b, c, z); err == nil && (math.IsNaN(got) || math.IsInf(got, 0)) {
			t.Errorf("hyp2f1(%v, %v; %v; %v) = %v", a, b, c, z, got)
		}
		if got, err := btyd.Digamma(a); err == nil && (math.IsNaN(got) || math.IsInf(got, 0)) {
			t.Errorf("digamma(%v) = %v", a, got)
		}
	})
}
