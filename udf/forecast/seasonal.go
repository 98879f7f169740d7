package forecast

// SeasonalShares gives the share of each calendar month in its year, January first: the mean over past full years of month / year,
// made to sum to 1. Full years are calendar years that the series covers whole; where it covers none, the last 12 months are the
// year. Years that sum to 0 or less say nothing, and a month whose mean share is negative gets 0. Nil where no year is left.
// Errors name the parameter.
func SeasonalShares(s Series) ([]float64, error) {
	if err := s.check(0); err != nil {
		return nil, err
	}
	n := len(s.Values)
	first := (Season - s.calendar(0)) % Season // index of the first January
	shares, years := make([]float64, Season), 0
	addYear := func(from int) {
		total := sum(s.Values[from : from+Season])
		if !(total > 0) {
			return
		}
		years++
		for i := from; i < from+Season; i++ {
			shares[s.calendar(i)] += s.Values[i] / total
		}
	}
	for from := first; from+Season <= n; from += Season {
		addYear(from)
	}
	if first+Season > n && n >= Season {
		addYear(n - Season)
	}
	if years == 0 {
		return nil, nil
	}
	total := 0.0
	for i := range shares {
		shares[i] = max(0, shares[i])
		total += shares[i]
	}
	for i := range shares {
		shares[i] /= total
	}
	return shares, nil
}

// SeasonalRunRate forecasts each month as its share of the year estimate: what the calendar year has brought so far by the share of
// its months so far, YTD / sum of s_k over k <= now. In January, with no month of the year over, and where the months so far have no
// share, the last 12 months are the estimate (all of the series times 12/n where it is shorter). The shares are the series' own, else
// borrowed, else equal. Unit as the values. Source: forecast.md, section 2. Errors name the parameter.
func SeasonalRunRate(s Series, steps int) ([]float64, error) {
	if err := s.check(1); err != nil {
		return nil, err
	}
	if err := checkSteps(steps); err != nil {
		return nil, err
	}
	shares, err := SeasonalShares(s)
	if err != nil {
		return nil, err
	}
	if shares == nil {
		shares = s.borrowed()
	}
	n := len(s.Values)
	recent := min(n, Season)
	year := sum(s.Values[n-recent:]) * Season / float64(recent)
	if elapsed := s.calendar(n); elapsed > 0 && elapsed <= n {
		sofar, covered := 0.0, 0.0
		for i := n - elapsed; i < n; i++ {
			sofar += s.Values[i]
			covered += shares[s.calendar(i)]
		}
		if covered > 1e-9 {
			year = sofar / covered
		}
	}
	return spread(s, shares, year, steps), nil
}

// spread gives each month after the series its share of a year.
func spread(s Series, shares []float64, year float64, steps int) []float64 {
	out := make([]float64, steps)
	for h := range out {
		out[h] = year * shares[s.calendar(len(s.Values)+h)]
	}
	return out
}

// RunRate forecasts the year at the pace of what the year has brought so far: soFar / elapsed days x days in the year. Unit as soFar.
// Source: forecast.md, section 2. elapsed is from 1 to days, days 365 or 366; errors name the parameter.
func RunRate(soFar float64, elapsed, days int) (float64, error) {
	switch {
	case !usable(soFar):
		return 0, fault("soFar", soFar, "it is a number between -1e100 and 1e100")
	case days != 365 && days != 366:
		return 0, fault("days", days, "a year has 365 or 366")
	case elapsed < 1 || elapsed > days:
		return 0, fault("elapsed", elapsed, "it is a whole number from 1 to days")
	}
	return soFar / float64(elapsed) * float64(days), nil
}
