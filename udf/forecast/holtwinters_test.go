package forecast_test

import (
	"fmt"
	"math"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/udf/forecast"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %v, want %v within %v", what, got, want, tolerance)
	}
}

func nearAll(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
	for i := range got {
		near(t, fmt.Sprintf("%s [%d]", what, i), got[i], want[i], tolerance)
	}
}

// TestHoltWintersGolden holds the numbers of R's HoltWinters for AirPassengers.
func TestHoltWintersGolden(t *testing.T) {
	fixed := forecast.Smoothing{Alpha: 0.3, Beta: 0.05, Gamma: 0.2, Phi: 1}
	for _, c := range []struct {
		multiplicative bool
		sse            float64
		next           []float64
	}{
		{false, 92402.9671, []float64{471.9724, 466.8170, 509.3452}},
		{true, 32523.7616, []float64{454.0317, 446.8539, 516.6552}},
	} {
		h, err := forecast.RunHoltWinters(airPassengers, 12, c.multiplicative, fixed)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "SSE", h.SSE, c.sse, 5e-5)
		next, err := h.Forecast(3)
		if err != nil {
			t.Fatal(err)
		}
		nearAll(t, "forecast", next, c.next, 5e-5)
	}
	h, err := forecast.FitHoltWinters(airPassengers, 12, false, false)
	if err != nil {
		t.Fatal(err)
	}
	// R stops its search a little before the least sum of squares, so its own constants are met to 5 digits
	near(t, "SSE", h.SSE, 21860.18, 0.01)
	near(t, "alpha", h.Alpha, 0.2479595, 1e-4)
	near(t, "beta", h.Beta, 0.03453373, 1e-4)
	near(t, "gamma", h.Gamma, 1, 1e-6)
	next, err := h.Forecast(3)
	if err != nil {
		t.Fatal(err)
	}
	nearAll(t, "forecast", next, []float64{453.4977, 429.3906, 467.0361}, 0.01)
}

// TestHoltWintersAgainstR runs R itself.
func TestHoltWintersAgainstR(t *testing.T) {
	r, err := exec.LookPath("Rscript")
	if err != nil {
		t.Skip("Rscript is not installed (Debian: r-base-core); with it this compares HoltWinters of R with ours")
	}
	for _, multiplicative := range []bool{false, true} {
		seasonal := map[bool]string{false: "additive", true: "multiplicative"}[multiplicative]
		for _, p := range []forecast.Smoothing{{Alpha: 0.3, Beta: 0.05, Gamma: 0.2, Phi: 1}, {Alpha: 0.7, Beta: 0.3, Gamma: 0.6, Phi: 1}} {
			script := fmt.Sprintf("h <- HoltWinters(AirPassengers, alpha=%v, beta=%v, gamma=%v, seasonal='%s'); cat(sprintf('%%.10f', c(h$SSE, predict(h, 24))))",
				p.Alpha, p.Beta, p.Gamma, seasonal)
			output, err := exec.Command(r, "--vanilla", "-e", script).Output()
			if err != nil {
				t.Fatal(err)
			}
			var want []float64
			for _, word := range strings.Fields(string(output)) {
				number, err := strconv.ParseFloat(word, 64)
				if err != nil {
					t.Fatal(err)
				}
				want = append(want, number)
			}
			h, err := forecast.RunHoltWinters(airPassengers, 12, multiplicative, p)
			if err != nil {
				t.Fatal(err)
			}
			next, err := h.Forecast(24)
			if err != nil {
				t.Fatal(err)
			}
			nearAll(t, seasonal, append([]float64{h.SSE}, next...), want, 1e-6)
		}
	}
}

// TestHoltWintersDamped: without damping in the data's own steps, phi to the power h shrinks the trend; by hand from the state.
func TestHoltWintersDamped(t *testing.T) {
	h, err := forecast.RunHoltWinters(airPassengers, 12, false, forecast.Smoothing{Alpha: 0.3, Beta: 0.05, Gamma: 0.2, Phi: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	next, err := h.Forecast(14)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "1 ahead", next[0], h.Level+0.9*h.Trend+h.Seasonal[0], 1e-9)
	near(t, "2 ahead", next[1], h.Level+(0.9+0.81)*h.Trend+h.Seasonal[1], 1e-9)
	near(t, "a year apart", next[13]-next[1], h.Trend*0.9*(math.Pow(0.9, 14)-math.Pow(0.9, 2))/(0.9-1), 1e-9)
}

// TestHoltWintersFindsLine: a straight line with a season is forecast exactly, whatever the constants.
func TestHoltWintersFindsLine(t *testing.T) {
	season := []float64{5, -3, 0, 2, -4, 1, 7, -8, 3, -1, -6, 4}
	values := make([]float64, 60)
	for i := range values {
		values[i] = 100 + 2*float64(i) + season[i%12]
	}
	h, err := forecast.FitHoltWinters(values[:48], 12, false, false)
	if err != nil {
		t.Fatal(err)
	}
	next, err := h.Forecast(12)
	if err != nil {
		t.Fatal(err)
	}
	nearAll(t, "line", next, values[48:], 1e-8)
}
