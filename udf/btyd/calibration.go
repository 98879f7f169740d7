package btyd

import "math"

// calibrate fits the logistic regression by Newton's method; with two coefficients and a concave likelihood it needs a few steps.
func calibrate(outcomes []Outcome, forecasts []Forecast) Calibration {
	none := Calibration{Brier: math.NaN(), Intercept: math.NaN(), Slope: math.NaN()}
	logits := make([]float64, len(outcomes))
	var customers, bought, brier float64
	for i, o := range outcomes {
		p := forecasts[i].Buys
		if math.IsNaN(p) {
			return none
		}
		weight, hit := float64(o.Customers), indicator(o.Future > 0)
		customers += weight
		bought += weight * hit
		brier += weight * (hit - p) * (hit - p)
		const least = 1e-12 // a certain event has no logit
		p = min(max(p, least), 1-least)
		logits[i] = math.Log(p) - math.Log1p(-p)
	}
	c := Calibration{Brier: brier / customers, Intercept: math.NaN(), Slope: math.NaN()}
	if bought == 0 || bought == customers {
		return c
	}
	intercept, slope := 0.0, 1.0
	for range 50 {
		var g0, g1, h00, h01, h11 float64
		for i, o := range outcomes {
			weight := float64(o.Customers)
			q := 1 / (1 + math.Exp(-(intercept + slope*logits[i])))
			residual := weight * (indicator(o.Future > 0) - q)
			curve := weight * q * (1 - q)
			g0 += residual
			g1 += residual * logits[i]
			h00 += curve
			h01 += curve * logits[i]
			h11 += curve * logits[i] * logits[i]
		}
		determinant := h00*h11 - h01*h01
		if !(determinant > 1e-12*h00*h11) {
			return c // all probabilities are equal, or buyers and others do not overlap
		}
		d0 := (h11*g0 - h01*g1) / determinant
		d1 := (h00*g1 - h01*g0) / determinant
		scale := min(1, 2/max(math.Abs(d0), math.Abs(d1))) // no step far beyond where the curve is known
		intercept += scale * d0
		slope += scale * d1
		if math.Abs(d0)+math.Abs(d1) < 1e-10 {
			c.Intercept, c.Slope = intercept, slope
			return c
		}
	}
	return c
}

func indicator(event bool) float64 {
	if event {
		return 1
	}
	return 0
}
