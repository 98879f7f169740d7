package enginetest

import "slices"

// sale is what the lines of one customer and one product add up to.
type sale struct{ sums }

// levelIn is the product level asked for; by default lines where at least 80 % of the value in the windows has one.
func (v *View) levelIn(windows ...Window) string {
	if v.ProductLevel != "" {
		return v.ProductLevel
	}
	var all, known Amount
	for _, w := range windows {
		for _, e := range v.lines {
			if w.has(v.dated(e)) {
				all += e.net.abs()
				if v.products[e.ProductID].Line != "" {
					known += e.net.abs()
				}
			}
		}
	}
	if all > 0 && known.atLeast("0.8", all) {
		return "line"
	}
	return "product"
}

// sales sums the lines of ranked customers by customer and product; what is not in the profile is left out.
func (v *View) sales(w Window, level string) map[string]map[string]*sale {
	out := map[string]map[string]*sale{}
	for _, e := range v.lines {
		name, in := v.productOf(e, level)
		if e.kind != "" || !in || !w.has(v.dated(e)) {
			continue
		}
		owner := v.owner(e)
		if out[owner] == nil {
			out[owner] = map[string]*sale{}
		}
		if out[owner][name] == nil {
			out[owner][name] = &sale{}
		}
		out[owner][name].add(e)
	}
	return out
}

// tiers returns the current tier of each ranked customer; customers without one are missing.
func (v *View) tiers() map[string]string {
	out := map[string]string{}
	for _, r := range v.Ranks(v.TierMonths) {
		out[r.CustomerID] = r.Tier
	}
	return out
}

// quantile7 returns the quantile of R's type 7 of sorted values, which must not be empty.
func quantile7(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	lo := int(at)
	if lo == len(sorted)-1 {
		return sorted[lo]
	}
	return sorted[lo] + (at-float64(lo))*(sorted[lo+1]-sorted[lo])
}

func sortedFloats(values []float64) []float64 {
	out := slices.Clone(values)
	slices.Sort(out)
	return out
}

func (a Amount) float() float64 { return float64(a) / float64(One) }
