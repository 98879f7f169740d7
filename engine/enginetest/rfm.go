package enginetest

// RFM is a row of rfm.
type RFM struct {
	CustomerID           string
	Recency, Frequency   int
	Monetary             Amount
	RScore, FScore, Mark int // Mark is the score of the value
	Segment              string
}

// RFMScores scores every customer with a purchase as rfm_table_order of the R package rfm 0.3.0 does.
func (v *View) RFMScores(bins int) []RFM {
	var rows []RFM
	for _, owner := range sortedKeys(v.byOwner) {
		r := RFM{CustomerID: owner, Recency: int(v.AsOf - v.lastOrder(owner)), Frequency: len(v.byOwner[owner])}
		for _, e := range v.lines {
			if e.kind == "" && v.owner(e) == owner {
				r.Monetary += e.net
			}
		}
		rows = append(rows, r)
	}
	score := func(of func(RFM) float64) []int {
		var all []float64
		for _, r := range rows {
			all = append(all, of(r))
		}
		return rfmBins(all, bins)
	}
	recency := score(func(r RFM) float64 { return float64(r.Recency) })
	frequency := score(func(r RFM) float64 { return float64(r.Frequency) })
	monetary := score(func(r RFM) float64 { return r.Monetary.float() })
	for i := range rows {
		r := &rows[i]
		r.RScore, r.FScore, r.Mark = bins+1-recency[i], frequency[i], monetary[i]
		r.Segment = rfmSegment(r.RScore, r.FScore, r.Mark)
	}
	return rows
}

// rfmBins gives each value the last of the intervals that holds it: the lower ends are the smallest value and the inner edges, the upper
// ends the inner edges and the greatest value plus 1, and the inner edges are quantiles plus 1.
func rfmBins(values []float64, bins int) []int {
	if len(values) == 0 {
		return nil
	}
	sorted := sortedFloats(values)
	lower, upper := []float64{sorted[0]}, []float64{}
	for i := 1; i < bins; i++ {
		edge := quantile7(sorted, float64(i)/float64(bins)) + 1
		lower, upper = append(lower, edge), append(upper, edge)
	}
	upper = append(upper, sorted[len(sorted)-1]+1)
	out := make([]int, len(values))
	for at, value := range values {
		for i := range bins {
			if value >= lower[i] && value < upper[i] {
				out[at] = i + 1
			}
		}
	}
	return out
}

func rfmSegment(r, f, m int) string {
	for _, s := range []struct {
		name                   string
		r0, r1, f0, f1, m0, m1 int
	}{
		{"Champions", 5, 5, 5, 5, 5, 5}, {"Potential Loyalist", 3, 5, 3, 5, 2, 5}, {"Loyal Customers", 2, 4, 2, 4, 2, 4},
		{"Promising", 3, 4, 1, 3, 3, 5}, {"New Customers", 4, 5, 1, 3, 1, 5}, {"Can't Lose Them", 1, 2, 3, 4, 4, 5},
		{"At Risk", 1, 2, 2, 5, 4, 5}, {"Need Attention", 1, 3, 3, 5, 3, 5}, {"About To Sleep", 2, 3, 1, 3, 1, 4}, {"Lost", 1, 1, 1, 5, 1, 5},
	} {
		if r >= s.r0 && r <= s.r1 && f >= s.f0 && f <= s.f1 && m >= s.m0 && m <= s.m1 {
			return s.name
		}
	}
	return "Others"
}
