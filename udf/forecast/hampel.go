package forecast

import (
	"math"
	"slices"
)

// The Hampel rule: a value is an outlier where it lies more than 3 robust standard deviations from the median of the 6 months on each side.
const (
	hampelReach     = 6
	hampelThreshold = 3
	madToSD         = 1.4826 // the median absolute deviation of normal values, to their standard deviation
	quartileToSD    = 0.8693 // the same of the upper quartile of absolute deviations
)

// Hampel flags outliers of a series freed of its season and gives their indexes. From 24 months on the season is the series' own: the median
// over its years of month / median of the year, which an outlier does not move; else it is borrowed. Flagged values are not changed
// and stay in every fit. The spread is that of the months around (median absolute deviation) or of the whole series (upper quartile),
// whichever is larger: a season taken from few years leaves little of it. Where that is 0 nothing is flagged. Errors name the
// parameter. Source: Hampel 1974; Liu, Shah, Jiang 2004.
func Hampel(s Series) ([]int, error) {
	if err := s.check(0); err != nil {
		return nil, err
	}
	flat := withoutSeason(s)
	if len(s.Values) >= fewestForSeason {
		flat = withoutOwnSeason(s.Values)
	}
	if len(flat) == 0 {
		return nil, nil
	}
	centres, away := make([]float64, len(flat)), make([]float64, len(flat))
	for i, v := range flat {
		centres[i] = median(slices.Clone(flat[max(0, i-hampelReach):min(len(flat), i+hampelReach+1)]))
		away[i] = math.Abs(v - centres[i])
	}
	overall := quartileToSD * quantile(slices.Sorted(slices.Values(away)), 0.75)
	var flagged []int
	for i := range flat {
		near := slices.Clone(flat[max(0, i-hampelReach):min(len(flat), i+hampelReach+1)])
		for j := range near {
			near[j] = math.Abs(near[j] - centres[i])
		}
		if spread := max(overall, madToSD*median(near)); spread > 0 && away[i] > hampelThreshold*spread {
			flagged = append(flagged, i)
		}
	}
	return flagged, nil
}

// withoutOwnSeason divides each value by the median of its month's place in the years, counted back from the end. A series of which half
// a year is 0 or less stays as it is.
func withoutOwnSeason(values []float64) []float64 {
	n := len(values)
	ratios := make([][]float64, Season)
	for from := n % Season; from < n; from += Season {
		year := values[from : from+Season]
		middle := median(slices.Clone(year))
		if !(middle > 0) {
			return values
		}
		for i, v := range year {
			ratios[i] = append(ratios[i], v/middle)
		}
	}
	flat := make([]float64, n)
	for i, v := range values {
		flat[i] = v / max(median(ratios[(i+Season-n%Season)%Season]), leastFactor)
	}
	return flat
}

// median sorts the values.
func median(values []float64) float64 {
	slices.Sort(values)
	return quantile(values, 0.5)
}
