package enginetest

import (
	"cmp"
	"slices"
)

// Proposal is a row of next_best_product.
type Proposal struct {
	CustomerID, ProductID, Because string
	Place                          int
	Score, Likelihood, Margin      float64
}

// Proposals returns what to offer each customer next, at most k products and those that tie with the last of them.
func (v *View) Proposals(k int) []Proposal {
	span := Window{Edge(v.AsOf, 24), v.AsOf}
	sales := v.sales(span, v.levelIn(span))
	owners, margins := map[string]map[string]bool{}, v.margins(sales)
	for customer, products := range sales {
		for item, s := range products {
			if item != "(none)" && s.net > 0 {
				if owners[item] == nil {
					owners[item] = map[string]bool{}
				}
				owners[item][customer] = true
			}
		}
	}
	everybody := map[string]bool{}
	for _, customers := range owners {
		for c := range customers {
			everybody[c] = true
		}
	}
	likely := map[string]map[string]float64{} // by what is owned, then by what is proposed
	for p := range owners {
		likely[p] = likelihoods(p, owners, margins, float64(len(everybody)), len(margins) > 50)
	}
	var out []Proposal
	for _, c := range sortedKeys(everybody) {
		out = append(out, bestFor(c, owners, likely, margins, k)...)
	}
	return out
}

// likelihoods are those that an owner of p buys each other product; of many products, of the 50 that promise most among those shared.
func likelihoods(p string, owners map[string]map[string]bool, margins map[string]float64, all float64, many bool) map[string]float64 {
	out := map[string]float64{}
	var worth []float64
	for q := range owners {
		both := 0
		for c := range owners[q] {
			both += boolean(owners[p][c])
		}
		if q != p && margins[q] > 0 && (both > 0 || !many) {
			out[q] = (float64(both) + 20*float64(len(owners[q]))/all) / (float64(len(owners[p])) + 20)
			worth = append(worth, out[q]*margins[q])
		}
	}
	if slices.Sort(worth); len(worth) > 50 {
		for q, likelihood := range out {
			if likelihood*margins[q] < worth[len(worth)-50] {
				delete(out, q)
			}
		}
	}
	return out
}

func bestFor(c string, owners map[string]map[string]bool, likely map[string]map[string]float64, margins map[string]float64, k int) []Proposal {
	size := 0
	given := map[string][]float64{}
	because := map[string]string{}
	for _, p := range sortedKeys(owners) {
		if !owners[p][c] {
			continue
		}
		size++
		for q, likelihood := range likely[p] {
			if given[q] == nil || likelihood > slices.Max(given[q]) {
				because[q] = p
			}
			given[q] = append(given[q], likelihood)
		}
	}
	var found []Proposal
	for _, q := range sortedKeys(given) {
		if owners[q][c] {
			continue
		}
		top := sortedFloats(given[q])
		sum := 0.0
		for i := len(top) - 1; i >= max(0, len(top)-3); i-- {
			sum += top[i]
		}
		s := sum / float64(min(3, size))
		found = append(found, Proposal{CustomerID: c, ProductID: q, Because: because[q], Likelihood: s, Margin: margins[q], Score: s * margins[q]})
	}
	slices.SortStableFunc(found, func(x, y Proposal) int { return cmp.Compare(y.Score, x.Score) })
	for i := range found {
		found[i].Place = i + 1
		if i > 0 && found[i].Score == found[i-1].Score {
			found[i].Place = found[i-1].Place
		}
	}
	return slices.DeleteFunc(found, func(p Proposal) bool { return p.Place > k })
}

// margins is the profit that one buyer of each product brings in a year, the revenue where too little of the cost is known.
func (v *View) margins(sales map[string]map[string]*sale) map[string]float64 {
	var all sums
	byItem, buyers := map[string]*sums{}, map[string]int{}
	for _, products := range sales {
		for item, s := range products {
			if item == "(none)" {
				continue
			}
			if byItem[item] == nil {
				byItem[item] = &sums{}
			}
			for _, t := range []*sums{byItem[item], &all} {
				t.net += s.net
				t.netAbs += s.netAbs
				t.netAbsCosted += s.netAbsCosted
				t.netCosted += s.netCosted
				t.profitCosted += s.profitCosted
			}
			buyers[item] += boolean(s.net > 0)
		}
	}
	byProfit := all.netAbs > 0 && all.covered(v.MinCostCoverage)
	out := map[string]float64{}
	for item, s := range byItem {
		if buyers[item] == 0 {
			continue
		}
		rate := 1.0
		if byProfit {
			of := s
			if !s.covered(v.MinCostCoverage) || s.netCosted <= 0 {
				of = &all
			}
			rate = of.profitCosted.float() / of.netCosted.float()
		}
		out[item] = rate * s.net.float() / 2 / float64(buyers[item])
	}
	return out
}
