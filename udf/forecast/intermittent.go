package forecast

// Smoothing constants of intermittent demand: the middle of the range 0.05 to 0.2 that the literature uses. They are not fitted, since a
// few demands do not tell them.
const (
	demandWeight  = 0.1
	periodWeight  = 0.1
	intermittence = 1.32 // mean months between demands from which a series counts as intermittent (Syntetos, Boylan, Croston 2005)
)

// CrostonSBA forecasts a series in which many months are 0, by the size z' of a demand and the gap p' between demands, each smoothed at
// demands alone with weight a: f = (1 - a/2) z'/p' for every month, the Syntetos-Boylan correction of Croston's bias. a is in (0, 1]. It starts
// with the first demand and the gap before it. A series without a demand is forecast as 0. Unit as the values. Errors name the
// parameter. Source: Croston 1972; Syntetos, Boylan 2005.
func CrostonSBA(s Series, a float64, steps int) ([]float64, error) {
	if err := checkIntermittent(s, steps, "a", a); err != nil {
		return nil, err
	}
	size, gap, since, seen := 0.0, 0.0, 0.0, false
	for _, v := range s.Values {
		since++
		switch {
		case v == 0:
			continue
		case !seen:
			size, gap, seen = v, since, true
		default:
			size += a * (v - size)
			gap += a * (since - gap)
		}
		since = 0
	}
	if !seen {
		return make([]float64, steps), nil
	}
	return constant((1-a/2)*size/gap, steps), nil
}

// TSB forecasts a series in which many months are 0 and which may have died: the size z' of a demand is smoothed at demands with weight a,
// the probability p' of a demand in every month with weight b, f = z' p'. It starts with the first demand and with one demand in the months up
// to it. a and b are in (0, 1]. A series without a demand is forecast as 0. Unit as the values. Errors name the parameter. Source:
// Teunter, Syntetos, Babai 2011.
func TSB(s Series, a, b float64, steps int) ([]float64, error) {
	if err := checkIntermittent(s, steps, "a", a); err != nil {
		return nil, err
	}
	if err := checkIntermittent(s, steps, "b", b); err != nil {
		return nil, err
	}
	size, chance, seen := 0.0, 0.0, false
	for i, v := range s.Values {
		switch {
		case !seen && v != 0:
			size, chance, seen = v, 1/float64(i+1), true
		case seen && v != 0:
			size += a * (v - size)
			chance += b * (1 - chance)
		case seen:
			chance -= b * chance
		}
	}
	return constant(size*chance, steps), nil
}

func checkIntermittent(s Series, steps int, name string, weight float64) error {
	if err := s.check(1); err != nil {
		return err
	}
	if !(weight > 0 && weight <= 1) {
		return fault(name, weight, "it is a fraction above 0 and up to 1")
	}
	return checkSteps(steps)
}

func constant(value float64, steps int) []float64 {
	out := make([]float64, steps)
	for h := range out {
		out[h] = value
	}
	return out
}

// isIntermittent says whether demands are so rare that methods for them may take part.
func isIntermittent(values []float64) bool {
	demands := 0
	for _, v := range values {
		if v != 0 {
			demands++
		}
	}
	return float64(len(values)) >= intermittence*float64(demands)
}
